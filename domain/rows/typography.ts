// Dashes and full-width characters that stand for plain ones: word processors make a dash of a hyphen, and some keyboards write
// full-width letters and digits. In references, codes, numbers and dates they mean the plain character; in names, streets and
// notes they stay.
import type { ColumnKind } from "../../contracts/column-spec.ts";

const FREE_TEXT: ReadonlySet<ColumnKind> = new Set<ColumnKind>([
  "text",
  "note",
  "company",
  "person",
  "street",
  "city",
  "indoor",
]);
/** Hyphen, non-breaking hyphen, figure dash, en dash, em dash, horizontal bar, minus sign. */
const DASHES = /[\u2010-\u2015\u2212]/g;
const FULL_WIDTH = /[\uFF01-\uFF5E]/g;
/** From a full-width character to the ASCII one. */
const WIDTH_OFFSET = 0xfee0;

/** `replaced`: the special characters, in the order of the text. */
export function plainTypography(kind: ColumnKind, text: string): { text: string; replaced: readonly string[] } {
  // A dash alone stands for a missing value.
  if (FREE_TEXT.has(kind) || !/[\p{L}\p{N}]/u.test(text)) return { text, replaced: [] };
  const replaced: string[] = [];
  const narrow = text.replaceAll(FULL_WIDTH, (character) => {
    replaced.push(character);
    return String.fromCharCode(character.charCodeAt(0) - WIDTH_OFFSET);
  });
  // In an e-mail address a dash may have been one hyphen or two: its reader names it.
  if (kind === "email") return { text: narrow, replaced };
  const plain = narrow.replaceAll(DASHES, (dash) => {
    replaced.push(dash);
    return "-";
  });
  return { text: plain, replaced };
}
