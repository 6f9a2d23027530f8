// Rows of a sheet that are there for people: totals, comments, footers, the header once more, check boxes dragged down. Each is
// told as what it is, in one remark, and belongs to no order. A row that could be a site is one.
import { AT, COLUMN_LIST, headerKey } from "../../contracts/bulk-file.ts";
import { LastMade } from "../last-made.ts";
import { type Header, OURS } from "./read-header.ts";

/** Of the required cells, a site has at least this share. */
const SITE_SHARE = 1 / 4;
const CELLS_FEW = 3;

const COMMENT = /^(?:#|\/\/|\/\*|--|;|\*\*|<!--|nb\b|note:|comment:)/i;
const TOTAL =
  /^(?:(?:grand|sub)[\s-]?)?totals?\b|^(?:sum|count)\b|^\d+\s+(?:sites?|rows?|orders?|records?|lines?|locations?)\b|\b(?:sites|rows|orders|records|lines)\s*[:=]\s*\d+$/i;
const FOOTER =
  /^(?:page\s+\d+|end\s+of\s+(?:file|report|list|data)|-+\s*end|generated\b|printed\b|exported\b|created\s+(?:on|by)\b|last\s+updated\b|copyright\b|©|confidential\b)/i;
/** Of a table in Markdown, or drawn by hand. */
const LINE = /^(?::?[-=_*.~]{2,}:?|[─━═]+)$/;
const CHECK_BOX = /^(?:true|false|[☐☑☒✓✔✗✘]|\[[ x]?\])$/i;

/**
 * What a row holds instead, for a sentence; undefined: it is a site. Asked of every row, so what follows from the header is found
 * out once. Cells are those of the file.
 */
export function notASite(header: Pick<Header, "names" | "columns">): (cells: readonly string[]) => string | undefined {
  const { columns } = header;
  const repeatsHeader = headerTest(header.names);
  const [street, zip] = [columns.indexOf(AT.site_street), columns.indexOf(AT.site_zip)];
  return (cells) => {
    if (repeatsHeader(cells)) return "the column names once more";
    const zipText = textAt(cells, zip);
    // The ordinary row, at once.
    if (textAt(cells, street) !== "" && zipText !== "" && !LINE.test(zipText)) return undefined;
    return heldInstead(cells, header);
  };
}

const textAt = (cells: readonly string[], index: number): string => (cells[index] ?? "").trim();

function heldInstead(cells: readonly string[], { names, columns }: Pick<Header, "names" | "columns">) {
  // What an earlier results file has added is none of the row.
  const filled = [...cells.entries()].filter(([index, cell]) => columns[index] !== OURS && cell.trim() !== "");
  const texts = filled.map(([, cell]) => cell.trim());
  if (texts.length > 1 && texts.every((text) => LINE.test(text))) return "a line that is drawn";
  if (
    hasShareOfSite(
      filled.map(([index]) => columns[index] ?? -1),
      columns,
    )
  )
    return undefined;
  if (COMMENT.test(texts[0] ?? "")) return "a comment";
  if (texts.some((text) => TOTAL.test(text))) return "a total";
  if (texts.some((text) => FOOTER.test(text))) return "a footer";
  if (texts.every((text) => CHECK_BOX.test(text))) return `only ${[...new Set(texts)].slice(0, 2).join(" and ")}`;
  // Of a row that is too short nobody knows which columns its cells belong to.
  const isShort = cells.length < names.length;
  if (isShort || filled.length > CELLS_FEW || textAt(cells, columns.indexOf(AT.site_ref)) !== "") return undefined;
  return `only ${filled.map(([index]) => COLUMN_LIST[columns[index] ?? -1]?.name ?? names[index] ?? "").join(", ")}`;
}

function hasShareOfSite(filled: readonly number[], columns: readonly number[]): boolean {
  const isRequired = (column: number): boolean => COLUMN_LIST[column]?.required === true;
  return filled.filter(isRequired).length >= columns.filter(isRequired).length * SITE_SHARE;
}

/** Whether a row is the header once more. */
function headerTest(names: readonly string[]): (cells: readonly string[]) => boolean {
  const keys = names.map(headerKey);
  // Most rows differ from the header in their first cell already, and most first cells repeat the one above them.
  const isFirstName = new LastMade((cell: string) => headerKey(cell) === (keys[0] ?? ""));
  return (cells) => {
    if (!isFirstName.of(cells[0] ?? "")) return false;
    const filled = [...cells.entries()].filter(([, cell]) => cell !== "");
    const same = filled.filter(([index, cell]) => headerKey(cell) === (keys[index] ?? ""));
    return same.length >= 2 && same.length * 2 >= filled.length;
  };
}
