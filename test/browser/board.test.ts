// The board as a person meets it, in headless Chromium: how things stand, a file that is corrected in the grid and sent, keys, a phone, the
// dark, a screen reader's rules, ten thousand rows.
import { createHash } from "node:crypto";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { fileIdOf } from "../../contracts/ids.ts";
import { template } from "../../domain/rows/template.ts";
import { type ExampleBoard, type ExampleOptions, exampleBoard } from "../board/example-board.ts";
import { makeWorkbook } from "../reading/xlsx/make-workbook.ts";
import { axeViolations, HAS_CHROMIUM, launch, WITHOUT } from "./chromium.ts";

const PHONE = { width: 390, height: 844 };
const DESK = { width: 1280, height: 900 };
const good = [...template("csv", 12, { sitesPerOrder: 4 })].join("");
const bad = good.replace("NY,10118,ADI", "NJ,10118,ADI").replace("CO,80203,ADI", "CO,8020,ADI");

/** Of a CSV whose cells hold no comma. */
const sheetOf = (csv: string): string =>
  csv
    .trimEnd()
    .split("\n")
    .map((line, at) => {
      const cells = line
        .split(",")
        .map((cell) => `<c t="inlineStr"><is><t>${cell.replaceAll("&", "&amp;")}</t></is></c>`);
      return `<row r="${String(at + 1)}">${cells.join("")}</row>`;
    })
    .join("");

