// Reads a cell by its column's kind: the normalised text, "" for a blank, INVALID with a finding for an error. Checks
// that need other cells are in check-row.ts.
import { STATE_NAMES, stateCodeOf } from "../../avps/states.ts";
import type { Column, ColumnKind } from "../../contracts/bulk-file.ts";
import { INVALID, cleanCell } from "./clean-cell.ts";
import type { IssueCode } from "../../contracts/issues/issues.ts";
import type { Finding } from "./finding.ts";
import { nearestName } from "./nearest-name.ts";
import { readDay } from "./read-day.ts";
import { readSpeed } from "./read-speed.ts";
import { shownValue } from "./shown-value.ts";

interface Fault {
  readonly code: IssueCode;
  readonly detail?: string;
}
/** The value, or what is wrong with it. `note` may add a finding that is no error. */
type Reader = (text: string, column: Column, note: (code: IssueCode) => void) => string | Fault;

const REF_CHARACTERS_MAX = 64;
/** The Ordering API takes 255 characters for texts and 2,000 for notes (contracts/apex/schemas.ts). */
const TEXT_CHARACTERS_MAX = 255;
const NOTE_CHARACTERS_MAX = 2000;

export function readValue(column: Column, raw: string, findings: Finding[]): string {
  if (raw === "") return "";
  const text = cleanCell(column, raw, findings);
  if (text === "" || text === INVALID) return text;
  const value = READERS[column.kind](text, column, (code) => {
    findings.push({ code, column: column.name, value: shownValue(column, raw) });
  });
  if (typeof value === "string") return value;
  findings.push({ ...value, column: column.name, value: shownValue(column, raw) });
  return INVALID;
}

const upTo =
  (max: number): Reader =>
  (text) =>
    text.length <= max ? text : { code: "text.tooLong", detail: String(max) };

const matching =
  (form: RegExp, code: IssueCode, max = TEXT_CHARACTERS_MAX): Reader =>
  (text) =>
    text.length <= max && form.test(text) ? text : { code };

const READERS: Readonly<Record<ColumnKind, Reader>> = {
  ref: (text) => (text.length <= REF_CHARACTERS_MAX ? text : { code: "ref.tooLong" }),
  text: upTo(TEXT_CHARACTERS_MAX),
  code: upTo(TEXT_CHARACTERS_MAX),
  note: upTo(NOTE_CHARACTERS_MAX),
  // docs/apex-api.md §4: "looks like A-06399x".
  spId: matching(/^A-[0-9A-Za-z]{4,15}$/, "spId.form"),
  // A plain address: one @, no spaces, a dot in the domain.
  email: matching(/^[^\s@,;<>"]+@[^\s@,;<>".]+(?:\.[^\s@,;<>".]+)+$/, "email.form"),
  state: readState,
  zip: readZip,
  phone: readPhone,
  term: (text, column) => {
    const months = /^(\d{1,3})(?:\.0)?(?:\s*(?:m|mo|mos|months?))?$/i.exec(text)?.[1];
    return months !== undefined && (column.values ?? []).includes(months) ? months : { code: "term.unknown" };
  },
  day: readDay,
  acceptance: (text) => (/^yes$/i.test(text) ? "yes" : { code: "terms.notAccepted" }),
  yesNo: (text) => {
    if (/^(?:yes|y|true)$/i.test(text)) return "yes";
    return /^(?:no|n|false)$/i.test(text) ? "no" : { code: "yesNo.form" };
  },
  percent: (text) => {
    const number = /^(\d{1,3}(?:\.\d{1,4})?)\s*%?$/.exec(text)?.[1];
    return number !== undefined && Number(number) <= 100 ? String(Number(number)) : { code: "percent.form" };
  },
  choice: readChoice,
  speed: (text) => readSpeed(text) ?? { code: "speed.form" },
  tsp: (text, _column, note) => {
    // A warning until AT&T confirms what its TSPCode is (docs/apex-api.md §4).
    if (!/^TSP[0-9A-HJ-NP-RT-Y]{6}-[E0-5][0-5]$/.test(text)) note("tsp.form");
    else if (text.endsWith("-00")) note("tsp.revoked");
    return text.length <= TEXT_CHARACTERS_MAX ? text : { code: "text.tooLong", detail: String(TEXT_CHARACTERS_MAX) };
  },
};

function readState(text: string): string | Fault {
  // The ordinary cell, without a search among spellings.
  if (text.length === 2 && Object.hasOwn(STATE_NAMES, text)) return text;
  const code = stateCodeOf(text);
  if (code !== undefined && /^[A-Za-z\s.]+$/.test(text)) return code;
  return { code: "state.unknown" };
}

/** `75075`, `75075-8004`; fewer digits stay as they are for check-row, which knows the state. */
function readZip(text: string, _column: Column, note: (code: IssueCode) => void): string | Fault {
  if (/^\d{5}(?:-\d{4})?$/.test(text)) return text;
  // A spreadsheet's decimal: 75075.0
  const digits = text.replace(/\.0+$/, "");
  if (/^\d{5}[\s+]\d{4}$/.test(digits) || /^\d{9}$/.test(digits)) {
    note("zip.plusFour");
    return `${digits.slice(0, 5)}-${digits.slice(-4)}`;
  }
  if (/^\d{3,5}$/.test(digits) || /^\d{7,8}$/.test(digits) || /^\d{3,4}-\d{4}$/.test(digits)) return digits;
  return { code: "zip.form" };
}

function readPhone(text: string): string | Fault {
  const [main = "", ...rest] = text.split(/\s*(?:ext\.?|x|#)\s*/i);
  const digits = main.replaceAll(/\D/g, "");
  const plausible = /^\+?[\d\s().\-/]+$/.test(main) && rest.length <= 1 && rest.every((part) => /^\d{1,8}$/.test(part));
  const enough = main.startsWith("+") ? digits.length >= 8 && digits.length <= 15 : /^1?\d{10}$/.test(digits);
  return plausible && enough ? text : { code: "phone.form" };
}

function readChoice(text: string, column: Column): string | Fault {
  const values = column.values ?? [];
  const plain = (value: string): string => value.toLowerCase().replaceAll(/[\s_-]+/g, "");
  const wanted = plain(text);
  const value = values.find((candidate) => plain(candidate) === wanted);
  if (value !== undefined) return value;
  if (column.name === "product") return { code: "product.unsupported" };
  return { code: "choice.unknown", detail: nearestName(text, values) ?? values.join(" or ") };
}
