// What the site's search finds: each section of each page, with its heading and its words.
import { slug } from "./markdown.ts";

export interface SearchEntry {
  /** Page and anchor. */
  readonly id: string;
  readonly page: string;
  readonly heading: string;
  readonly text: string;
}

/** The sections of one document. A line in a code block that begins with # is no heading. */
export function searchEntries(title: string, address: string, markdown: string): SearchEntry[] {
  const entries: { id: string; page: string; heading: string; lines: string[] }[] = [];
  const taken = new Map<string, number>();
  let isCode = false;
  for (const line of markdown.split("\n")) {
    if (line.startsWith("```")) isCode = !isCode;
    const heading = isCode ? undefined : /^#{1,4} (.+)$/.exec(line)?.[1];
    if (heading === undefined) {
      entries.at(-1)?.lines.push(line);
      continue;
    }
    const words = plain(heading.replaceAll(/[`*]/g, ""));
    const name = slug(words);
    const repeats = taken.get(name) ?? 0;
    taken.set(name, repeats + 1);
    const anchor = repeats === 0 ? name : `${name}-${repeats}`;
    entries.push({ id: `${address}#${anchor}`, page: title, heading: words, lines: [] });
  }
  return entries.map(({ lines, ...entry }) => ({ ...entry, text: plain(lines.join(" ")) }));
}

const plain = (markdown: string): string =>
  markdown
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/[`*|]|(?<!\w)_|_(?!\w)/g, " ")
    .replaceAll(/-{3,}/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
