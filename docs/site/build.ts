// Builds the docs site, plain files that open without a server: `npm run docs` writes it to .build/docs.
import Eleventy from "@11ty/eleventy";
import { build } from "esbuild";
import { cpSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { ASSET, setUp } from "./markdown.ts";
import { addressOf, NAVIGATION, PAGES, PROJECT } from "./navigation.ts";
import { searchEntries } from "./search-index.ts";

const THEME = join(import.meta.dirname, "theme");

/** Writes the whole site into a folder, which is emptied first. Absolute path. */
export async function buildSite(output: string): Promise<void> {
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  const pages = PAGES.map(({ title, source }) => ({
    title,
    source,
    address: addressOf(source),
    markdown: readFileSync(join(PROJECT, source), "utf8"),
  }));
  const site = new Eleventy(relative(process.cwd(), THEME), relative(process.cwd(), output), {
    quietMode: true,
    configPath: false,
    config: (settings) => {
      settings.setTemplateFormats(["md"]);
      settings.setUseGitIgnore(false);
      settings.amendLibrary("md", setUp);
      for (const { title, source, address, markdown } of pages)
        settings.addTemplate(address.replace(/\.html$/, ".md"), markdown, {
          title,
          source,
          address,
          groups: menu(),
          layout: "page.liquid",
          permalink: address,
          templateEngineOverride: "md",
        });
    },
  });
  await site.write();
  await writeSearch(
    output,
    pages.flatMap(({ title, address, markdown }) => searchEntries(title, address, markdown)),
  );
  cpSync(join(THEME, "site.css"), join(output, "site.css"));
  for (const asset of globSync("docs/**/*", { cwd: PROJECT }).filter((path) => ASSET.test(path)))
    cpSync(join(PROJECT, asset), join(output, relative("docs", asset)));
}

const menu = () =>
  NAVIGATION.map(({ title, pages }) => ({
    title,
    pages: pages.map(({ title: name, source }) => ({ title: name, address: addressOf(source) })),
  }));

/** The index is a script and no JSON file, for a page opened from disk may not fetch. */
async function writeSearch(output: string, entries: readonly unknown[]): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: [join(THEME, "search.js")],
    bundle: true,
    minify: true,
    format: "iife",
    write: false,
  });
  writeFileSync(join(output, "search.js"), outputFiles[0]?.contents ?? "");
  writeFileSync(join(output, "search-index.js"), `window.searchEntries=${JSON.stringify(entries)}`);
}

if (import.meta.main) {
  const output = join(PROJECT, ".build", "docs");
  await buildSite(output);
  process.stdout.write(`${String(PAGES.length)} pages: ${join(output, "index.html")}\n`);
}
