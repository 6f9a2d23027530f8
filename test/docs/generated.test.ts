// Documents and pictures that are made from code are what the code makes today.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { GENERATED_DOCUMENTS } from "../../config/documents.ts";
import { ROOT } from "../tidy/source-files.ts";

test.for(Object.entries(GENERATED_DOCUMENTS))("%s is fresh (npm run docs:generate)", async ([path, make]) => {
  expect(readFileSync(join(ROOT, path), "utf8")).toBe(await make());
});
