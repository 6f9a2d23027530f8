// Every limit in one place, with its source; relations between limits are asserted when this file is loaded.
import { invariant } from "./errors.ts";

/** docs/bulk-file.md §3. */
export const FILE_LIMITS = {
  fileBytesMax: 2 * 1024 ** 3,
  rowsMax: 1_000_000,
  sitesPerOrderMax: 10_000,
  columnsMax: 500,
  cellBytesMax: 32 * 1024,
  gzipRatioMax: 100,
  jsonDepthMax: 32,
} as const;

/** Sites in a chunk (docs/design.md): 10,000 sites stay far below 25,000 history events. */
export const CHUNK_SITES = 25;
/** Sites of a chunk in the partner's hands at once; ten chunks share a function. */
export const CHUNK_SITES_AT_ONCE = 4;
/** docs/design.md: state under 64 KB in the worst case. */
export const STATE_BYTES_MAX = 64 * 1024;

/** Lambda timeouts, seconds; at most 900 (docs/aws-limits.md §1.4). */
export const FUNCTION_TIMEOUT_SECONDS = { intake: 900, stage: 120, settle: 900, edge: 30, sync: 900 } as const;
/**
 * Of the intake's time, so much is kept to put down how far it came: a file of 2 GB and its lines go to S3. An estimate from
 * 40 MB a second, not measured on AWS.
 */
export const INTAKE_RESERVE_SECONDS = 120;
/** SQS visibility: at least six times the function's timeout (docs/aws-limits.md §1.3); at most 12 h. */
export const VISIBILITY_SECONDS = { intake: 5400, stage: 720, settle: 5400 } as const;
/** Attempts at a file before its message is parked; how far they lie apart is domain/backoff.ts. */
export const INTAKE_RECEIVES_MAX = 5;
/** Receives before a stage message is dead-lettered: above RETRY_ATTEMPTS, which holds the order first. */
export const STAGE_RECEIVES_MAX = 12;
/** Attempts at a webhook or a mail before it is parked; how far they lie apart is domain/backoff.ts. */
export const NOTICE_RECEIVES_MAX = 12;
export const BATCH_MESSAGES_MAX = 10;

/**
 * Node's options of a function that reads or writes whole files: V8's own choice of a young generation takes half as much
 * memory again for 1,000,000 rows, and little time less (docs/performance.md).
 */
export const FILES_NODE_OPTIONS = "--max-semi-space-size=8";

/**
 * Messages in which one task, or one file, may go on one after the other. Lambda ends such a chain after about 16 unless the
 * function says that it means it (ADR 0017); this is our own end. A partner that is down for a day is asked every 5 to 40
 * seconds: about 5,000 times.
 */
export const CONTINUATIONS_MAX = 10_000;

/** The nightly run compares files that came to rest within this time; older ones do not change any more. */
export const RECONCILED_DAYS = 30;

/** Days that a version of an object stays after it was replaced or deleted: what expires is hidden so long before it is gone. */
export const NONCURRENT_DAYS = 90;

/** Step Functions task timeouts, seconds: waits for people in days, work in hours. */
export const WAIT_SECONDS = { credit: 14 * 86_400, contract: 30 * 86_400, work: 86_400 } as const;

invariant(VISIBILITY_SECONDS.stage >= 6 * FUNCTION_TIMEOUT_SECONDS.stage, "visibility.stage");
invariant(VISIBILITY_SECONDS.intake >= 6 * FUNCTION_TIMEOUT_SECONDS.intake, "visibility.intake");
invariant(VISIBILITY_SECONDS.settle >= 6 * FUNCTION_TIMEOUT_SECONDS.settle, "visibility.settle");
invariant(INTAKE_RESERVE_SECONDS < FUNCTION_TIMEOUT_SECONDS.intake / 2, "intake.reserve");
invariant(CONTINUATIONS_MAX > WAIT_SECONDS.work / 10, "continuations.outage");
invariant(WAIT_SECONDS.work > STAGE_RECEIVES_MAX * VISIBILITY_SECONDS.settle, "wait.work");
