// Reads a request's body as strictly as the contract says: JSON only, at most 1 MB, no deeper than any schema needs,
// each property once, the schema's fields and no others. Each fault gets the MEF 422 code and the path of the property.
import type * as z from "zod";
import { type ApiError, apiError, type ErrorCode, Refused } from "../refusal.ts";
import type { ApiRequest } from "./exchange.ts";
import { scanJson } from "./scan-json.ts";

export const BODY_BYTES_MAX = 1024 * 1024;
/** The deepest schema needs 6. */
const DEPTH_MAX = 32;
const ERRORS_MAX = 50;

export function readBody(request: ApiRequest): unknown {
  if (Buffer.byteLength(request.body) > BODY_BYTES_MAX) {
    throw new Refused(413, [apiError("tooManyRecords", "", "The body is over 1 MB.")]);
  }
  if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(request.headers["content-type"] ?? "")) {
    throw new Refused(415, [apiError("invalidFormat", "content-type", "The body must be application/json.")]);
  }
  const fault = scanJson(request.body, DEPTH_MAX);
  if (fault?.kind === "deep") {
    throw new Refused(400, [apiError("invalidFormat", "", `The body is nested over ${String(DEPTH_MAX)} levels.`)]);
  }
  if (fault?.kind === "repeated") {
    throw new Refused(400, [apiError("invalidFormat", fault.key, "The property is there twice.")]);
  }
  try {
    return JSON.parse(request.body);
  } catch {
    throw new Refused(400, [apiError("invalidFormat", "", "The body is not JSON.")]);
  }
}

export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new Refused(400, parsed.error.issues.flatMap((issue) => errorsOf(issue, body)).slice(0, ERRORS_MAX));
}

function errorsOf(issue: z.core.$ZodIssue, body: unknown): readonly ApiError[] {
  const path = pathOf(issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) =>
      apiError("unexpectedProperty", path === "" ? key : `${path}.${key}`, "The contract does not know this property."),
    );
  }
  const missing = (issue.code === "invalid_type" || issue.code === "invalid_union") && !isThere(body, issue.path);
  return missing
    ? [apiError("missingProperty", path, "The property is required.")]
    : [apiError(CODES[issue.code] ?? "invalidValue", path, issue.message)];
}

const CODES: Readonly<Partial<Record<z.core.$ZodIssue["code"], ErrorCode>>> = {
  invalid_type: "invalidFormat",
  invalid_format: "invalidFormat",
  too_big: "invalidValue",
  too_small: "invalidValue",
};

/** `sites[0].address.zipCode` */
function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === "number" ? `[${String(key)}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}

function isThere(body: unknown, path: readonly PropertyKey[]): boolean {
  const value = path.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined),
    body,
  );
  return value !== undefined;
}
