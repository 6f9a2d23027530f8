// When an event happened, by its own word: ISO 8601 with an offset in either form, or seconds or milliseconds since 1970. A
// time that cannot be is not believed; the arrival stands for it.
import { WEBHOOK_TOLERANCE_SECONDS } from "../../contracts/callbacks.ts";

/** Larger numbers are milliseconds: as seconds they would lie after the year 5000. */
const SECONDS_MAX = 1e11;
/** As AT&T writes it elsewhere: `2024-01-16T20:00:00.000+0000` (docs/apex-api.md §2). */
const OFFSET_WITHOUT_COLON = /([+-]\d\d)(\d\d)$/;
/** Without an offset a time is UTC, wherever this runs. */
const WITHOUT_OFFSET = /^\d{4}-\d\d-\d\d[T ][\d:.]+$/;

/** An ISO instant in UTC; undefined where it says none, or one after the arrival by more than the clocks may differ. */
export function eventTime(timestamp: string | number | undefined, receivedAt: string): string | undefined {
  const millis = typeof timestamp === "number" ? ofNumber(timestamp) : ofText(timestamp ?? "");
  const latest = Date.parse(receivedAt) + WEBHOOK_TOLERANCE_SECONDS * 1000;
  if (!Number.isFinite(millis) || millis <= 0 || millis > latest) return undefined;
  return new Date(millis).toISOString();
}

const ofNumber = (value: number): number => (value < SECONDS_MAX ? value * 1000 : value);

function ofText(text: string): number {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return ofNumber(Number(trimmed));
  const withOffset = WITHOUT_OFFSET.test(trimmed) ? `${trimmed}Z` : trimmed.replace(OFFSET_WITHOUT_COLON, "$1:$2");
  return Date.parse(withOffset);
}
