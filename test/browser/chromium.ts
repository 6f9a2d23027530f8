// A headless Chromium for the pages that people see: Debian's package where it is installed, nothing downloaded. Where there is none the
// browser tests are skipped, and say so.
import { existsSync } from "node:fs";
import { chromium, type Browser, type Page } from "playwright-core";

const PATHS = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
];
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

/** What axe finds on the page as it stands, by WCAG 2.2 A and AA and its best practices. */
export async function axeViolations(page: Page, axeSource: string): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  const found = await page.evaluate<readonly Violation[]>(
    "axe.run(document, { resultTypes: ['violations'] }).then((run) => run.violations)",
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160) ?? ""}`);
}

/** Pages of a PDF, as its page objects count them. */
export const pagesOf = (pdf: Buffer): number => pdf.toString("latin1").match(/\/Type\s*\/Page(?![s\w])/g)?.length ?? 0;