describe.skipIf(!HAS_CHROMIUM)(`the board in Chromium${WITHOUT}`, () => {
  let browser: Browser;
  // A page is a process of Chromium's, so the tests share one. Each has a board of its own, which is another origin.
  let shared: Page;
  /** For axe, which is code that the board's own policy refuses. */
  let lenient: Page;
  let errors: string[] = [];
  const boards: ExampleBoard[] = [];
  beforeAll(async () => {
    browser = await launch();
    shared = await (await browser.newContext()).newPage();
    watch(shared);
    lenient = await (await browser.newContext({ bypassCSP: true })).newPage();
  });
  afterEach(async () => {
    // Also so that no page asks a board that has ended.
    await Promise.all([shared.goto("about:blank"), lenient.goto("about:blank")]);
    for (const { board } of boards.splice(0)) await board.close();
  });
  afterAll(async () => {
    await browser.close();
  });

  function watch(page: Page): void {
    page.on("pageerror", (error) => errors.push(error.message));
    page.on("request", (request) => {
      const asked = request.url();
      if (!asked.startsWith("http://127.0.0.1:") && asked !== "about:blank") errors.push(`asked for ${asked}`);
    });
  }

  async function open(of: ExampleOptions = {}, viewport = DESK, page = shared) {
    errors = [];
    const example = await exampleBoard(of);
    boards.push(example);
    await page.setViewportSize(viewport);
    await page.goto(example.board.address);
    await page.waitForSelector(".tiles");
    return { ...example, page, errors };
  }

  async function dropped(page: Page, text: string, name = "orders.csv"): Promise<void> {
    await page.click('nav >> text="Send a file"');
    await page.setInputFiles("input[type=file]", { name, mimeType: "text/csv", buffer: Buffer.from(text) });
    await page.waitForSelector(".sheet");
  }
  const verdict = (page: Page): Promise<string> => page.locator(".draft [role=status]").first().innerText();

  it("draws the dashboard: figures, bars, charts, and what rings; on a phone without sideways scroll", async () => {
    for (const viewport of [DESK, PHONE]) {
      const { page, errors } = await open({}, viewport);
      await page.click("nav >> text=Dashboard");
      await page.waitForSelector(".widget");
      const words = await page.locator(".dashboard").innerText();
      for (const said of ["What came in?", "1,234", "1 of 1 ring", "outcomeUnknown", "1 always 0"]) {
        expect(words).toContain(said);
      }
      expect(await page.locator(".chart svg").getAttribute("aria-label")).toBe("answered 18 calls");
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(viewport.width);
      expect(errors).toEqual([]);
    }
  });

  it("shows how things stand, takes the token out of the address, and asks nobody else for anything", async () => {
    const { page, errors } = await open();
    expect(page.url()).not.toContain("#");
    expect(await page.locator(".tiles").innerText()).toMatch(/9\s+orders/);
    expect(await page.locator(".machine svg").getAttribute("aria-label")).toContain("Order: 0 moving, 1 held");
    expect(await page.locator("#waits").innerText()).toContain("PO-2045");
    await page.reload();
    await page.waitForSelector(".tiles");
    expect(errors).toEqual([]);
  });

  it("without the token says where the address is, and shows nothing", async () => {
    const { board } = await open();
    const page = await (await browser.newContext()).newPage();
    await page.goto(new URL("/", board.address).href);
    await page.waitForSelector("[role=alert]");
    expect(await page.locator("main").innerText()).toContain(
      "Open the board by the address that the terminal printed.",
    );
    expect(await page.locator(".tiles").count()).toBe(0);
  });

  it("corrects two cells by keyboard alone, has them checked, asks, and sends what is on the screen", async () => {
    const { page, s3, errors } = await open();
    await dropped(page, bad);
    expect(await verdict(page)).toMatch(/2 errors/);
    await page.focus(".sheet");
    await page.keyboard.press("ArrowLeft");
    // The state of the first row is wrong.
    expect(await page.locator(".cellbar label").innerText()).toContain("site_state");
    await page.keyboard.type("NY");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".draft [role=status]:has-text(\'1 error\')");
    await page.getByLabel("Next problem").click();
    await page.fill("#cell-text", "80203");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".draft [role=status]:has-text(\'every row can be sent\')");
    await page.click("text=/^Send 12 sites in 3 orders/");
    expect(await page.locator("dialog").innerText()).toContain("embedded cloud of this machine");
    await page.waitForSelector("dialog >> text=12 sites will be ordered");
    expect(s3.keys("files", "inbox/")).toEqual([]);
    await page.click('dialog >> text="Send"');
    await page.waitForSelector(".note.ok");
    const [key = ""] = s3.keys("files", "inbox/");
    expect(key).toMatch(/\/orders-corrected\.csv$/);
    expect(s3.objects.get(`files/${key}`)?.body.toString("utf8")).toBe(good);
    expect(errors).toEqual([]);
  });

  it("leaves a cell as it was after Escape", async () => {
    const { page } = await open();
    await dropped(page, bad);
    const cell = page.locator(".sheet .active");
    const before = await cell.innerText();
    await page.focus(".sheet");
    await page.keyboard.press("Enter");
    await page.keyboard.type("999");
    await page.keyboard.press("Escape");
    expect(await cell.innerText()).toBe(before);
    expect(await verdict(page)).toMatch(/2 errors/);
  });

  it("holds ten thousand rows and draws those in sight", async () => {
    const { page } = await open();
    await dropped(page, [...template("csv", 10_000, { sitesPerOrder: 100 })].join(""));
    expect(await page.locator(".sheet").getAttribute("aria-rowcount")).toBe("10001");
    expect(await page.locator(".sheet [role=row]").count()).toBeLessThan(80);
    await page.focus(".sheet");
    await page.keyboard.press("Control+End");
    await page.waitForSelector('.sheet [role=rowheader]:text-is("10001")');
  });

  it("plays the partner with buttons that say what they do", async () => {
    const { page, told } = await open();
    await page.getByLabel("Approve credit of PO-2045 as AT&T").click();
    await page.getByLabel("Decline to sign of PO-2046 as AT&T").click();
    await page.click("text=Go silent, I will answer");
    await page.waitForSelector("text=keeps silent");
    expect(told).toEqual(["0Q05 approve", "0Q06 declineSignature", "silent"]);
  });

  it("pauses a stage by keyboard alone, says first what that does, shows by whom and since, and resumes", async () => {
    const { page, pauses, errors } = await open();
    expect(await page.locator("#pauses").innerText()).toContain("Nothing is paused.");
    await page.getByRole("button", { name: "Pause …" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector("dialog >> text=Everything will be paused by an operator.");
    await page.focus("dialog select");
    await page.keyboard.type("Handoff");
    await page.waitForSelector("dialog >> text=Stage handoff will be paused by an operator.");
    expect(await page.locator("dialog").innerText()).toContain(
      "4 open orders will wait when they come to a step that is paused.",
    );
    await page.keyboard.press("Tab");
    await page.keyboard.type("maintenance");
    expect((await pauses.all()).length).toBe(0);
    await page.getByRole("button", { name: "Pause stage handoff" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector("#pauses .paused");
    const [pause] = await pauses.all();
    expect(pause).toMatchObject({ scope: "stage", name: "handoff", reason: "maintenance" });
    const shown = await page.locator("#pauses .paused").innerText();
    expect(shown).toContain(`Stage handoff is paused by ${pause?.by ?? "?"} since `);
    expect(shown).toContain(": maintenance. 1 order waits because of it.");
    await page.getByRole("button", { name: "Resume stage handoff" }).click();
    await page.waitForSelector("dialog >> text=1 order will continue from where it is.");
    expect((await pauses.all())[0]?.endedAt).toBeUndefined();
    await page.click('dialog >> text="Resume stage handoff"');
    await page.waitForSelector("text=Nothing is paused.");
    expect((await pauses.all())[0]?.endedAt).toBeDefined();
    expect(errors).toEqual([]);
  });

  it("leaves everything as it is where one thinks better of a pause", async () => {
    const { page, pauses } = await open();
    await page.click('text="Pause …"');
    await page.waitForSelector("dialog >> text=Everything will be paused");
    await page.keyboard.press("Escape");
    await page.waitForSelector("dialog", { state: "detached" });
    expect(await pauses.all()).toEqual([]);
  });

  it("lets one choose the sheet of a workbook, keeps what was corrected in another, and sends only that sheet", async () => {
    const { page, s3, errors } = await open();
    const workbook = await makeWorkbook({
      sheets: { April: sheetOf(bad), "May &amp; June": sheetOf(good), Lists: "" },
      hidden: ["Lists"],
    });
    await page.click('nav >> text="Send a file"');
    await page.setInputFiles("input[type=file]", { name: "orders.xlsx", mimeType: "", buffer: workbook });
    await page.waitForSelector(".sheet");
    expect(
      await page.locator("select[aria-label=Sheet] option, label:has-text('Sheet') option").allInnerTexts(),
    ).toEqual(["April", "May & June"]);
    await page.focus(".sheet");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.type("NY");
    await page.keyboard.press("Enter");
    await page.getByLabel("Sheet").focus();
    await page.keyboard.type("May");
    await page.waitForSelector(".draft [role=status]:has-text('every row can be sent')");
    await page.getByLabel("Sheet").selectOption("April");
    await page.waitForSelector(".draft [role=status]:has-text('1 error')");
    await page.getByLabel("Sheet").selectOption("May & June");
    await page.click("text=/^Send 12 sites in 3 orders/");
    await page.waitForSelector("dialog >> text=Only the sheet “May & June” is sent.");
    await page.waitForSelector("dialog >> text=12 sites will be ordered");
    await page.click('dialog >> text="Send"');
    await page.waitForSelector(".note.ok");
    const [key = ""] = s3.keys("files", "inbox/");
    expect(key).toContain(fileIdOf("demo", createHash("sha256").update(workbook).digest("hex"), "May & June"));
    expect(s3.objects.get(`files/${key}`)?.metadata).toMatchObject({ sheet: "May%20%26%20June" });
    expect(errors).toEqual([]);
  });

  it("finds an order by its reference, with its timeline's view and the command for the terminal", async () => {
    const { page } = await open();
    await page.fill("[name=ref]", "PO-2047");
    await page.keyboard.press("Enter");
    await page.waitForSelector("h1:has-text('order PO-2047')");
    expect(await page.locator("main").innerText()).toContain("npm start -- ");
  });

  it("says that it has ended when its server ends, and keeps what it showed", async () => {
    const { page, board } = await open();
    await board.close();
    boards.splice(0);
    await page.waitForSelector("text=The command that served this board has ended");
    expect(await page.locator(".tiles").count()).toBe(1);
  });

  // Every rule at both widths; what color alone decides, in the other colors of each view too.
  it.each([
    ["a desk", { viewport: DESK, first: "light" as const, then: "dark" as const }],
    ["a phone", { viewport: PHONE, first: "dark" as const, then: "light" as const }],
  ])("axe finds nothing in any view, light or dark, and nothing scrolls sideways, on %s", async (_, options) => {
    const { page } = await open({ paused: [{ scope: "all", name: "" }] }, options.viewport, lenient);
    const found: string[] = [];
    const look = async (view: string): Promise<void> => {
      await page.emulateMedia({ colorScheme: options.first });
      const width = await page.evaluate<number>("document.documentElement.scrollWidth");
      if (width > options.viewport.width) found.push(`${view}: ${String(width)} px wide`);
      found.push(...(await axeViolations(page)).map((violation) => `${view}: ${violation}`));
      await page.emulateMedia({ colorScheme: options.then });
      found.push(
        ...(await axeViolations(page, "contrast")).map((violation) => `${view}, ${options.then}: ${violation}`),
      );
    };
    await look("live");
    await page.click('text="Pause …"');
    await page.waitForSelector("dialog >> text=paused by an operator");
    await look("pause");
    await page.keyboard.press("Escape");
    await page.locator(".files button").first().click();
    await page.waitForSelector("#orders tbody tr");
    await look("a file");
    await dropped(page, bad);
    await look("grid");
    const workbook = await makeWorkbook({ sheets: { April: sheetOf(good), May: sheetOf(bad) } });
    await page.setInputFiles("input[type=file]", { name: "orders.xlsx", mimeType: "", buffer: workbook });
    await page.waitForSelector("text=The workbook has 2 sheets");
    await look("sheets");
    await page.click("nav >> text=Dashboard");
    await page.waitForSelector(".widget");
    await look("dashboard");
    await page.click("nav >> text=Alarms");
    await look("alarms");
    await page.goto(`${new URL("/", page.url()).href}#/show/PO-2047`);
    await page.waitForSelector("h1:has-text('order PO-2047')");
    await look("order");
    expect(found).toEqual([]);
  });
});
