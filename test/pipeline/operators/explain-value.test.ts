// Every value of every call of the bundled example has an answer: a column with its cell, an answer of AT&T's, the site's place, or a
// constant. The values traced are those that the stages send.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { APEX_CALLS, type ApexCall } from "../../../contracts/apex/calls.ts";
import type { ColumnName } from "../../../contracts/bulk-file.ts";
import { COLUMN_LIST } from "../../../contracts/bulk-file.ts";
import type { OrderDocument } from "../../../contracts/order-document.ts";
import { requestsOf } from "../../../domain/orders/sent-requests.ts";
import { type TracedLeaf, traceLeaves } from "../../../domain/orders/trace-leaves.ts";
import { meaningOf } from "../../../pipeline/operators/explain-value.ts";
import { writtenSite, type WrittenSite } from "../../../pipeline/operators/written-cells.ts";
import { FileStore } from "../../../pipeline/orders/file-store.ts";
import { BulkWorld } from "../intake/bulk-world.ts";
import { type Cells, csvOf, validRows } from "../intake/example-file.ts";

const IDS = {
  order: { quoteId: "Q1", opportunityId: "OP1", partnerOrderId: "801A" },
  site: { siteId: "SITE1", subOrderId: "801B", accountId: "ACC1" },
};
const WITH_BODY = Object.entries<ApexCall>(APEX_CALLS).flatMap(([call, { request }]) =>
  request === null ? [] : [call],
);
/** Written by apex-bulk into every order. */
const CONSTANTS = [
  "configDiscountPromoRequest.flowName",
  "contacts.contactDetails.primary.type",
  "contacts.contactDetails.alternate.type",
  "productId",
  "].name",
  "contactDetails[0].country",
  "contactDetails[0].type",
];

async function sitesOf(world: BulkWorld, fileId: string) {
  const file = await new FileStore(world.table).file(fileId);
  if (file === undefined) throw new Error("no file");
  const { client: s3 } = world.s3;
  const sites: { document: OrderDocument; index: number; written: WrittenSite; leaves: TracedLeaf[] }[] = [];
  for (const order of await world.documents()) {
    for (const [index, site] of order.sites.entries()) {
      const written = await writtenSite({ s3, workBucket: "work" }, file, site.row);
      if (written === undefined) throw new Error("no cells");
      const leaves = traceLeaves({ ...IDS, index, cells: written.cells });
      sites.push({ document: { ...order, sites: [site] }, index, written, leaves });
    }
  }
  return sites;
}

async function sitesOfFile(body: string | Buffer, distributor = "demo") {
  const world = new BulkWorld();
  const { fileId } = await world.drop("orders.csv", body, { distributor, policy: "site" });
  return sitesOf(world, fileId);
}

const leafOf = (leaves: readonly TracedLeaf[], call: string, path: string): TracedLeaf => {
  const leaf = leaves.find((one) => one.call === call && one.path === path);
  if (leaf === undefined) throw new Error(`no ${call} ${path}`);
  return leaf;
};
const columnsOf = ({ from }: TracedLeaf): ColumnName[] =>
  from.flatMap((source) => (source.kind === "column" ? [source.column] : []));

describe("the bundled example", async () => {
  const sites = await sitesOfFile(readFileSync(new URL("../../../examples/demo-orders.csv", import.meta.url)));

  test("is traced as the stages send it: the requests of the intake's own documents have the same values", () => {
    for (const { document, index, leaves } of sites) {
      const sent = requestsOf({ ...IDS, document, index }).flatMap(({ call, body }) =>
        valuesIn(body).map((value) => `${call} ${String(value)}`),
      );
      expect(leaves.map(({ call, value }) => `${call} ${String(value)}`)).toEqual(sent);
    }
  });

  test("has an answer for every value of every call, and a constant only where one is written", () => {
    expect(sites.length).toBeGreaterThan(3);
    for (const { leaves, written } of sites) {
      expect(new Set(leaves.map(({ call }) => call))).toEqual(new Set(WITH_BODY));
      for (const leaf of leaves) {
        const isConstant = leaf.from.some(({ kind }) => kind === "constant");
        const mayBe = CONSTANTS.some((path) => leaf.path.includes(path)) || leaf.insteadOf.length > 0;
        if (isConstant) expect([leaf.call, leaf.path, mayBe]).toEqual([leaf.call, leaf.path, true]);
        for (const column of columnsOf(leaf)) expect(written.writtenAt(column).row).toBeGreaterThan(1);
      }
    }
  });

  test("has what is sent of a column in its cell, unless it is blank and has a default", () => {
    for (const { leaves, written } of sites) {
      const [column, ...others] = columnsOf(leafOf(leaves, "addSites", "sites[0].address.city"));
      expect([column, others]).toEqual(["site_city", []]);
      expect(written.writtenAt("site_city").written.trim()).toBe(
        leafOf(leaves, "addSites", "sites[0].address.city").value,
      );
    }
  });
});

