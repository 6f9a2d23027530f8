// The order of the docs site: for whom a page is written, and where it stands. Every page of docs/ is in here; a test finds
// one that is not.
import { globSync } from "node:fs";
import { join } from "node:path";

export const PROJECT = join(import.meta.dirname, "..", "..");

export interface Page {
  /** From the project's root. */
  readonly source: string;
  /** In the menu; the page's own first heading may be longer. */
  readonly title: string;
}

export interface Group {
  readonly title: string;
  readonly pages: readonly Page[];
}

const page = (title: string, source: string): Page => ({ title, source });

const DECISIONS = globSync("docs/adr/*.md", { cwd: PROJECT })
  .sort()
  .map((source) => page(decisionTitle(source), source));

export const NAVIGATION: readonly Group[] = [
  { title: "Start", pages: [page("Overview", "README.md"), page("Changes", "CHANGELOG.md")] },
  {
    title: "For clerks",
    pages: [
      page("Your first file", "docs/first-file.md"),
      page("Corrections in Excel", "docs/corrections.md"),
      page("What comes back", "docs/results.md"),
      page("Errors and their fixes", "docs/errors.md"),
    ],
  },
  {
    title: "For operators",
    pages: [
      page("Deploy", "docs/deploy.md"),
      page("Runbook", "docs/runbook.md"),
      page("Command line", "docs/command-line.md"),
      page("The board", "docs/board.md"),
      page("The front door", "docs/front-door.md"),
    ],
  },
  {
    title: "For engineers",
    pages: [
      page("Architecture", "docs/architecture.md"),
      page("Design", "docs/design.md"),
      page("Contributing", "CONTRIBUTING.md"),
      page("Adding a product", "docs/adding-a-product.md"),
      page("Security", "docs/security.md"),
      page("Reliability", "docs/reliability.md"),
      page("Performance", "docs/performance.md"),
      page("A million sites per night", "docs/scale.md"),
      page("Friendliness", "docs/friendliness.md"),
    ],
  },
  {
    title: "Reference",
    pages: [
      page("Columns", "docs/columns.md"),
      page("The bulk file", "docs/bulk-file.md"),
      page("Timeline", "docs/timeline.md"),
      page("Metrics", "docs/metrics.md"),
      page("Settings", "docs/settings.md"),
      page("AT&T's Ordering API", "docs/apex-api.md"),
      page("Our Ordering API", "docs/ordering-api.md"),
      page("AWS limits", "docs/aws-limits.md"),
    ],
  },
  { title: "Decisions", pages: DECISIONS },
];

export const PAGES: readonly Page[] = NAVIGATION.flatMap(({ pages }) => pages);

/** `docs/adr/0003-one-table.md` → `0003-one-table.html`; README is the site's first page. */
export function addressOf(source: string): string {
  if (source === "README.md") return "index.html";
  return `${source
    .replace(/^docs\/(?:adr\/)?/, "")
    .replace(/\.md$/, "")
    .toLowerCase()}.html`;
}

function decisionTitle(source: string): string {
  const [, number = "", words = ""] = /(\d{4})-(.+)\.md$/.exec(source) ?? [];
  return `${number} ${words.replaceAll("-", " ")}`;
}
