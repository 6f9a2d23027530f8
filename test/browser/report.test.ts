// report.html as a person meets it, in headless Chromium: on a phone, in the dark, printed, by keyboard, with a screen reader's rules,
// with ten thousand sites.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reportHtml } from "../../domain/results/report-html.ts";
import { axeViolations, HAS_CHROMIUM, launch, pagesOf, WITHOUT } from "./chromium.ts";
import { exampleReport } from "./report-examples.ts";

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 900 };

describe.skipIf(!HAS_CHROMIUM)(`report.html in Chromium${WITHOUT}`, () => {
  let browser: Browser;
  // A page is a process of Chromium's, so the tests share one of each kind. axe is code that the report's own policy refuses.
  let strict: Page;
  let lenient: Page;
  let errors: string[] = [];
  beforeAll(async () => {
    browser = await launch();
    strict = await (await browser.newContext({ viewport: DESK })).newPage();
    lenient = await (await browser.newContext({ viewport: DESK, bypassCSP: true })).newPage();
    for (const page of [strict, lenient]) {
      page.on("pageerror", (error) => errors.push(error.message));
      page.on("request", (request) => errors.push(`asked for ${request.url()}`));
    }
  });
  afterAll(async () => {
    await browser.close();
  });

  async function open(rows: number, page = strict): Promise<Page> {
    errors = [];
    await page.setContent(reportHtml(exampleReport(rows)), { waitUntil: "load" });
    expect(errors).toEqual([]);
    return page;
  }
  const rowsShown = (page: Page): Promise<number> => page.locator("#table tbody tr").count();

  it("scrolls through 10,000 sites, failed ones first", async () => {
    const page = await open(10_000, lenient);
    expect(await page.locator("#shown").innerText()).toContain("of 10,000 rows");
    expect(await page.locator("#table tbody tr:first-child .badge").innerText()).toBe("failed");
    const before = await rowsShown(page);
    await page.locator("#more").scrollIntoViewIfNeeded();
    await page.waitForFunction(`document.querySelectorAll("#table tbody tr").length > ${String(before)}`);
  });

  it("filters by outcome, searches any text, shows one order, and clears", async () => {
    const page = await open(700, lenient);
    await page.selectOption("#outcome", "held");
    expect(await page.locator("#shown").innerText()).toMatch(/of 100 rows \(of 700 in all\)/);
    await page.fill("#search", "s-12");
    await page.waitForFunction(`!document.getElementById("shown").textContent.includes("of 100 rows")`);
    const sites = await page.locator('#table td[data-label="Site"]').allInnerTexts();
    expect(sites.length).toBeGreaterThan(0);
    expect(sites.every((text) => text.includes("S-12"))).toBe(true);
    await page.click("#filters button[type=reset]");
    await page.locator("#table button.order").first().click();
    expect(await page.locator("#shown").innerText()).toContain("only order");
    const orders = new Set(await page.locator('#table td[data-label="Order"]').allInnerTexts());
    expect(orders.size).toBe(1);
  });

  it("sorts by a column and says so to a screen reader", async () => {
    const page = await open(40);
    await page.locator('[data-sort="0"]').focus();
    await page.keyboard.press("Enter");
    expect(await page.locator("#table th").first().getAttribute("aria-sort")).toBe("ascending");
    const rows = await page.locator('#table td[data-label="Row"]').allInnerTexts();
    expect(rows.map(Number)).toEqual([...rows.map(Number)].sort((one, other) => one - other));
  });

  it.each([
    ["a desk", { viewport: DESK, first: "light" as const, then: "dark" as const }],
    ["a phone", { viewport: PHONE, first: "dark" as const, then: "light" as const }],
  ])("axe finds nothing, light or dark, and nothing scrolls sideways, on %s", async (_, options) => {
    await lenient.setViewportSize(options.viewport);
    await lenient.emulateMedia({ colorScheme: options.first });
    const page = await open(60, lenient);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(options.viewport.width);
    expect(await axeViolations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: options.then });
    expect(await axeViolations(page, "contrast")).toEqual([]);
  });

  it("prints 23 rows on two pages", async () => {
    const page = await open(23);
    expect(pagesOf(await page.pdf({ preferCSSPageSize: true }))).toBeLessThanOrEqual(2);
  });
});