test("a repaired cell, an alias, a value of a sibling's row and a blank that means another column are told", async () => {
  const [first, second] = validRows(2);
  const spare = (row: Cells | undefined): Cells =>
    Object.fromEntries(Object.entries({ ...row, ship_street: "", ship_city: "", ship_state: "", ship_zip: "" }));
  const rows = [
    { ...spare(first), site_street: "100 Broad St", site_city: "Hoboken", site_state: "NJ", site_zip: "7030" },
    { ...spare(second), approver_email: "" },
  ].map(({ site_zip: zip, ...row }: Cells): Cells => ({ ...row, "Location Zip": zip ?? "" }));
  const [one, two] = await sitesOfFile(csvOf(rows), "northwind-telecom");
  expect(one?.written.writtenAt("site_zip")).toMatchObject({ row: 2, header: "Location Zip", written: "7030" });
  expect(one?.written.writtenAt("site_zip").issues.map(({ code }) => code)).toEqual(["zip.leadingZeros"]);
  expect(two?.written.writtenAt("approver_email").row).toBe(2);
  const shipped = leafOf(one?.leaves ?? [], "saveInstallationShipping", "contacts.shipping.zipCode");
  expect(shipped).toMatchObject({ value: "07030", insteadOf: expect.arrayContaining(["ship_street"]) as string[] });
  expect(columnsOf(shipped)).toEqual(["site_zip"]);
});

test("a value of a JSON file is found by its pointer", async () => {
  const { order_ref: orderRef, ...rest } = validRows(1)[0] ?? {};
  const order = { orderRef, ...rest, sites: [{ ...rest }] };
  const [site] = await sitesOfFile(JSON.stringify({ orders: [order] }));
  expect(site?.written.writtenAt("floor")).toMatchObject({ columnNumber: null, written: rest["floor"] });
  expect(site?.written.writtenAt("floor").pointer).toContain("/orders/0");
});

describe("a field's name", async () => {
  const [site] = await sitesOfFile(csvOf(validRows(1)));
  const meant = (field: string) =>
    meaningOf(
      field,
      site?.leaves ?? [],
      COLUMN_LIST.map(({ name }) => name),
    );

  test.each([
    ["site_zip", "site_zip"],
    ["Site Zip", "site_zip"],
    ["promo", "promo_code"],
  ])("%s is a column", (field, column) => {
    expect(meant(field)).toMatchObject({ kind: "values", column });
  });

  test.each([
    ["createQuote endCustomer.name", "createQuote", "endCustomer.name"],
    ["createBilling.contacts.contactDetails.city", "createBilling", "contacts.contactDetails[0].city"],
    ["reservePort TSPCode", "reservePort", "TSPCode"],
    ["features[Billing Option]", "configureQuote", "features[Billing Option].value"],
  ])("%s is a field of a call", (field, call, path) => {
    const meaning = meant(field);
    expect(meaning.kind === "values" && meaning.leaves.map((leaf) => [leaf.call, leaf.path.endsWith(path)])).toEqual([
      [call, true],
    ]);
  });

  test("that means several things lists them, and each of these is understood", () => {
    const meaning = meant("zip");
    expect(meaning.kind).toBe("choices");
    const choices = meaning.kind === "choices" ? meaning.choices : [];
    expect(choices.length).toBeGreaterThan(3);
    for (const choice of choices) expect(meant(choice).kind).toBe("values");
  });

  test("that nobody knows gets the nearest one", () => {
    expect(meant("site_zop")).toEqual({ kind: "none", near: "site_zip" });
  });
});

function valuesIn(value: unknown): unknown[] {
  if (typeof value !== "object" || value === null) return [value];
  return Object.values(value).flatMap(valuesIn);
}
