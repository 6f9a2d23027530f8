// What is repaired in a cell, what is named in it, and what stays untouched.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { COLUMN_LIST, type ColumnName } from "../../../contracts/bulk-file.ts";
import { csvLine } from "../../../domain/rows/csv-line.ts";
import { recordsOf } from "../../reading/csv/csv-reference.ts";
import { readCell } from "./cell-reading.ts";

describe("characters that do not show", () => {
  test.each<[ColumnName, string, string, string]>([
    ["approver_email", "pay@example.com\u200B", "pay@example.com", "U+200B (zero-width space)"],
    ["order_ref", "IV\u00AD-2", "IV-2", "U+00AD (soft hyphen)"],
    ["site_zip", "\u202D75201\u202C", "75201", "U+202D (left-to-right override), U+202C (pop directional formatting)"],
    ["room", "MDF\u0085", "MDF", "U+0085 (next line)"],
    ["floor", "\u3164", "", "U+3164 (Hangul filler)"],
    ["contact_phone", "303\u00A0555\u00A00161", "303 555 0161", "U+00A0 (no-break space)"],
    ["accept_terms", "yes\u{E0020}", "yes", "U+E0020"],
    ["customer_name", "Acme\nDental", "Acme Dental", "U+000A (line break)"],
    ["requested_due_date", "\uFEFF2028-04-28", "2028-04-28", "U+FEFF (zero-width no-break space)"],
    ["site_city", "Den\u2800ver", "Denver", "U+2800 (braille blank)"],
  ])("are removed from %s %j once, and named", (column, raw, value, detail) => {
    const read = readCell(column, raw);
    expect([read.value, read.codes]).toEqual([value, ["cell.invisible"]]);
    expect(read.findings[0]?.detail).toBe(detail);
  });

  test("are shown by name in the value", () => {
    expect(readCell("order_ref", "IV\u00AD-2").findings[0]?.value).toBe("IV<U+00AD>-2");
  });

  test("stay in notes, like line breaks", () => {
    const note = "Door B\nring\u00A0twice \u{1F468}\u200D\u{1F469}";
    expect(readCell("premise_notes", note)).toMatchObject({ value: note, codes: [] });
  });

  test("of the C0 controls are an error that names them", () => {
    const { value, findings } = readCell("floor", "a\u0007b");
    expect([value, findings[0]?.detail]).toEqual([undefined, "U+0007"]);
  });

  test("are gone wherever they stand, and nothing else is", () => {
    const unseen = fc.constantFrom(
      "\u200B",
      "\u00AD",
      "\u2060",
      "\u200E",
      "\u202E",
      "\u0080",
      "\u009F",
      "\uFE0F",
      "\u115F",
    );
    const seen = fc.stringMatching(/^[A-Z][a-z]{2}[A-Za-z0-9 .,&'-]{0,20}[a-z]$/);
    fc.assert(
      fc.property(seen, fc.array(fc.tuple(unseen, fc.nat(22)), { minLength: 1 }), (text, put) => {
        let spoilt = text;
        for (const [character, at] of put) spoilt = spoilt.slice(0, at) + character + spoilt.slice(at);
        expect(readCell("customer_name", spoilt)).toMatchObject({ value: text, codes: ["cell.invisible"] });
      }),
    );
  });
});

describe("other dashes and full-width characters", () => {
  test.each<[ColumnName, string, string]>([
    ["site_zip", "75075\u20138004", "75075-8004"],
    ["requested_due_date", "2028\u201304\u201328", "2028-04-28"],
    ["sp_id", "A\u201106399x", "A-06399x"],
    ["site_state", "\uFF2D\uFF21", "MA"],
    ["customer_zip", "\uFF16\uFF10\uFF16\uFF10\uFF16", "60606"],
    ["install_phone", "303\u2212555\u22120162", "303-555-0162"],
    ["order_ref", "NW\u201410045", "NW-10045"],
    ["access_speed", "\uFF11 \uFF27bps", "1 Gbps"],
    ["contract_term_months", "\uFF13\uFF16", "36"],
    ["accept_terms", "\uFF59\uFF45\uFF53", "yes"],
    ["approver_email", "pay\uFF20example.com", "pay@example.com"],
  ])("in %s %j become plain, recorded", (column, raw, value) => {
    expect(readCell(column, raw)).toMatchObject({ value, codes: ["cell.typography"] });
  });

  test.each<[ColumnName, string]>([
    ["customer_name", "Smith \u2013 Sons"],
    ["site_street", "350 Fifth Ave \u2014 rear"],
    ["room", "B\u20132"],
    ["premise_notes", "9\u201317 h, \uFF21"],
  ])("stay in free text: %s %j", (column, raw) => {
    expect(readCell(column, raw)).toMatchObject({ value: raw, codes: [] });
  });

  test("in the domain of an e-mail address are named", () => {
    const { value, findings } = readCell("approver_email", "pay@my\u2013firm.com");
    expect([value, findings[0]?.detail]).toEqual([undefined, ": it contains U+2013 (en dash)"]);
  });
});

describe("what a spreadsheet leaves in a cell", () => {
  test.each<[ColumnName, string, string, string]>([
    ["floor", '="03"', "03", "excel.formulaText"],
    ["room", "'007", "007", "excel.apostrophe"],
    ["site_zip", "'02108", "02108", "excel.apostrophe"],
    ["customer_zip", "75201.0", "75201", "excel.decimal"],
    ["install_phone", "3035550162.0", "3035550162", "excel.decimal"],
    ["contract_term_months", "36.0", "36", "excel.decimal"],
    ["floor", "3.0", "3", "excel.decimal"],
    ["invoice_number", "7781.00", "7781", "excel.decimal"],
  ])("is taken off %s %j, recorded", (column, raw, value, code) => {
    expect(readCell(column, raw)).toMatchObject({ value, codes: [code] });
  });

  test.each<[ColumnName, string]>([
    ["contact_last_name", "'t Hooft"],
    ["premise_notes", "'Door B' at the rear"],
    ["customer_name", "'Round Table"],
    ["customer_name", "'47 Brand"],
    ["premise_notes", "'90s building"],
    ["site_ref", "1.10"],
    ["site_ref", "2.0"],
    ["discount_percent", "7.5"],
    ["access_speed", "1 Gbps"],
  ])("is not looked for in %s %j", (column, raw) => {
    expect(readCell(column, raw)).toMatchObject({ value: raw, codes: [] });
  });

  test("is no apostrophe of JSON, and no .0 of a text there", () => {
    expect(readCell("customer_name", "'Round Table", "json")).toMatchObject({ value: "'Round Table", codes: [] });
    expect(readCell("room", "'007", "json")).toMatchObject({ value: "'007", codes: [] });
    expect(readCell("floor", "3.0", "json")).toMatchObject({ value: "3.0", codes: [] });
    expect(readCell("contract_term_months", "36.0", "json")).toMatchObject({ value: "36", codes: ["excel.decimal"] });
  });

  test.each<[ColumnName, string]>([
    ["floor", "2-Jan"],
    ["floor", "2026-01-02"],
    ["room", "1/2/2026"],
    ["site_unit", "4-MAR"],
    ["room", "Jan-02"],
    ["order_ref", "1-Feb"],
    ["promo_code", "Mar-27"],
    ["invoice_number", "5-Apr-27"],
    ["customer_name", "Sep-11"],
    ["tsp_code", "3-dec"],
  ])("of %s %j is not known any more: an error", (column, raw) => {
    expect(readCell(column, raw)).toMatchObject({ value: undefined, codes: ["excel.autoDate"] });
  });

  test.each<[ColumnName, string]>([
    ["room", "MDF-2"],
    ["room", "1-DEC-HQ"],
    ["promo_code", "MARCH27"],
    ["customer_name", "Jan-San Supply"],
    ["order_ref", "MAY-2027-1"],
    ["premise_notes", "2-Jan"],
  ])("is no date in %s %j", (column, raw) => {
    expect(readCell(column, raw)).toMatchObject({ value: raw, codes: [] });
  });
});

describe("placeholders", () => {
  const WORDS = [
    "N/A",
    "na",
    "None",
    "NULL",
    "undefined",
    "NaN",
    "[object Object]",
    "tbd",
    "TBA",
    "Unknown",
    "test",
    "x",
    "XX",
  ];
  const MORE = ["see notes", "Same as above", "-", "--", "?", ".", "\u2014"];

  test.each([...WORDS, ...MORE])("%j is an error in required columns, and a blank in optional ones", (word) => {
    for (const column of ["order_ref", "customer_name", "site_street", "customer_city", "approver_email"] as const) {
      expect(readCell(column, word).value, column).toBeUndefined();
    }
    for (const column of [
      "promo_code",
      "interface",
      "site_unit",
      "ship_email",
      "billing_zip",
      "premise_notes",
    ] as const) {
      expect(readCell(column, word), column).toMatchObject({ value: "", codes: ["placeholder.removed"] });
    }
    for (const column of ["floor", "room", "install_first_name", "contact_last_name", "site_ref"] as const) {
      expect(readCell(column, word), column).toMatchObject({ value: word, codes: ["placeholder.possible"] });
    }
  });

  test.each<[ColumnName, string]>([
    ["customer_name", "N.A.B. Foods"],
    ["order_ref", "NA-1"],
    ["customer_name", "Test Kitchen"],
    ["customer_name", "None Such Bakery"],
    ["customer_city", "Nada"],
    ["site_street", "12 Unknown Rd"],
    ["room", "X1"],
    ["contact_last_name", "Nassar"],
  ])("are none in %s %j", (column, raw) => {
    expect(readCell(column, raw)).toMatchObject({ value: raw, codes: [] });
  });
});

test("normal forms: é is one character, recorded, outside notes", () => {
  expect(readCell("order_ref", "Cafe\u0301-2")).toMatchObject({ value: "Caf\u00E9-2", codes: ["cell.normalForm"] });
  expect(readCell("premise_notes", "Cafe\u0301")).toMatchObject({ value: "Cafe\u0301", codes: [] });
});

test("an ordinary cell of any column is read without a finding", () => {
  for (const { name, example } of COLUMN_LIST) expect(readCell(name, example), name).toMatchObject({ codes: [] });
});

describe("the guard of cells that a spreadsheet would run", () => {
  test.each(["=1+1", "+1", "-5", "@ab", "\tab", "\rab", "\nab", "\uFF1D1", "\uFF0B1", "\uFF0D5", "\uFF20ab"])(
    "is put before %j, and comes off again",
    (text) => {
      const [cells = []] = recordsOf(csvLine([text, "b"]));
      expect(cells).toEqual([`'${text}`, "b"]);
      expect(readCell("premise_notes", cells[0] ?? "").value).toBe(text.trim());
    },
  );

  test("is not shown, for the person has the value without it", () => {
    expect(readCell("discount_percent", "'-5").findings[0]).toMatchObject({ code: "percent.form", value: "-5" });
  });
});
