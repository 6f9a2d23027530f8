// Reads a cell by its column's kind: the normalized text, "" for a blank, INVALID with a finding for an error. Checks
// that need other cells are in check-row.ts.
import { hasHouseNumber, noPremisesIn } from "../../avps/premises.ts";
import { STATE_NAMES, stateCodeOf } from "../../avps/states.ts";
import type { Column } from "../../contracts/bulk-file.ts";
import type { ColumnKind } from "../../contracts/column-spec.ts";
import type { IssueCode } from "../../contracts/issues/issues.ts";
import { INVALID, cleanCell } from "./clean-cell.ts";
import { nearestName } from "./nearest-name.ts";
import { type RawCell, shownCell } from "./raw-cell.ts";
import { readDay } from "./read-day.ts";
import { readEmail } from "./read-email.ts";
import { readPhone } from "./read-phone.ts";
import { readSpeed } from "./read-speed.ts";

interface Fault {
  readonly code: IssueCode;
  readonly detail?: string;
}
/** The value, or what is wrong with it. `note` may add a finding that is no error. */
type Reader = (text: string, column: Column, note: (code: IssueCode, detail?: string) => void) => string | Fault;

const REF_CHARACTERS_MAX = 64;
/** The Ordering API takes 255 characters for texts and 2,000 for notes (contracts/apex/schemas.ts). */
const TEXT_CHARACTERS_MAX = 255;
const NOTE_CHARACTERS_MAX = 2000;

export function readValue(cell: RawCell): string {
  const { column, raw, findings } = cell;
  if (raw === "") return "";
  const text = cleanCell(cell);
  if (text === "" || text === INVALID) return text;
  const note = (code: IssueCode, detail?: string): void => {
    findings.push({ code, column: column.name, value: shownCell(cell), ...(detail !== undefined && { detail }) });
  };
  const value = READERS[column.kind](text, column, note);
  if (typeof value === "string") return value;
  note(value.code, value.detail);
  return INVALID;
}

const upTo =
  (max: number): Reader =>
  (text) =>
    text.length <= max ? text : { code: "text.tooLong", detail: String(max) };

const UP_TO_TEXT = upTo(TEXT_CHARACTERS_MAX);
const WHOLE_DATE = /^(?:\d{4}-\d{2}-\d{2}|\d{1,2}\/\d{1,2}\/(?:\d{2}|\d{4}))(?: 00:00:00)?$/;

const matching =
  (form: RegExp, code: IssueCode, max = TEXT_CHARACTERS_MAX): Reader =>
  (text) =>
    text.length <= max && form.test(text) ? text : { code };

const READERS: Readonly<Record<ColumnKind, Reader>> = {
  ref: (text) => (text.length <= REF_CHARACTERS_MAX ? text : { code: "ref.tooLong" }),
  text: UP_TO_TEXT,
  company: UP_TO_TEXT,
  person: UP_TO_TEXT,
  city: UP_TO_TEXT,
  // Typed as 1-2 or 1/2. Of a reference nobody can say so.
  indoor: (text, ...rest) => (WHOLE_DATE.test(text) ? { code: "excel.autoDate" } : UP_TO_TEXT(text, ...rest)),
  street: readStreet,
  code: UP_TO_TEXT,
  note: upTo(NOTE_CHARACTERS_MAX),
  // docs/apex-api.md §4: "looks like A-06399x".
  spId: matching(/^A-[0-9A-Za-z]{4,15}$/, "spId.form"),
  email: (text, _column, note) => {
    const read = readEmail(text);
    if (read.kind === "wrong") return { code: "email.form", detail: read.why };
    if (read.unwrapped) note("email.unwrapped");
    return read.email;
  },
  state: readState,
  zip: readZip,
  phone: (text, _column, note) => {
    const read = readPhone(text);
    if (read.kind === "wrong") return { code: "phone.form", detail: read.why };
    if (read.rewritten) note("phone.rewritten");
    return read.phone;
  },
  term: (text, column) => {
    const months = /^(\d{1,3})(?:\.0)?(?:\s*(?:m|mo|mos|months?))?$/i.exec(text)?.[1];
    return months !== undefined && (column.values ?? []).includes(months) ? months : { code: "term.unknown" };
  },
  day: (text, _column, note) => {
    const read = readDay(text);
    if ("code" in read) return read;
    if (read.rewritten) note("date.rewritten", read.day);
    return read.day;
  },
  acceptance: (text) => (/^yes$/i.test(text) ? "yes" : { code: "terms.notAccepted" }),
  yesNo: (text) => {
    if (/^(?:yes|y|true)$/i.test(text)) return "yes";
    return /^(?:no|n|false)$/i.test(text) ? "no" : { code: "yesNo.form" };
  },
  percent: (text, _column, note) => {
    // One or two digits behind a comma are no thousands.
    const point = text.replace(/^(\d{1,3}),(\d{1,2})(?!\d)/, "$1.$2");
    const number = /^(\d{1,3}(?:\.\d{1,4})?)\s*%?$/.exec(point)?.[1];
    if (number !== undefined && point !== text) note("number.decimalComma", number);
    return number !== undefined && Number(number) <= 100 ? String(Number(number)) : { code: "percent.form" };
  },
  choice: readChoice,
  speed: (text, _column, note) => {
    const read = readSpeed(text);
    if (read.kind === "wrong") return read;
    if (read.mayBeBytes) note("speed.bytes", read.speed);
    return read.speed;
  },
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
  if (/^\d{5}[\s+]\d{4}$/.test(text) || /^\d{9}$/.test(text)) {
    note("zip.plusFour");
    return `${text.slice(0, 5)}-${text.slice(-4)}`;
  }
  if (/^\d{3,5}$/.test(text) || /^\d{7,8}$/.test(text) || /^\d{3,4}-\d{4}$/.test(text)) return text;
  return { code: "zip.form" };
}

const NO_PREMISES = {
  poBox: "address.poBox",
  generalDelivery: "address.generalDelivery",
  military: "address.military",
} as const satisfies Record<string, IssueCode>;

/** A bill may go to a PO box; a technician or a parcel may not. */
function readStreet(text: string, { served }: Column, note: (code: IssueCode) => void): string | Fault {
  if (text.length > TEXT_CHARACTERS_MAX) return { code: "text.tooLong", detail: String(TEXT_CHARACTERS_MAX) };
  if (served !== true) return text;
  const mail = noPremisesIn(text);
  if (mail !== undefined) return { code: NO_PREMISES[mail] };
  if (!hasHouseNumber(text)) note("address.noNumber");
  return text;
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
