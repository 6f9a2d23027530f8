// Markdown as the site shows it: headings have anchors as GitHub makes them, links between documents become links between
// pages, and a link to a source file stays as its name, for the site holds no sources.
import anchor from "markdown-it-anchor";
import type { MarkdownIt, Token } from "markdown-it";
import { dirname, join } from "node:path/posix";
import { addressOf, PAGES } from "./navigation.ts";

const PAGE_SOURCES = new Set(PAGES.map(({ source }) => source));
/** Files of docs/ that the site carries beside its pages. */
export const ASSET = /^docs\/(?:pictures\/[\w.-]+|[\w.-]+\.(?:json|yaml))$/;

/** GitHub's way: lower case, punctuation dropped, spaces as hyphens. */
export const slug = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");

/** Where a document's link leads on the site; undefined: to something that is not on it. */
export function addressOfLink(from: string, href: string): string | undefined {
  if (/^(?:https?:|mailto:|#)/.test(href)) return href;
  const [path = "", anchorName] = href.split("#");
  const target = join(dirname(from), path);
  const suffix = anchorName === undefined ? "" : `#${anchorName}`;
  if (PAGE_SOURCES.has(target)) return addressOf(target) + suffix;
  if (target === "docs/adr" || target === "docs/adr/") return addressOf(PAGES.at(-1)?.source ?? "README.md");
  return ASSET.test(target) ? target.replace(/^docs\//, "") : undefined;
}

export function setUp(markdown: MarkdownIt): void {
  markdown.use(anchor, { slugify: slug, permalink: anchor.permalink.headerLink({ safariReaderFix: true }) });
  markdown.core.ruler.push("site-links", ({ tokens, env }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) leadOnSite(token, sourceIn(env));
  });
  markdown.renderer.rules["table_open"] = (...[tokens, index, options, , self]) =>
    `<div class="wide" tabindex="0">${self.renderToken(tokens, index, options)}`;
  markdown.renderer.rules["table_close"] = (...[tokens, index, options, , self]) =>
    `${self.renderToken(tokens, index, options)}</div>`;
}

/** Eleventy renders with the page's data as the environment. */
const sourceIn = (env: object): string =>
  "source" in env && typeof env.source === "string" ? env.source : "README.md";

function leadOnSite(token: Token, source: string): void {
  const attribute = token.type === "link_open" ? "href" : token.type === "image" ? "src" : undefined;
  if (attribute === undefined) return;
  const address = addressOfLink(source, String(token.attrGet(attribute)));
  if (address !== undefined) token.attrSet(attribute, address);
  else if (token.type === "link_open") token.attrs = [["class", "in-repository"]];
}
