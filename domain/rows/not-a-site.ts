// Rows of a sheet that are there for people: totals, comments, footers, the header once more, check boxes dragged down. Each is
// told as what it is, in one remark, and belongs to no order. A row that could be a site is one.
import { AT, COLUMN_LIST, headerKey } from "../../contracts/bulk-file.ts";
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

/** What the row holds instead, for a sentence; undefined: it is a site. `cells` are those of the file. */
export function notASite(cells: readonly string[], header: Pick<Header, "names" | "columns">): string | undefined {
  const { names, columns } = header;
  const isHeader = repeatsHeader(cells, names);
  const at = (column: number): string => (cells[columns.indexOf(column)] ?? "").trim();
  // The ordinary row, at once.
  if (!isHeader && at(AT.site_street) !== "" && at(AT.site_zip) !== "" && !LINE.test(at(AT.site_zip))) return undefined;
  if (isHeader) return "the column names once more";
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
  if (isShort || filled.length > CELLS_FEW || at(AT.site_ref) !== "") return undefined;
  return `only ${filled.map(([index]) => COLUMN_LIST[columns[index] ?? -1]?.name ?? names[index] ?? "").join(", ")}`;
}

function hasShareOfSite(filled: readonly number[], columns: readonly number[]): boolean {
  const isRequired = (column: number): boolean => COLUMN_LIST[column]?.required === true;
  return filled.filter(isRequired).length >= columns.filter(isRequired).length * SITE_SHARE;
}

function repeatsHeader(cells: readonly string[], names: readonly string[]): boolean {
  // Most rows differ from the header in their first cell already.
  if (headerKeyAt(cells, 0) !== headerKeyAt(names, 0)) return false;
  const filled = [...cells.keys()].filter((index) => cells[index] !== "");
  const same = filled.filter((index) => headerKeyAt(cells, index) === headerKeyAt(names, index));
  return same.length >= 2 && same.length * 2 >= filled.length;
}

const headerKeyAt = (cells: readonly string[], index: number): string => headerKey(cells[index] ?? "");
