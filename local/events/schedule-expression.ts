// `rate(…)` and `cron(…)` as EventBridge writes them: six fields, minutes to years, in a time zone.

export type ScheduleExpression =
  | { readonly kind: "rate"; readonly everyMillis: number }
  | { readonly kind: "cron"; readonly matches: (at: Date, timeZone: string) => boolean };

const UNIT_MILLIS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

export function parseSchedule(expression: string): ScheduleExpression {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  if (rate !== null) return { kind: "rate", everyMillis: Number(rate[1]) * (UNIT_MILLIS[rate[2] ?? ""] ?? 0) };
  const cron = /^cron\((.+)\)$/.exec(expression);
  const fields = cron?.[1]?.trim().split(/\s+/) ?? [];
  if (fields.length !== 6) throw new Error(`schedule ${expression} is not supported`);
  const [minutes, hours, days, months, weekdays, years] = fields;
  const tests = [
    matcher(minutes, 0, []),
    matcher(hours, 0, []),
    matcher(days, 1, []),
    matcher(months, 1, MONTHS),
    matcher(weekdays, 1, DAYS),
    matcher(years, 1970, []),
  ];
  return {
    kind: "cron",
    matches(at, timeZone) {
      const parts = partsOf(at, timeZone);
      return tests.every((test, index) => test(parts[index] ?? 0));
    },
  };
}

/** One field; names count from `first` (JAN = 1, SUN = 1). */
function matcher(field = "*", first: number, names: readonly string[]): (value: number) => boolean {
  if (field === "*" || field === "?") return () => true;
  const numberOf = (text: string): number => {
    const named = names.indexOf(text.toUpperCase());
    const value = named >= 0 ? named + first : Number(text);
    if (!Number.isInteger(value)) throw new Error(`schedule field ${field} is not supported`);
    return value;
  };
  const tests = field.split(",").map((part) => {
    const [range = "", step] = part.split("/");
    const [from = "", to] = range.split("-");
    const low = from === "*" ? first : numberOf(from);
    const high = to === undefined ? (step === undefined && from !== "*" ? low : Infinity) : numberOf(to);
    const every = step === undefined ? 1 : numberOf(step);
    return (value: number) => value >= low && value <= high && (value - low) % every === 0;
  });
  return (value) => tests.some((test) => test(value));
}

/** Minute, hour, day, month, weekday (SUN = 1), year. */
function partsOf(at: Date, timeZone: string): readonly number[] {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    weekday: "short",
  });
  const parts = new Map(format.formatToParts(at).map((part) => [part.type, part.value]));
  const number = (type: Intl.DateTimeFormatPartTypes): number => Number(parts.get(type));
  const weekday = DAYS.indexOf((parts.get("weekday") ?? "").toUpperCase()) + 1;
  return [number("minute"), number("hour"), number("day"), number("month"), weekday, number("year")];
}
