// JSON Schema (2020-12) of the JSON form of the bulk file, from the one schema of columns. It describes what a program
// should write; reading is more lenient (snake_case, numbers as texts) and says what it repaired.
import { type Column, COLUMN_LIST } from "../../contracts/bulk-file.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import { productsIn } from "../../contracts/products/known-products.ts";

export function bulkFileJsonSchema(): Record<string, unknown> {
  const order = COLUMN_LIST.filter((column) => column.group === "order");
  const site = COLUMN_LIST.filter((column) => column.group !== "order");
  const sites = { type: "array", minItems: 1, maxItems: FILE_LIMITS.sitesPerOrderMax, items: objectOf(site, {}) };
  const orders = { type: "array", minItems: 1, items: { $ref: "#/$defs/order" } };
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: `Bulk file of ${productsIn("and")} orders`,
    oneOf: [{ type: "object", required: ["orders"], properties: { orders } }, orders],
    $defs: { order: objectOf(order, { sites }) },
  };
}

function objectOf(columns: readonly Column[], more: Record<string, unknown>): Record<string, unknown> {
  const required = columns.filter((column) => column.required === true).map((column) => column.camelName);
  const properties = Object.fromEntries(columns.map((column) => [column.camelName, propertyOf(column)]));
  return { type: "object", required: [...required, ...Object.keys(more)], properties: { ...properties, ...more } };
}

function propertyOf(column: Column): Record<string, unknown> {
  const { description } = column;
  switch (column.kind) {
    case "term":
      return { description, enum: (column.values ?? []).map(Number) };
    case "percent":
      return { description, type: "number", minimum: 0, maximum: 100 };
    case "acceptance":
      return { description, const: true };
    case "yesNo":
      return { description, type: "boolean", ...(column.byDefault !== undefined && { default: false }) };
    case "choice":
      return { description, enum: column.values, default: column.byDefault };
    case "day":
      return { description, type: "string", format: "date", examples: [column.example] };
    case "zip":
      return { description, type: "string", pattern: "^\\d{5}(-\\d{4})?$", examples: [column.example] };
    case "ref":
      return { description, type: "string", minLength: 1, maxLength: 64, examples: [column.example] };
    case "text":
    case "company":
    case "person":
    case "street":
    case "city":
    case "indoor":
    case "note":
    case "code":
    case "spId":
    case "state":
    case "email":
    case "phone":
    case "speed":
    case "tsp":
      return { description, type: "string", examples: [column.example] };
  }
}
