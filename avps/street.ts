// The delivery line after USPS Publication 28: capitals, abbreviated suffixes and directionals, the unit split off. Only
// spelling changes here; whether the address may pass is decided in validate-address.ts.
import { DIRECTIONALS, STREET_SUFFIXES, UNIT_DESIGNATORS, UNITS_WITHOUT_NUMBER } from "./pub28.ts";

export interface Street {
  readonly line: string;
  /** `STE 200`; a designator without its number is kept as it is. */
  readonly unit?: string;
  /** A designator that needs a number stands without one: `SUITE`. */
  readonly unitIncomplete: boolean;
}

/** Capitals, single spaces, no punctuation but what numbers need: `1/2`, `39.5`, `A-12`, `#`. */
export function plain(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/[\u0300-\u036f]/g, "")
    .toUpperCase()
    .replaceAll(/(?<!\d)\.|\.(?!\d)|['’`]/g, "")
    .replaceAll("#", " # ")
    .replaceAll(/[^A-Z0-9#/&\-. ,]/g, " ")
    .replaceAll(/\s*,\s*/g, " , ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

export function standardiseStreet(street: string, unit = ""): Street {
  const words = plain(street).split(" ").filter(Boolean);
  const at = unitStart(words);
  const inline = at === -1 ? "" : words.slice(at).join(" ");
  const own = standardiseUnit(`${inline} ${plain(unit)}`.trim());
  return {
    line: standardiseLine((at === -1 ? words : words.slice(0, at)).filter((word) => word !== ",")),
    ...(own.unit !== undefined && { unit: own.unit }),
    unitIncomplete: own.incomplete,
  };
}

/** Where the unit begins: the first designator that is not the street's own name, or after a comma. */
function unitStart(words: readonly string[]): number {
  return words.findIndex((word, i) => {
    if (i < 2 || !(word === "#" || UNIT_DESIGNATORS.has(word))) return false;
    const next = words[i + 1];
    const bare = next === undefined || next === ",";
    if (bare) return UNIT_DESIGNATORS.has(word) && (words[i - 1] === "," || STREET_SUFFIXES.has(words[i - 1] ?? ""));
    return /\d|^[A-Z]$|^#$/.test(next) || words[i - 1] === ",";
  });
}

function standardiseUnit(text: string): { unit?: string; incomplete: boolean } {
  const words = text.split(" ").filter((word) => word !== "" && word !== ",");
  if (words.length === 0) return { incomplete: false };
  const named = words.map((word) => UNIT_DESIGNATORS.get(word) ?? word);
  const [first = "", ...rest] = named;
  const numbered = rest.filter((word) => word !== "#");
  if (first === "#") return { unit: `# ${numbered.join(" ")}`.trim(), incomplete: numbered.length === 0 };
  if (!UNIT_DESIGNATORS.has(first)) return { unit: `# ${named.join(" ")}`, incomplete: false };
  return {
    unit: [first, ...numbered].join(" "),
    incomplete: numbered.length === 0 && !UNITS_WITHOUT_NUMBER.has(first),
  };
}

/** `100 NORTH MAIN STREET WEST` → `100 N MAIN ST W`. The last suffix counts; a word alone is the street's name. */
function standardiseLine(words: readonly string[]): string {
  const line = [...words];
  const numbered = /\d/.test(line[0] ?? "");
  const first = numbered ? 1 : 0;
  let last = line.length - 1;
  const post = DIRECTIONALS.get(line[last] ?? "");
  if (post !== undefined && last - first >= 2 && STREET_SUFFIXES.has(line[last - 1] ?? "")) {
    line[last] = post;
    last -= 1;
  }
  const suffix = STREET_SUFFIXES.get(line[last] ?? "");
  if (suffix !== undefined && last > first) line[last] = suffix;
  const nameLength = last - first - (suffix === undefined ? 0 : 1);
  const pre = DIRECTIONALS.get(line[first] ?? "");
  if (pre !== undefined && nameLength >= 1) line[first] = pre;
  return line.join(" ");
}
