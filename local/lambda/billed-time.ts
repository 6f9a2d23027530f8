// What Lambda would bill for an invocation that was measured here: memory × time, starts included.
import type { Meter } from "../meter/meter.ts";

export interface UsedTime {
  /** The invocation's event; absent for a start. */
  readonly event: string | undefined;
  readonly wallMillis: number;
  /** Of the worker's own thread; its part of the wall time. */
  readonly processorMillis: number;
}

/** So much memory comes with one whole processor; less with that share of one (Lambda developer guide, "Configure memory"). */
const PROCESSOR_MEGABYTES = 1769;

/**
 * Milliseconds, rounded up. Processor time is stretched to the share of a processor that the memory size brings. The rest of
 * the measured time stays as it is: waits for AWS and for the partner, which loopback makes shorter, and for a processor
 * of this machine, which Lambda does not have. A start (Lambda's INIT) has a whole processor whatever the memory.
 */
export function billedMillis({ event, wallMillis, processorMillis }: UsedTime, memoryMegabytes: number): number {
  const stretch = event === undefined ? 1 : Math.max(1, PROCESSOR_MEGABYTES / memoryMegabytes);
  return Math.ceil(Math.max(wallMillis - processorMillis, 0) + processorMillis * stretch);
}

/** START, END and REPORT in text format, which Lambda writes beside the function's own lines. */
const PLATFORM_LINES_BYTES = 280;

export function countUsed(
  meter: Meter,
  { name, memoryMegabytes }: { readonly name: string; readonly memoryMegabytes: number },
  used: UsedTime,
): void {
  const { event } = used;
  const origin = { caller: name, ...(event !== undefined && { text: () => event }) };
  const gbSeconds = (billedMillis(used, memoryMegabytes) / 1000) * (memoryMegabytes / 1024);
  meter.count("lambdaGbSeconds", gbSeconds, origin);
  if (event === undefined) return;
  meter.count("lambdaRequests", 1, origin);
  meter.count("logBytes", PLATFORM_LINES_BYTES, origin);
}
