// Which column a name of other people's sheets is suggested for.
import { expect, test } from "vitest";
import { COLUMN_LIST } from "../../../contracts/bulk-file.ts";
import { columnMeant } from "../../../domain/rows/column-meaning.ts";
import { readHeader } from "../../../domain/rows/read-header.ts";

const all = COLUMN_LIST.map(({ name }) => name);

test.each([
  ["Site Postal Code", "site_zip"],
  ["Customer Postal Code", "customer_zip"],
  ["Branch City", "site_city"],
  ["Location ID", "site_ref"],
  ["PO Number", "order_ref"],
  ["Site Address", "site_street"],
  ["Client", "customer_name"],
  ["E-mail of signatory", "approver_email"],
  ["Installer Telephone", "install_phone"],
  ["Delivery Town", "ship_city"],
  ["dueDate", "requested_due_date"],
  ["Port Bandwidth", "port_speed"],
  ["promo_cod", "promo_code"],
])("%s: %s", (name, column) => {
  expect(columnMeant(name, all, false)).toBe(column);
});

test.each(["Cost Center", "x", "Q3", "Account Manager's mood"])("%s means none of them", (name) => {
  expect(columnMeant(name, all, false)).toBeUndefined();
});

test("a column that is missing is suggested first, and none that the file has", () => {
  const without = (missing: string, other: string): string[] => all.map((name) => (name === missing ? other : name));
  const detailsOf = (names: readonly string[]) => readHeader(names, 1, undefined).findings.map(({ detail }) => detail);
  expect(detailsOf(without("site_zip", "Zip Code"))).toEqual([
    ' Did you mean "site_zip"?',
    ', or rename the column "Zip Code" to site_zip if that is what it holds',
  ]);
  expect(detailsOf([...all, "promo_cod"])).toEqual([""]);
});
