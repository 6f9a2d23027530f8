// Times and money as people read them.

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `2027-03-01 14:05:09 UTC`; a day stays one. */
export const instantText = (instant: string): string =>
  instant.includes("T") ? `${instant.slice(0, 10)} ${instant.slice(11, 19)} UTC` : instant;

/** `12 s`, `5 min`, `3 h`, `6 d`: how long ago. */
export const ageText = (since: string, now: Date): string => durationText((now.getTime() - Date.parse(since)) / 1000);

/** How long until then. */
export const ageTo = (instant: string, now: Date): string => ageText(now.toISOString(), new Date(instant));

/** Two units at most: `1 h 5 min`. */
export function durationText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < MINUTE) return `${String(whole)} s`;
  if (whole < HOUR) return joined(Math.floor(whole / MINUTE), "min", whole % MINUTE, "s");
  if (whole < DAY) return joined(Math.floor(whole / HOUR), "h", Math.floor((whole % HOUR) / MINUTE), "min");
  return joined(Math.floor(whole / DAY), "d", Math.floor((whole % DAY) / HOUR), "h");
}

const joined = (large: number, unit: string, small: number, smaller: string): string =>
  small === 0 ? `${String(large)} ${unit}` : `${String(large)} ${unit} ${String(small)} ${smaller}`;

/** Of integer cents: `$1,234.50`. */
export const dollars = (cents: number): string =>
  (cents / 100).toLocaleString("en-US", { style: "currency", currency: "USD" });
