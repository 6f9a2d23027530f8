// docs/errors.md is what the registries say, and every code has its entry.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { errorsDocument } from "../../config/errors-document.ts";
import { REASONS } from "../../contracts/reasons.ts";
import { ISSUES } from "../../contracts/issues/issues.ts";

test("the page in docs is the one that the registries make", () => {
  const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
  expect(page).toBe(errorsDocument());
});

test("every code of a file and every reason has an entry of its own", () => {
  const page = errorsDocument();
  for (const code of [...Object.keys(ISSUES), ...Object.keys(REASONS)]) expect(page).toContain(`\n### ${code}\n`);
});
