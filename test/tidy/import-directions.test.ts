// The import table of docs/design.md, run as a test: a tool that silently sees no module would pass everything, so this also
// demands that it saw the house.
import { join } from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import extractDepcruiseOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import { expect, test } from "vitest";
import { SOURCE_FILES } from "./source-files.ts";

const FOLDERS = [
  "contracts",
  "domain",
  "avps",
  "adapters",
  "reading",
  "pipeline",
  "lambdas",
  "infra",
  "ordering-api",
  "local",
  "board",
  "cli",
  "config",
  "test",
];

test("imports go one way, and every file was looked at", async () => {
  const root = join(import.meta.dirname, "..", "..");
  const options = await extractDepcruiseOptions(join(root, ".dependency-cruiser.mjs"));
  const { output } = await cruise(FOLDERS, { ...options, baseDir: root });
  const { modules, summary } = output as ICruiseResult;
  expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
  const seen = new Set(modules.map(({ source }) => source));
  const cruised = SOURCE_FILES.filter(({ path }) => FOLDERS.some((folder) => path.startsWith(`${folder}/`)));
  expect(cruised.filter(({ path }) => !seen.has(path)).map(({ path }) => path)).toEqual([]);
});
