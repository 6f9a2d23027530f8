// The part of the corpus that is about single values: cells that people, spreadsheets and web pages have damaged, and healthy ones
// that only look so.
import { type Cells, csvOf, validRows } from "../pipeline/intake/example-file.ts";
import type { CorpusFile } from "./corpus-file.ts";

/** One changed cell in the first row of three. */
interface ValueCase {
  readonly name: string;
  readonly cells: Cells;
  readonly codes: string;
  /** Absent: the row goes. */
  readonly fails?: true;
  readonly distributor?: string;
}

const CASES: readonly ValueCase[] = [
  // Repaired.
  { name: "repaired-invisible", cells: { room: "MDF\u200B", site_zip: "10118\u200E" }, codes: "cell.invisible" },
  { name: "repaired-no-break-space", cells: { contact_phone: "214\u00A0555\u00A00143" }, codes: "cell.invisible" },
  {
    name: "repaired-typography",
    cells: { sp_id: "A\u201306399x", site_state: "\uFF2E\uFF39" },
    codes: "cell.typography",
  },
  { name: "repaired-accents", cells: { customer_name: "Cafe\u0301 Group" }, codes: "cell.normalForm" },
  { name: "repaired-mojibake-twice", cells: { customer_name: "CafÃƒÂ© Group" }, codes: "encoding.mojibake" },
  { name: "repaired-decimal", cells: { site_zip: "10118.0", contract_term_months: "36.0" }, codes: "excel.decimal" },
  { name: "repaired-placeholder", cells: { promo_code: "n/a", interface: "-" }, codes: "placeholder.removed" },
  { name: "repaired-placeholder-contact", cells: contact("N/A", "N/A", "n/a", "-"), codes: "placeholder.removed" },
  { name: "repaired-email", cells: { approver_email: "Pay <pay@example.com>" }, codes: "email.unwrapped" },
  { name: "repaired-phone", cells: { install_phone: "303-555-0162 extension 4" }, codes: "phone.rewritten" },
  { name: "repaired-date", cells: { requested_due_date: "28-Apr-2028" }, codes: "date.rewritten" },
  { name: "repaired-date-time", cells: { requested_due_date: "2028-04-28 00:00:00" }, codes: "date.rewritten" },
  { name: "repaired-short-year", cells: { requested_due_date: "4/26/28" }, codes: "date.columnDecided" },
  // Warned of.
  { name: "warned-placeholder", cells: { floor: "N/A", install_last_name: "Null" }, codes: "placeholder.possible" },
  {
    name: "warned-no-house-number",
    cells: { site_street: "Ste 5", ship_street: "Main Street" },
    codes: "address.noNumber",
  },
  { name: "warned-past", cells: { requested_start_date: "2020-01-15" }, codes: "date.past" },
  { name: "warned-bytes", cells: { port_speed: "100 MB/s" }, codes: "speed.bytes" },
  { name: "warned-discount", cells: { discount_percent: "50" }, codes: "discount.unusual" },
  // Healthy, though they look like something else.
  { name: "healthy-names", cells: { customer_name: "'Round Table", contact_last_name: "'t Hooft" }, codes: "" },
  { name: "healthy-codes", cells: { room: "MDF-2", promo_code: "MARCH27", site_ref: "1.10" }, codes: "" },
  { name: "healthy-street", cells: { site_street: "10 Box Elder Rd", billing_street: "PO Box 12" }, codes: "" },
  { name: "healthy-email", cells: { approver_email: "o'hara+x_y@Example.museum" }, codes: "" },
  // Wrong.
  { name: "value-placeholder-order", cells: { order_ref: "TBD" }, codes: "placeholder.value", fails: true },
  { name: "value-placeholder-street", cells: { site_street: "TBD" }, codes: "placeholder.value", fails: true },
  { name: "value-auto-date", cells: { floor: "2-Jan" }, codes: "excel.autoDate", fails: true },
  { name: "value-thousands", cells: { port_speed: "1.000M" }, codes: "speed.thousands", fails: true },
  { name: "value-email-nobody", cells: { approver_email: "pay..x@example.com" }, codes: "email.form", fails: true },
  { name: "value-phone-zeros", cells: { install_phone: "0000000000" }, codes: "phone.form", fails: true },
  { name: "value-po-box", cells: { site_street: "PO Drawer 12" }, codes: "address.poBox", fails: true },
  { name: "value-ship-po-box", cells: { ship_street: "P.O. Box 12-A" }, codes: "address.poBox", fails: true },
  {
    name: "value-general-delivery",
    cells: { site_street: "General Delivery" },
    codes: "address.generalDelivery",
    fails: true,
  },
  { name: "value-military", cells: { site_city: "APO", site_state: "AE" }, codes: "address.military", fails: true },
  { name: "value-year-27", cells: { requested_start_date: "0027-01-15" }, codes: "date.outOfRange", fails: true },
  { name: "value-year-2208", cells: { requested_due_date: "2208-04-28" }, codes: "date.outOfRange", fails: true },
  { name: "value-time-of-day", cells: { requested_due_date: "2028-04-28T18:30" }, codes: "date.time", fails: true },
  { name: "value-short-year", cells: { requested_due_date: "28-04-27" }, codes: "date.shortYear", fails: true },
  {
    ...{
      name: "value-discount",
      cells: { discount_percent: "16", contract_term_months: "24" },
      codes: "discount.aboveRange",
    },
    ...{ fails: true, distributor: "northwind-telecom" },
  },
];

function contact(first: string, last: string, email: string, phone: string): Cells {
  const at = (which: string): Cells => ({
    [`${which}_first_name`]: first,
    [`${which}_last_name`]: last,
    [`${which}_email`]: email,
    [`${which}_phone`]: phone,
  });
  return { ...at("alt_contact"), ...at("billing") };
}

const rowsWith = (change: (row: Cells, at: number) => Cells, perOrder = 1): string =>
  csvOf(validRows(3, perOrder).map((row, at) => ({ ...row, ...change(row, at) })));

export const VALUE_CORPUS: readonly CorpusFile[] = [
  ...CASES.map(({ name, cells, codes, fails, distributor }): CorpusFile => ({
    name: `${name}.csv`,
    make: () => rowsWith((_, at) => (at === 0 ? cells : {})),
    codes: codes === "" ? [] : codes.split(" "),
    rows: [3, fails === true ? 2 : 3],
    ...(distributor !== undefined && { distributor }),
  })),
  {
    name: "warned-lookalike-refs.csv",
    make: () => rowsWith((_, at) => ({ order_ref: ["LK-1", "lk-1", "LK-10"][at] ?? "" })),
    codes: ["order.lookalike"],
    rows: [3, 3],
  },
  {
    name: "repaired-sibling-dates.csv",
    make: () =>
      rowsWith((_, at) => ({ requested_start_date: "3/4/2028", requested_due_date: `4/2${String(at)}/2028` })),
    codes: ["date.columnDecided"],
    rows: [3, 3],
  },
  {
    name: "repaired-profile-dates.csv",
    make: () => rowsWith(() => ({ requested_start_date: "3/4/2028", requested_due_date: "5/6/2028" })),
    codes: ["date.columnDecided"],
    rows: [3, 3],
    distributor: "northwind-telecom",
  },
  {
    name: "value-open-dates.csv",
    make: () => rowsWith(() => ({ requested_start_date: "3/4/2028", requested_due_date: "5/6/2028" })),
    codes: ["date.ambiguous"],
    rows: [3, 0],
  },
];
