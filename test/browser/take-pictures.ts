// Takes the pictures that README and docs show, of the very pages that the browser tests look at: `node test/browser/take-pictures.ts`.
// Needs Chromium. They are taken when a page has changed its looks, and looked at before they are committed.
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { reportHtml } from "../../domain/results/report-html.ts";
import { template } from "../../domain/rows/template.ts";
import { type ExampleOptions, exampleBoard } from "../board/example-board.ts";
import { launch } from "./chromium.ts";
import { exampleReport } from "./report-examples.ts";

const PICTURES = join(import.meta.dirname, "..", "..", "docs", "pictures");
const DESK = { width: 1180, height: 1000 };
const PHONE = { width: 390, height: 1400 };
const bad = [...template("csv", 12, { sitesPerOrder: 4 })]
  .join("")
  .replace("NY,10118,ADI", "NJ,10118,ADI")
  .replace("CO,80203,ADI", "CO,8020,ADI")
  .replace("IL,60602,ADI,Switched,1 Gbps", "IL,60602,ADI,Switched,fast");

interface Picture {
  readonly name: string;
  readonly context?: Parameters<Browser["newContext"]>[0];
  readonly of?: ExampleOptions;
  readonly act?: (page: Page) => Promise<void>;
}

const BOARD: readonly Picture[] = [
  { name: "board" },
  { name: "board-dark", context: { colorScheme: "dark" } },
  { name: "board-phone", context: { viewport: PHONE } },
  { name: "board-grid", act: grid },
  { name: "board-pause", of: { paused: [{ scope: "distributor", name: "demo" }] }, act: pause },
];

async function grid(page: Page): Promise<void> {
  await page.click('nav >> text="Send a file"');
  const file = { name: "orders.csv", mimeType: "text/csv", buffer: Buffer.from(bad) };
  await page.setInputFiles("input[type=file]", file);
  await page.waitForSelector(".sheet .active");
}

async function pause(page: Page): Promise<void> {
  await page.click('text="Pause …"');
  await page.selectOption("dialog select", "stage#handoff");
  await page.fill("dialog input", "maintenance at AT&T until 6 PM");
  await page.waitForSelector("dialog >> text=Stage handoff will be paused");
}

const browser = await launch();
for (const { name, context, of, act } of BOARD) {
  const { board } = await exampleBoard(of);
  const page = await (await browser.newContext({ viewport: DESK, ...context })).newPage();
  await page.goto(board.address);
  await page.waitForSelector(".tiles");
  await act?.(page);
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
  await page.context().close();
  await board.close();
}
const page = await (await browser.newContext({ viewport: DESK })).newPage();
await page.setContent(reportHtml(exampleReport(60)), { waitUntil: "load" });
await page.screenshot({ path: join(PICTURES, "report.png") });
await browser.close();
