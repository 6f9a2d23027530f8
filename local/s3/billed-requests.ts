// In which class S3 bills a request (https://aws.amazon.com/s3/pricing/): PUT, COPY, POST and LIST cost more than GET and all
// others; DELETE is free. A request that is refused is billed like one that is not.
import type { CloudRequest } from "../endpoint/message.ts";
import type { Meter } from "../meter/meter.ts";

export function countRequest(meter: Meter, caller: string, { method, path, query }: CloudRequest): void {
  const origin = { caller, text: () => decodeURIComponent(path) };
  if (method === "DELETE" || (method === "POST" && query.has("delete"))) return;
  const isList = method === "GET" && (query.has("list-type") || query.has("versions"));
  meter.count(method === "PUT" || method === "POST" || isList ? "s3Puts" : "s3Gets", 1, origin);
}
