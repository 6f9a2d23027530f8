// How often a function has been invoked in one chain of requests, as Lambda counts it against endless loops: in the lineage
// of the trace header, which the SDK of a function sends along and SQS keeps with a message. The header is
// `Root=…;Parent=…;Sampled=…;Lineage=hash:count|…` (X-Ray developer guide, "Tracing header"); whose hash is not told, so
// here it is the function's ARN.
import { createHash, randomBytes } from "node:crypto";

/** "Approximately 16 times" (Lambda developer guide, "Understanding recursive loop detection"). */
export const CHAIN_INVOCATIONS_MAX = 16;

/** Of the HTTP request with which an SDK passes it on. */
export const TRACE_HEADER = "x-amzn-trace-id";

type Lineage = ReadonlyMap<string, number>;

/** Invocations of the function so far in the chain that caused this message. */
export function timesInvoked(functionArn: string, traceHeader: string | undefined): number {
  return lineageOf(traceHeader).get(hashOf(functionArn)) ?? 0;
}

/**
 * The header of an invocation, which counts it. A batch of messages from several chains is counted as the longest of each:
 * Lambda's own choice is not documented, and so a chain is not thought shorter than it is.
 */
export function invocationHeader(functionArn: string, causes: readonly (string | undefined)[], root: string): string {
  const counts = new Map<string, number>();
  for (const cause of causes) {
    for (const [hash, count] of lineageOf(cause)) counts.set(hash, Math.max(count, counts.get(hash) ?? 0));
  }
  const own = hashOf(functionArn);
  counts.set(own, (counts.get(own) ?? 0) + 1);
  const [first = `Root=${root};Sampled=0`] = causes.filter((cause) => cause !== undefined);
  const others = first.split(";").filter((part) => !part.startsWith("Lineage="));
  const lineage = [...counts].map(([hash, count]) => `${hash}:${String(count)}`).join("|");
  return [...others, `Lineage=${lineage}`].join(";");
}

/** `1-{seconds in hex}-{24 random hex digits}` */
export function newTraceRoot(nowMillis: number): string {
  return `1-${Math.floor(nowMillis / 1000).toString(16)}-${randomBytes(12).toString("hex")}`;
}

function lineageOf(traceHeader: string | undefined): Lineage {
  const text = /(?:^|;)Lineage=([^;]*)/.exec(traceHeader ?? "")?.[1] ?? "";
  const entries = text.split("|").map((entry): [string, number] => {
    const [hash = "", count = "0"] = entry.split(":");
    return [hash, Number(count)];
  });
  return new Map(entries.filter(([hash, count]) => hash !== "" && Number.isInteger(count)));
}

function hashOf(functionArn: string): string {
  return createHash("sha256").update(functionArn).digest("hex").slice(0, 8);
}
