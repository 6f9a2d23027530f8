// A second product needs its description and its place in the list: with these alone it is read, checked, planned, quoted, priced,
// traced and reported, beside ADI in one file, and ADI stays as it is.
import { describe, expect, test, vi } from "vitest";
import { ConfigureQuoteRequest, ConfigureQuoteResponse } from "../../../contracts/apex/schemas.ts";
import { COLUMN_LIST } from "../../../contracts/bulk-file.ts";
import { ADI } from "../../../contracts/products/adi.ts";
import type { Price } from "../../../contracts/records.ts";
import type { OrderDocument } from "../../../contracts/order-document.ts";
import { refusalReason } from "../../../domain/orders/refusal.ts";
import { traceLeaves } from "../../../domain/orders/trace-leaves.ts";
import { bulkFileJsonSchema } from "../../../domain/rows/json-schema.ts";
import { pipelineWorld, seedOrder } from "../../fakes/pipeline-world.ts";
import { consume } from "../../fakes/run-stage.ts";
import { BulkWorld } from "../../pipeline/intake/bulk-world.ts";
import { type Cells, csvOf, validRows } from "../../pipeline/intake/example-file.ts";
import { planned } from "../../pipeline/intake/planned.ts";
import { FIBER } from "./made-up-fiber.ts";

vi.mock(import("../../../contracts/products/products.ts"), async () => {
  const { ADI: adi } = await import("../../../contracts/products/adi.ts");
  const { FIBER: fiber } = await import("./made-up-fiber.ts");
  // The list's type says ADI only, as in the code that a second product has not been added to.
  return { PRODUCTS: [adi, fiber] as never };
});

const OF_ADI = Object.keys(ADI.columns).filter((name) => !(name in FIBER.columns));
const fiber = (row: Cells, changes: Cells = {}): Cells => ({
  ...row,
  ...Object.fromEntries(OF_ADI.map((name) => [name, ""])),
  ...{ product: "fib", download_speed: "1000 Mbps", upload_speed: "100 Mbps", modem: "" },
  ...changes,
});

/** One order of three sites: ADI, fiber, fiber. */
function mixedFile(changes: Cells = {}): string {
  const [first = {}, second = {}, third = {}] = validRows(3);
  return csvOf([first, fiber(second), fiber(third, changes)]);
}

async function dropped(csv: string) {
  const world = new BulkWorld();
  const { fileId } = await world.drop("mixed.csv", csv);
  return { world, fileId };
}

async function quoted(document: OrderDocument) {
  const world = pipelineWorld({ ...document, orderId: "o-1" });
  await seedOrder(world);
  const sites = document.sites.map(({ siteRef }) => `site-${siteRef}`);
  const response = ConfigureQuoteResponse.parse({
    status: "Success",
    pricing: sites.map((siteId) => ({
      siteId,
      ...{ access: { recurring: 500, oneTime: 5 }, fiber: { recurring: 70, oneTime: 0 } },
      modem: { recurring: 9, oneTime: 30 },
    })),
  });
  world.calls.scripts.configureQuote = () => ({ kind: "confirmed", response });
  await consume(world, { stage: "quote" });
  const request = world.calls.asked.find(({ call }) => call === "configureQuote")?.request;
  const { pricingInputs } = ConfigureQuoteRequest.parse(request).configDiscountPromoRequest;
  return { inputs: pricingInputs, sites: await world.siteRows() };
}

const featuresOf = (
  { configuration }: { configuration: { features: { name: string; value: string }[] } } | undefined = {
    configuration: { features: [] },
  },
) => Object.fromEntries(configuration.features.map(({ name, value }) => [name, value]));

