// The parts of the house style that no linter knows: how files begin, how long they are, what they are called, and what
// must not be left in them.
import { expect, test } from "vitest";
import { readProjectFile, SOURCE_FILES, type SourceFile } from "./source-files.ts";

const paths = (files: readonly SourceFile[]): string[] => files.map(({ path }) => path);
const LINES_MAX = 250;
/** A test file is a list: it may be longer. */
const TEST_LINES_MAX = 400;
/** Files that may be longer, each with its reason. */
const LONGER: Record<string, string> = {
  "contracts/apex/schemas.ts": "the partner's contract, all shapes side by side",
  "contracts/records.ts": "what lies in the one table: every key and every record side by side",
  "local/template/resource-types.ts": "a table: every resource type, with what is done about it",
  "test/e2e/other-ordering-api.ts": "a second Ordering API in one file, independent of ours on purpose",
};
const isLong = ({ path, lines }: SourceFile): boolean =>
  lines.length > (path.startsWith("test/") ? TEST_LINES_MAX : LINES_MAX);
const FUNCTION_INDEX_LINES_MAX = 15;
const NAMELESS = /(^|\/)(utils?|common|helpers?|types|services|misc|shared)(\/|\.ts$|-)/;

test("every file says at its top what it decides", () => {
  const silent = SOURCE_FILES.filter(({ lines }) => {
    const [first = "", second = ""] = lines;
    return !(first.startsWith("#!") ? second : first).startsWith("// ");
  });
  expect(paths(silent)).toEqual([]);
});

test("no file is longer than it should be without a reason", () => {
  const long = SOURCE_FILES.filter((file) => isLong(file) && LONGER[file.path] === undefined);
  expect(long.map(({ path, lines }) => `${path}: ${String(lines.length)}`)).toEqual([]);
});

test("no reason is kept for a file that is no longer long", () => {
  const long = new Set(paths(SOURCE_FILES.filter(isLong)));
  expect(Object.keys(LONGER).filter((path) => !long.has(path))).toEqual([]);
});

test("files are in kebab-case and named after what they hold", () => {
  const odd = SOURCE_FILES.filter(
    ({ path, name }) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|bench|config|d))?\.tsx?$/.test(name) || NAMELESS.test(path),
  );
  expect(paths(odd)).toEqual([]);
});

test("nothing is left for later, and no check is switched off", () => {
  const left = new RegExp(
    ["TO" + "DO", "FIX" + "ME", "XX" + "X\\b", "@ts-" + "ignore", "@ts-" + "nocheck", "as " + "any\\b"].join("|"),
  );
  const found = SOURCE_FILES.flatMap(({ path, lines }) =>
    lines.flatMap((line, index) => (left.test(line) ? [`${path}:${String(index + 1)} ${line.trim()}`] : [])),
  );
  expect(found).toEqual([]);
});

test("a function's index only joins", () => {
  const long = SOURCE_FILES.filter(
    ({ path, lines }) => /^lambdas\/[^/]+\/index\.ts$/.test(path) && lines.length > FUNCTION_INDEX_LINES_MAX,
  );
  expect(paths(long)).toEqual([]);
});

test("only a function's entry is called index", () => {
  const barrels = SOURCE_FILES.filter(
    ({ path, name }) => name === "index.ts" && !/^lambdas\/[^/]+\/index\.ts$/.test(path),
  );
  expect(paths(barrels)).toEqual([]);
});

test("zod comes in without its locales", () => {
  const heavy = SOURCE_FILES.filter(({ text }) => /import (z|\{[^}]*\}) from "zod"/.test(text));
  expect(paths(heavy)).toEqual([]);
});

test("each runtime dependency has its reason in an ADR", () => {
  const { dependencies } = JSON.parse(readProjectFile("package.json")) as { dependencies: Record<string, string> };
  const reasons = readProjectFile("docs", "adr", "0004-runtime-dependencies.md");
  expect(Object.keys(dependencies).filter((name) => !reasons.includes(name))).toEqual([]);
});

test("versions are exact, so that two clones are the same", () => {
  const { dependencies, devDependencies } = JSON.parse(readProjectFile("package.json")) as Record<
    string,
    Record<string, string>
  >;
  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([name, version]) => !/^\d/.test(version) && name !== "typescript",
  );
  expect(loose).toEqual([]);
});
