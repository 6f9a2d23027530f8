// A comment that cites a document sends its reader there: the file must be in the repository, and the section must be in the
// file. The documents' own links are held to the same.
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { ROOT, SOURCE_FILES } from "./source-files.ts";

const DOCUMENTS = globSync(["*.md", "docs/**/*.md"], { cwd: ROOT }).map((path) => {
  const text = readFileSync(join(ROOT, path), "utf8");
  return { path, text, headings: [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading) };
});
const headingsOf = new Map(DOCUMENTS.map(({ path, headings }) => [path, headings]));

/** A document, a document with its section number, or a document with a heading in quotes. A line break may stand in between. */
const CITATION = /(?<![\w./-])(?:\.\/)?((?:docs\/)?(?:adr\/)?[\w-]+\.md)(?:,?\s*§\s?(\d+(?:\.\d+)?)|,\s*"([^"]+)")?/g;

interface Citation {
  readonly from: string;
  readonly file: string;
  readonly section: string | undefined;
  readonly heading: string | undefined;
}

function citations(from: string, comments: string): Citation[] {
  return [...comments.matchAll(CITATION)].map(([, file = "", section, heading]) => ({ from, file, section, heading }));
}

/** Comments only: a program may well write a file of such a name. Lines are joined, for a citation may be broken in two. */
function commentsOf(text: string): string {
  return [...text.matchAll(/\/\/(.*)$|\/\*\*?([\s\S]*?)\*\//gm)]
    .map(([, line, block]) => line ?? (block ?? "").replaceAll(/\n\s*\*/g, " "))
    .join(" ");
}

function isFound({ file, section, heading }: Citation): boolean {
  const headings = headingsOf.get(file);
  if (headings === undefined) return false;
  if (section !== undefined)
    return headings.some((one) => one.startsWith(`${section}. `) || one.startsWith(`${section} `));
  return heading === undefined || headings.some((one) => one.toLowerCase().startsWith(heading.toLowerCase()));
}

test("every document that a comment cites is in the repository, with the section that it names", () => {
  const all = SOURCE_FILES.flatMap(({ path, text }) => citations(path, commentsOf(text)));
  const lost = all.filter((citation) => !isFound(citation));
  expect(lost.map(({ from, file, section, heading }) => `${from}: ${file} ${section ?? heading ?? ""}`.trim())).toEqual(
    [],
  );
  expect(all.length).toBeGreaterThan(50);
});

test("every link of a document leads to a file", () => {
  const lost = DOCUMENTS.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)]*)?\)/g)]
      .map(([, target = ""]) => join(dirname(path), target))
      .filter((target) => !existsSync(join(ROOT, target)))
      .map((target) => `${path}: ${target}`),
  );
  expect(lost).toEqual([]);
});
