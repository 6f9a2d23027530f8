// What the results say of a row that is not sent: the first error gives code and column, message and fix tell all of them.
// Bounded, for a person reads it in one cell; what is left out is in issues.ndjson.
import { invariant } from "../../contracts/errors.ts";
import type { Issue, UnsentRow } from "../../contracts/outcomes.ts";
import { type Finding, type Position, issueOf } from "./finding.ts";

const MESSAGES_LENGTH_MAX = 600;

/** `errors`: at least one, in the order in which they are told. */
export function wordsOf(
  errors: readonly Finding[],
  position: Position,
): Pick<UnsentRow, "code" | "column" | "message" | "fix"> {
  const all = errors.map((error) => issueOf(error, position));
  const [first] = all;
  invariant(first !== undefined, "wordsOf.noError");
  const { code, column, message, fix } = first;
  if (all.length === 1) return { code, column, message, fix };
  const told = thoseWithRoom(all);
  const more = all.length - told.length;
  const rest = more > 0 ? `; and ${String(more)} more` : "";
  return { code, column, message: told.map(named).join("; ") + rest, fix: fixOf(told) };
}

/** The first errors, as long as their messages stay readable; always the first. */
function thoseWithRoom(all: readonly Issue[]): readonly Issue[] {
  let length = 0;
  const without = all.findIndex((issue, at) => {
    if (at > 0 && length + issue.message.length > MESSAGES_LENGTH_MAX) return true;
    length += named(issue).length + "; ".length;
    return false;
  });
  return without === -1 ? all : all.slice(0, without);
}

/** `site_zip: This is not a ZIP`; a message that begins with the column names it already. */
function named({ column, message }: Issue): string {
  const sentence = withoutStop(message);
  return column === null || sentence.startsWith(column) ? sentence : `${column}: ${sentence}`;
}

/** Each fix once, with the columns that it is for. */
function fixOf(errors: readonly Issue[]): string | null {
  const columnsByFix = new Map<string, Set<string>>();
  for (const { column, fix } of errors) {
    if (fix === null) continue;
    const columns = columnsByFix.get(fix) ?? new Set();
    columnsByFix.set(fix, columns);
    if (column !== null) columns.add(column);
  }
  const [only] = columnsByFix.keys();
  if (columnsByFix.size < 2) return only ?? null;
  return [...columnsByFix]
    .map(([fix, columns]) => (columns.size === 0 ? "" : `${[...columns].join(", ")}: `) + withoutStop(fix))
    .join("; ");
}

const withoutStop = (sentence: string): string => sentence.replace(/\.$/, "");
