// Which of day and month comes first, where dates have both in digits: the column's own values prove it, else the file's other
// date columns, else the distributor's profile says so. What is left open is one question about the file.
import { isoDay } from "./read-day.ts";

/** What the values of one column prove about its order. */
export interface DateEvidence {
  dayFirst: boolean;
  monthFirst: boolean;
  /** A value that reads differently in the two orders. */
  open: boolean;
}
export type DateOrder = "dayFirst" | "monthFirst" | "ambiguous" | "mixed";
export type KnownDateOrder = Extract<DateOrder, "dayFirst" | "monthFirst">;

export const ORDER_WORDS: Readonly<Record<KnownDateOrder, string>> = {
  dayFirst: "day/month/year",
  monthFirst: "month/day/year",
};

export function isOpenDay(value: string): boolean {
  return value.startsWith("?");
}

/** A day that does not exist in either order, as 30/02/2027, proves nothing. */
export function noteEvidence(evidence: DateEvidence, openDay: string): void {
  const dayFirst = resolveDay(openDay, "dayFirst");
  const monthFirst = resolveDay(openDay, "monthFirst");
  if (dayFirst === monthFirst) return;
  if (monthFirst === undefined) evidence.dayFirst = true;
  else if (dayFirst === undefined) evidence.monthFirst = true;
  else evidence.open = true;
}

/** By column index. `profile`: what the distributor's profile says. */
export function dateOrders(
  evidence: ReadonlyMap<number, DateEvidence>,
  profile: KnownDateOrder | undefined,
): Map<number, DateOrder> {
  const own = new Map([...evidence].map(([column, proof]) => [column, ownOrder(proof)]));
  const proven = new Set([...own.values()].filter((order) => order !== "ambiguous"));
  const [sibling] = proven;
  // Siblings that contradict each other or themselves prove nothing, and the profile is wrong about one of them.
  const fallback = proven.size > 1 || sibling === "mixed" ? "ambiguous" : (sibling ?? profile ?? "ambiguous");
  return new Map(
    [...own].map(([column, order]) => {
      // 05/05/2027 reads the same either way.
      const undecided = evidence.get(column)?.open === true ? fallback : "monthFirst";
      return [column, order === "ambiguous" ? undecided : order];
    }),
  );
}

function ownOrder(evidence: DateEvidence): DateOrder {
  if (evidence.dayFirst && evidence.monthFirst) return "mixed";
  if (evidence.dayFirst) return "dayFirst";
  return evidence.monthFirst ? "monthFirst" : "ambiguous";
}

export const isNoDay = (openDay: string): boolean =>
  resolveDay(openDay, "dayFirst") === undefined && resolveDay(openDay, "monthFirst") === undefined;

const partsOf = (openDay: string): string[] => openDay.slice(1).split(/[/.-]/);

/** Undefined: no such day, or not to be told. */
export function resolveDay(openDay: string, order: DateOrder): string | undefined {
  const [first = "", second = "", shortYear = ""] = partsOf(openDay);
  const year = shortYear.length === 2 ? `20${shortYear}` : shortYear;
  if (order === "dayFirst") return isoDay(year, second, first);
  if (order === "monthFirst" || first === second) return isoDay(year, first, second);
  return undefined;
}
