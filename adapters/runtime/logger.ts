// One JSON line a log entry: a stable code, ids and counts, never a payload. Values that could carry a secret or personal
// data are masked here, so that no caller can forget it; and each line that names a batch or an order gets the id of their way.
import { traceIdOf } from "../../contracts/ids.ts";

export type LogFields = Record<string, string | number | boolean | undefined>;

export interface Logger {
  debug(code: string, fields?: LogFields): void;
  info(code: string, fields?: LogFields): void;
  warn(code: string, fields?: LogFields): void;
  error(code: string, fields?: LogFields): void;
  /** The same logger with more correlation ids on every line. */
  with(fields: LogFields): Logger;
}

/** Fields that are never logged, no matter which code passes them. */
const SECRET_FIELDS = /token|secret|password|authorization|signature/i;
const EMAIL = /[^\s@"']+@[^\s@"']+\.[^\s@"']+/g;
/** Ten or more digits in the shapes in which people write telephone numbers; ids have letters between. */
const PHONE = /(?<![\w-])\+?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}(?![\w-])/g;
/** Longer texts are payloads, not codes. */
const TEXT_MAX = 500;

export function mask(text: string): string {
  return text.slice(0, TEXT_MAX).replace(EMAIL, "***@***").replace(PHONE, "***");
}

/** Fields as they may be written: with the trace that they belong to, secrets left out, texts masked. */
export function maskedFields(fields: LogFields): LogFields {
  const traceId = traceOf(fields);
  const shown: LogFields = traceId === undefined ? {} : { traceId };
  for (const [name, value] of Object.entries(fields)) {
    if (SECRET_FIELDS.test(name)) continue;
    shown[name] = typeof value === "string" ? mask(value) : value;
  }
  return shown;
}

/** The one id from the upload to AT&T and back (contracts/ids.ts), or the part of it that the line knows. */
function traceOf({ fileId, orderId }: LogFields): string | undefined {
  if (typeof fileId === "string" && typeof orderId === "string") return traceIdOf(fileId, orderId);
  return [fileId, orderId].find((id) => typeof id === "string");
}

/** The same lines without Powertools, for tests and the simulation. */
export function jsonLogger(write: (line: string) => void, fields: LogFields = {}): Logger {
  const entry =
    (level: string) =>
    (code: string, more: LogFields = {}) => {
      write(JSON.stringify({ level, code, ...maskedFields({ ...fields, ...more }) }));
    };
  return {
    debug: entry("DEBUG"),
    info: entry("INFO"),
    warn: entry("WARN"),
    error: entry("ERROR"),
    with: (more) => jsonLogger(write, { ...fields, ...more }),
  };
}

/** An error as log fields: names, codes and ids of it and its causes; messages masked. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { errorName: "NonError", errorMessage: typeof error };
  return {
    errorName: error.name,
    errorMessage: error.message,
    ...(error.cause instanceof Error && { causeName: error.cause.name, causeMessage: error.cause.message }),
    ...(error.stack !== undefined && { errorAt: error.stack.split("\n")[1]?.trim() ?? "" }),
  };
}
