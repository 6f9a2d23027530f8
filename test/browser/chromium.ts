// A headless Chromium for the pages that people see: Debian's package where it is installed, nothing downloaded. Where there is none the
// browser tests are skipped, and say so.
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium, type Browser, type Page } from "playwright-core";

const PATHS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
];
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const found = PATHS.find((path) => existsSync(path));

export const HAS_CHROMIUM = found !== undefined;
export const WITHOUT = HAS_CHROMIUM ? "" : " (skipped: no Chromium here; on Debian: apt-get install chromium)";

export function launch(): Promise<Browser> {
  if (found === undefined) throw new Error("no Chromium");
  return chromium.launch({ executablePath: found, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}

export interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Colors in the light and in the dark differ in contrast alone; the other rules have seen the page before. */
export type AxeRules = "all" | "contrast";

/** What axe finds on the page as it stands, by WCAG 2.2 A and AA and its best practices. */
export async function axeViolations(page: Page, rules: AxeRules = "all"): Promise<readonly string[]> {
  if (await page.evaluate<boolean>("globalThis.axe === undefined")) await page.evaluate(AXE);
  const only = rules === "all" ? "" : ", runOnly: ['color-contrast']";
  const found = await page.evaluate<readonly Violation[]>(
    `axe.run(document, { resultTypes: ['violations']${only} }).then((run) => run.violations)`,
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160) ?? ""}`);
}

/** Pages of a PDF, as its page objects count them. */
export const pagesOf = (pdf: Buffer): number => pdf.toString("latin1").match(/\/Type\s*\/Page(?![s\w])/g)?.length ?? 0;
