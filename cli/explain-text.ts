// The way of a value as a person reads it: the cell, what was made of it, and where AT&T was sent it.
import type { Explained, ExplainedColumn, ExplainedLeaf } from "../pipeline/operators/explain-value.ts";
import { PROGRAM } from "./usage-error.ts";
import type { Paint } from "./paint.ts";
import { shellWord } from "./run-options.ts";
import { instantText } from "./shown-values.ts";

interface TextOptions {
  readonly ref: string;
  readonly field: string;
  readonly file: string;
  readonly paint: Paint;
}

export function explainedLines(explained: Exclude<Explained, { kind: "none" }>, options: TextOptions): string[] {
  const { ref, field, paint } = options;
  if (explained.kind === "choices") {
    const command = (choice: string): string => `  ${PROGRAM} explain ${shellWord(ref)} ${shellWord(choice)}`;
    return [`"${field}" may mean:`, ...explained.choices.map(command)];
  }
  const { column, leaves } = explained;
  const head =
    column === null ? [] : ["", `${paint("bold", column.column)} of ${ref}`, ...columnLines(column, options)];
  if (column !== null && leaves.length === 0) return [...head, notSent(column), ""];
  return [...head, "", ...leaves.flatMap((leaf) => leafLines(leaf, column, options)), ""];
}

const notSent = ({ read }: ExplainedColumn): string =>
  read === "" ? "  It is blank, and nothing is sent for it." : "  It is read, and AT&T is not sent it.";

function columnLines(
  { row, pointer, header, columnNumber, written, read, issues }: ExplainedColumn,
  options: TextOptions,
) {
  const { file, paint } = options;
  const cell =
    pointer ?? (columnNumber === null ? "no such column" : `column ${String(columnNumber)} "${header ?? ""}"`);
  const line = (word: string, text: string): string => `  ${paint("dim", word.padEnd(9))} ${text}`;
  const changes = issues.map(({ severity, code, message }) =>
    line(severity === "fixed" ? "repaired" : severity, `${message} (${code})`),
  );
  return [
    line("file", `${file}, row ${String(row)}, ${cell}`),
    line("written", written === "" ? "(blank)" : written),
    ...changes,
    ...(written === read ? [] : [line("read as", read === "" ? "(blank)" : read)]),
  ];
}

function leafLines(leaf: ExplainedLeaf, column: ExplainedColumn | null, options: TextOptions): string[] {
  const { call, path, value, isSent, sentAt, insteadOf, from } = leaf;
  const { paint } = options;
  const when = isSent ? `sent${sentAt === null ? "" : ` ${instantText(sentAt)}`}` : "not sent yet";
  const others = from.filter((source) => source.kind !== "column" || source.column !== column?.column);
  const sources = others.flatMap((source) => {
    switch (source.kind) {
      case "constant":
        return ["    the same for every order: apex-bulk writes it"];
      case "position":
        return ["    made from the site's index in its order"];
      case "answer":
        return [`    from AT&T's answer to ${source.call}: ${source.field}`];
      case "column":
        return [`    from ${source.column}`, ...columnLines(source, options).map((one) => `  ${one}`)];
    }
  });
  const instead =
    insteadOf.length === 0
      ? []
      : [paint("dim", `    because ${insteadOf.join(", ")} ${insteadOf.length === 1 ? "is" : "are"} blank`)];
  return [`  ${call} ${path} = ${paint("bold", String(value))}  ${paint("dim", when)}`, ...sources, ...instead];
}
