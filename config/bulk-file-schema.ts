// Writes docs/bulk-file.schema.json, the JSON Schema of the bulk file's JSON form, from the one schema of columns:
// `node config/bulk-file-schema.ts`. A test fails when the document is not what this makes.
import { writeFileSync } from "node:fs";
import { bulkFileJsonSchema } from "../domain/rows/json-schema.ts";

export function bulkFileSchemaDocument(): string {
  return `${JSON.stringify(bulkFileJsonSchema(), null, 2)}\n`;
}

if (import.meta.main)
  writeFileSync(new URL("../docs/bulk-file.schema.json", import.meta.url), bulkFileSchemaDocument());
