// docs/bulk-file.schema.json is what the schema of columns makes, and it accepts what the template writes.
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { bulkFileSchemaDocument } from "../../../config/bulk-file-schema.ts";
import { bulkFileJsonSchema } from "../../../domain/rows/json-schema.ts";
import { template } from "../../../domain/rows/template.ts";
import { recordsOf } from "../../reading/csv/csv-reference.ts";

test("the document is the one that the columns make", () => {
  const document = readFileSync(new URL("../../../docs/bulk-file.schema.json", import.meta.url), "utf8");
  expect(document).toBe(bulkFileSchemaDocument());
});

describe("the schema", () => {
  const accepts = new Ajv2020({ strict: false, validateFormats: false }).compile(bulkFileJsonSchema());
  const file = (): { orders: { orderRef?: string }[] } => JSON.parse([...template("json", 5)].join(""));

  test("accepts the template's JSON", () => {
    expect(accepts(file()), JSON.stringify(accepts.errors)).toBe(true);
  });

  test("refuses an order without its order_ref", () => {
    const spoilt = file();
    delete spoilt.orders[0]?.orderRef;
    expect(accepts(spoilt)).toBe(false);
  });
});

test("an example's notes speak of its own address", () => {
  const [header = [], ...rows] = recordsOf([...template("csv", 120)].join(""));
  const at = (name: string) => header.indexOf(name);
  for (const row of rows) {
    expect(row[at("ship_notes")]).toBe(`Deliver to suite ${(row[at("site_unit")] ?? "").replace("Ste ", "")}`);
  }
});
