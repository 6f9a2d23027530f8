// How the dashboard writes its numbers and its headings; what only computes, apart from what draws.
import type { LineOnBoard } from "../dashboard-wire.ts";
import { count } from "./words.ts";

export const latestOf = ({ points }: LineOnBoard): number | undefined => points.at(-1)?.[1];

/** As few digits as tell something; a dash where nothing was measured. */
export function figure(value: number | undefined): string {
  if (value === undefined) return "–";
  if (Number.isInteger(value) || Math.abs(value) >= 100) return count(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

/** A heading of markdown, and the sentences below it. */
export function sentences(markdown: string): { readonly title: string; readonly rest: string } {
  const [first = "", ...more] = markdown.split("\n");
  return { title: first.replace(/^#+ /, ""), rest: more.join(" ").replaceAll("`", "") };
}

/** Lines that have ever been anything but 0, by their latest value; how many have not. */
export function busyLines(lines: readonly LineOnBoard[]): {
  readonly busy: readonly LineOnBoard[];
  readonly idle: number;
} {
  const busy = lines.filter(({ points }) => points.some(([, value]) => value !== 0));
  return { busy, idle: lines.filter((line) => line.points.length > 0).length - busy.length };
}
