// The docs site: every document is on it, every link of every page leads somewhere, and its search finds codes and columns.
import { globSync, readFileSync } from "node:fs";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import MiniSearch from "minisearch";
import { beforeAll, expect, test } from "vitest";
import { COLUMNS } from "../../contracts/bulk-file.ts";
import { ISSUES } from "../../contracts/issues/issues.ts";
import { REASONS } from "../../contracts/reasons.ts";
import { buildSite } from "../../docs/site/build.ts";
import { addressOf, PAGES } from "../../docs/site/navigation.ts";
import { searchEntries } from "../../docs/site/search-index.ts";
import { ROOT } from "../tidy/source-files.ts";

const output = mkdtempSync(join(tmpdir(), "apex-bulk-docs-"));
const html = (address: string): string => readFileSync(join(output, address), "utf8");

beforeAll(async () => {
  await buildSite(output);
});

test("every document of the repository has its place in the menu", () => {
  const documents = globSync(["*.md", "docs/**/*.md"], { cwd: ROOT }).sort();
  expect(PAGES.map(({ source }) => source).sort()).toEqual(documents);
});

test("every link of every page leads to a page, a heading or a file of the site", () => {
  const files = new Set(globSync("**/*", { cwd: output }));
  const idsOf = new Map(PAGES.map(({ source }) => [addressOf(source), ids(html(addressOf(source)))]));
  const lost = [...idsOf.keys()].flatMap((address) =>
    [...html(address).matchAll(/(?:href|src)="([^"]+)"/g)]
      .map(([, target = ""]) => target)
      .filter((target) => !/^(?:https?:|mailto:|data:)/.test(target) && !leads(target, { address, files, idsOf }))
      .map((target) => `${address}: ${target}`),
  );
  expect(lost).toEqual([]);
});

function leads(
  target: string,
  of: { address: string; files: ReadonlySet<string>; idsOf: ReadonlyMap<string, ReadonlySet<string>> },
): boolean {
  const [path = "", anchor] = target.split("#");
  const page = path === "" ? of.address : path;
  return of.files.has(page) && (anchor === undefined || (of.idsOf.get(page)?.has(decodeURIComponent(anchor)) ?? false));
}

const ids = (page: string): Set<string> => new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id = ""]) => id));

test("no page needs anything from another host", () => {
  const pages = PAGES.map(({ source }) => html(addressOf(source))).join("\n");
  expect([...pages.matchAll(/<(?:script|link|img)[^>]+(?:src|href)="https?:[^"]+"/g)].map(([tag]) => tag)).toEqual([]);
});

test("the search finds every code and every column, under the heading that the page has", () => {
  const entries = PAGES.flatMap(({ title, source }) =>
    searchEntries(title, addressOf(source), readFileSync(join(ROOT, source), "utf8")),
  );
  const headings = new Set(entries.map(({ id }) => id));
  const anchors = PAGES.flatMap(({ source }) =>
    [...ids(html(addressOf(source)))].map((id) => `${addressOf(source)}#${id}`),
  );
  expect([...headings].filter((id) => !anchors.includes(id))).toEqual([]);
  const index = new MiniSearch({ fields: ["heading", "text"], tokenize: (text) => text.split(/[\s,;:()"'…]+/) });
  index.addAll(entries);
  const words = [...Object.keys(ISSUES), ...Object.keys(REASONS), ...Object.keys(COLUMNS)];
  expect(words.filter((word) => index.search(word).length === 0)).toEqual([]);
});
