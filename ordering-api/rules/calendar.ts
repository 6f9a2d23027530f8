// Dates in requests: JavaScript reads the 31st of February as the third of March, which no customer asked for.

/** Milliseconds since 1970 of an ISO 8601 text, undefined for what is none or names a day that its month has not. */
export function millisOf(text: string): number | undefined {
  const [, day] = /^(\d{4}-\d{2}-\d{2})(?:T|$)/.exec(text) ?? [];
  if (day === undefined) return undefined;
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const millis = Date.parse(text);
  const exists = !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(day);
  return exists && !Number.isNaN(millis) ? millis : undefined;
}
