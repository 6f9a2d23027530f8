// CONTRIBUTING walks through three changes along an example that is in the code. The walk is complete when every source file that names the
// example is a file of the walk, or lies in a folder of it; and every path it names exists.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readProjectFile, ROOT, SOURCE_FILES } from "./source-files.ts";

const PAGE = readProjectFile("CONTRIBUTING.md");
/** Sentences that people read may name a column as an example. */
const WORDS = /^contracts\/issues\//;

const WALKS = [
  { heading: "Adding a column", example: /\bpromo_?code\b/i, filesMax: 4 },
  { heading: "Adding a partner call", example: /\blookupCustomer\b/, filesMax: 20 },
  { heading: "Adding a stage", example: /lambdas\/customer\/|"customer",|\bcustomer: "/, filesMax: 10 },
] as const;

describe.each(WALKS)("CONTRIBUTING, $heading", ({ heading, example, filesMax }) => {
  const from = PAGE.indexOf(`### ${heading}`);
  const to = PAGE.indexOf("\n#", from + 4);
  const walk = PAGE.slice(from, to);
  const paths = [...walk.matchAll(/`([\w./<>-]+\/[\w./<>-]*)`/g)].map(([, path = ""]) => path.replace(/<\w+>.*$/, ""));

  it("names paths that exist", () => {
    expect(paths.length).toBeGreaterThan(3);
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it("leads to every source file that names its example", () => {
    const named = SOURCE_FILES.filter(
      ({ path, text }) => !path.startsWith("test/") && !WORDS.test(path) && example.test(text),
    ).map(({ path }) => path);
    expect(named.length).toBeGreaterThan(3);
    expect(named.length).toBeLessThanOrEqual(filesMax);
    expect(
      named.filter((path) => !paths.some((one) => path === one || (one.endsWith("/") && path.startsWith(one)))),
    ).toEqual([]);
  });
});
