// Takes the pictures that README and docs show, of the very pages that the browser tests look at: `node test/browser/take-pictures.ts`.
// Needs Chromium. They are taken when a page has changed its looks, and looked at before they are committed.
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { reportHtml } from "../../domain/results/report-html.ts";
import { template } from "../../domain/rows/template.ts";
import { exampleBoard } from "../board/example-board.ts";
import { launch } from "./chromium.ts";
import { exampleReport } from "./report-examples.ts";

const PICTURES = join(import.meta.dirname, "..", "..", "docs", "pictures");
const DESK = { width: 1180, height: 1000 };
const PHONE = { width: 390, height: 1400 };
const bad = [...template("csv", 12, 4)]
  .join("")
  .replace("NY,10118,ADI", "NJ,10118,ADI")
  .replace("CO,80203,ADI", "CO,8020,ADI")
  .replace("IL,60602,ADI,Switched,1 Gbps", "IL,60602,ADI,Switched,fast");

interface Picture {
  readonly name: string;
  readonly context?: Parameters<Browser["newContext"]>[0];
  readonly act?: (page: Page) => Promise<void>;
}

const BOARD: readonly Picture[] = [
  { name: "board" },
  { name: "board-dark", context: { colorScheme: "dark" } },
  { name: "board-phone", context: { viewport: PHONE } },
  { name: "board-grid", act: grid },
];

async function grid(page: Page): Promise<void> {
  await page.click('nav >> text="Send a file"');
  const file = { name: "orders.csv", mimeType: "text/csv", buffer: Buffer.from(bad) };
  await page.setInputFiles("input[type=file]", file);
  await page.waitForSelector(".sheet .active");
}

const browser = await launch();
for (const { name, context, act } of BOARD) {
  const { board } = await exampleBoard();
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