describe("a made-up product", () => {
  test("is read into documents with its own columns, its defaults and AT&T's way to write speeds", async () => {
    const { world } = await dropped(mixedFile({ modem: "yours" }));
    const [document] = await world.documents();
    expect(document?.sites.map(({ product }) => product)).toEqual(["ADI", "FIB", "FIB"]);
    expect(document?.sites[1]).toMatchObject({ downloadSpeed: "1 Gbps", uploadSpeed: "100M", modem: "Ours" });
    expect(document?.sites[2]).toMatchObject({ modem: "Yours" });
    expect(document?.sites[1]).not.toHaveProperty("accessSpeed");
    expect(document?.sites[0]).not.toHaveProperty("downloadSpeed");
  });

  test.each([
    ["its rule", { upload_speed: "10 Gbps" }, "speed.uploadAboveDownload", "upload_speed"],
    ["its required column", { download_speed: "" }, "cell.required", "download_speed"],
    ["its values", { modem: "Theirs" }, "choice.unknown", "modem"],
    ["a column of ADI's", { access_speed: "1 Gbps" }, "product.otherColumn", "access_speed"],
  ])("is checked: %s", async (_, changes, code, column) => {
    const { issues } = await planned(undefined, mixedFile(changes));
    const errors = issues.filter(({ severity }) => severity === "error");
    expect(errors.map((issue) => [issue.code, issue.row, issue.column])).toEqual([[code, 4, column]]);
  });

  test("is named beside ADI where another product is asked for", async () => {
    const { issues } = await planned(undefined, mixedFile({ product: "ABC" }));
    const unknown = issues.find(({ code }) => code === "product.unsupported");
    expect(unknown).toMatchObject({ row: 4, fix: "Enter ADI or FIB or leave the cell blank." });
  });

  test("is planned like any other", async () => {
    const { orders } = await planned(new BulkWorld(), mixedFile());
    expect(orders).toMatchObject([{ action: "create", sites: { create: 3, refused: 0 } }]);
  });

  test("is configured at AT&T by its offer and its features, and ADI beside it by its own", async () => {
    const { world } = await dropped(mixedFile());
    const [document] = await world.documents();
    if (document === undefined) throw new Error("no document");
    const { inputs, sites } = await quoted(document);
    expect(inputs.map(({ productId }) => productId)).toEqual(["OFF_ADI_MID_MARKET", "OFF_FIBER", "OFF_FIBER"]);
    expect(featuresOf(inputs[1])).toEqual({
      ...{ Down: "1 Gbps", Up: "100M", Handoff: "1000Base-LX", "Modem Rented": "Y", Months: "36" },
    });
    expect(featuresOf(inputs[0])).toMatchObject({ "Access Speed": "1 Gbps", "AT&T Default Router": "Yes" });
    expect(sites.map(({ configId }) => configId)).toEqual(["ADI-00001", "FIB-00002", "FIB-00003"]);
    expect(sites.map(({ price }) => price)).toMatchObject([
      { recurring: 500, oneTime: 5 },
      { recurring: 79, oneTime: 30 },
      { recurring: 79, oneTime: 30 },
    ]);
  });

  test("is in results and report with its cells and prices", async () => {
    const { world, fileId } = await dropped(mixedFile());
    const price: Price = { recurring: 7900, oneTime: 3000, currency: "USD" };
    await world.runPipeline(() => ({ status: "completed", price }));
    expect(world.rows(fileId)[1]).toMatchObject({ product: "fib", download_speed: "1000 Mbps", _outcome: "handedOff" });
    expect(world.results(fileId, "report.html")).toContain("237.00");
  });

  test("has its values traced to its columns", () => {
    const [row = {}] = validRows(1);
    const normalized: Cells = { ...fiber(row), product: "FIB", download_speed: "1 Gbps", upload_speed: "100M" };
    const cells = COLUMN_LIST.map(({ name }) => normalized[name] ?? "");
    const ids = { order: { quoteId: "Q1", opportunityId: "OP1", partnerOrderId: "801A" } };
    const leaves = traceLeaves({ ...ids, site: { siteId: "SITE1", subOrderId: "801B" }, index: 0, cells });
    const sourceOf = (path: string) => leaves.find((leaf) => leaf.path.endsWith(path))?.from;
    expect(sourceOf("features[Up].value")).toEqual([{ kind: "column", column: "upload_speed" }]);
    expect(sourceOf("pricingInputs[0].productId")).toEqual([{ kind: "column", column: "product" }]);
  });

  test("is in the JSON Schema, its required columns not required of every site", () => {
    const { $defs } = bulkFileJsonSchema();
    const text = JSON.stringify($defs);
    expect(text).toContain('"downloadSpeed"');
    expect(text).toContain('"enum":["ADI","FIB"]');
    const required: string[] = COLUMN_LIST.filter((column) => column.required === true).map(({ name }) => name);
    expect(required).toContain("site_zip");
    expect(required).not.toContain("download_speed");
  });

  test("has its own words in AT&T's refusals", () => {
    const refused = { code: "refusedByPartner", call: "configureQuote", message: "No gateway of this kind." } as const;
    expect(refusalReason(refused).column).toBe("modem");
  });
});
