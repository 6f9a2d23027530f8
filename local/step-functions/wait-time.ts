// Until when a Wait state waits: which timestamps and seconds Step Functions takes. Timestamps are the profile of RFC 3339 that
// the Amazon States Language names, and days and times that exist; Date.parse alone takes February 30.

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-wait.html, "Seconds". */
const SECONDS_MAX = 99_999_999;
export const WAIT_SECONDS = `must be a whole number from 0 to ${String(SECONDS_MAX)}`;

export function isWaitSeconds(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= SECONDS_MAX;
}

/** Upper-case T and Z, a time zone, at most nanoseconds. */
const RFC_3339 = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.\d{1,9})?(Z|[+-](\d{2}):(\d{2}))$/;
/** The widest offset that java.time, which Step Functions names in its errors, has. */
const OFFSET_MINUTES_MAX = 18 * 60;

/** Milliseconds since the epoch; undefined: no timestamp, or an instant that does not exist. */
export function instantOf(text: string): number | undefined {
  const parts = RFC_3339.exec(text);
  if (parts === null) return undefined;
  const [, local = "", , , hours = "0", minutes = "0"] = parts;
  if (Number(minutes) > 59 || Number(hours) * 60 + Number(minutes) > OFFSET_MINUTES_MAX) return undefined;
  const day = Date.parse(`${local}Z`);
  // A day or an hour past the last one would be read as one of the next month or day.
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 19) !== local) return undefined;
  return Date.parse(text);
}
