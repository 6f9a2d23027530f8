// The board's server over a real socket: who is answered, the live feed, a file from drop to send, results, and its end.
import { request as httpRequest } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { template } from "../../domain/rows/template.ts";
import type { Draft, DraftCheck, Live, ShownOnBoard, Welcome } from "../../board/wire.ts";
import { type ExampleBoard, exampleBoard } from "./example-board.ts";

const open: ExampleBoard[] = [];
afterEach(async () => {
  for (const { board } of open.splice(0)) await board.close();
});

async function example(options: Parameters<typeof exampleBoard>[0] = {}) {
  const made = await exampleBoard(options);
  open.push(made);
  const url = new URL(made.board.address);
  const token = url.hash.slice(1);
  const ask = (path: string, init: RequestInit = {}, headers: Record<string, string> = {}) =>
    fetch(url.origin + path, { ...init, headers: { "x-board-token": token, ...headers } });
  const post = (path: string, body: unknown) =>
    ask(path, { method: "POST", body: JSON.stringify(body) }, { "content-type": "application/json" });
  const get = async <T>(path: string): Promise<T> => (await ask(path)).json() as Promise<T>;
  const drop = async (text: string, name = "orders.csv"): Promise<Draft> => {
    const query = new URLSearchParams({ name, distributor: "demo" }).toString();
    const type = { "content-type": "application/octet-stream" };
    return (await ask(`/api/drafts?${query}`, { method: "POST", body: text }, type)).json() as Promise<Draft>;
  };
  return { ...made, url, token, ask, post, get, drop };
}

/** The first state that is told. */
async function firstLive(answer: Response): Promise<Live> {
  let text = "";
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString("utf8");
    const data = /^data: (\{.*\})$/m.exec(text)?.[1];
    if (data !== undefined) return JSON.parse(data);
  }
  throw new Error("nothing was told");
}

const good = [...template("csv", 4, { sitesPerOrder: 2 })].join("");
/** Row 2 has no ZIP code. */
const bad = good.replace("NY,10118,ADI", "NY,,ADI");

describe("the board", () => {
  it("keeps the token in the fragment of its address, and gives the page without one", async () => {
    const { url, token } = await example();
    expect(url.hostname).toBe("127.0.0.1");
    expect(token).toMatch(/^[\w-]{32}$/);
    const page = await fetch(`${url.origin}/`);
    expect(page.status).toBe(200);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
    expect([...page.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
    expect((await fetch(`${url.origin}/api/welcome`)).status).toBe(401);
    expect((await fetch(`${url.origin}/api/live`)).status).toBe(401);
    expect((await fetch(`${url.origin}/api/cancel`, { method: "POST" })).status).toBe(401);
  });

  it("answers no other page: not by a rebound name, not from another origin, not preflights", async () => {
    const { url, token, ask } = await example();
    expect(await statusWithHost(url, token, `rebound.example:${url.port}`)).toBe(403);
    expect(await statusWithHost(url, token, `127.0.0.1:${url.port}`)).toBe(200);
    expect((await ask("/api/welcome", {}, { origin: "https://evil.example" })).status).toBe(403);
    expect((await ask("/api/welcome", {}, { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect((await ask("/api/welcome", { method: "OPTIONS" })).status).toBe(405);
  });

  it("tells how things stand as status and waits do", async () => {
    const { ask, get } = await example();
    const { machine, source } = await get<Welcome>("/api/welcome");
    expect(machine.start).toBe("Quote");
    expect(source).toMatchObject({ kind: "running", canPlayPartner: true, canAct: false });
    const live = await firstLive(await ask("/api/live"));
    const [batch] = live.batches;
    expect(batch).toMatchObject({ file: "northwind-sites.csv", status: "processing", sites: 45 });
    expect(batch?.orders).toMatchObject({ total: 8, completed: 2, pending: 2, held: 1, rejected: 1, inProgress: 2 });
    expect(batch?.states).toMatchObject({ credit: { waiting: 1 }, order: { held: 1 }, enrich: { moving: 1 } });
    expect(batch?.causes.map(({ code, count, unit }) => [code, count, unit])).toEqual([
      ["outcomeUnknown", 1, "order"],
      ["creditDeclined", 1, "order"],
      ["zip.state", 3, "row"],
    ]);
    expect(live.waits.map(({ what }) => what).sort()).toEqual(["creditDecision", "person", "signature"]);
  });

  it("shows an order as show does, and says what it does not know", async () => {
    const { get, ask } = await example();
    const shown = await get<ShownOnBoard>("/api/show?ref=PO-2047");
    expect(shown).toMatchObject({ title: "order PO-2047", status: "held", kind: "order" });
    expect(shown.next[0]?.command).toContain("npm start -- ");
    const unknown = await ask("/api/show?ref=PO-1");
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toEqual({
      error: expect.stringMatching(/^nothing is known by "PO-1"\. Rows that were refused/),
    });
  });

  it("plays the partner, where there is a sandbox, by the order's quote", async () => {
    const { post, told, get } = await example();
    const { ids } = await get<ShownOnBoard>("/api/show?ref=PO-2045");
    expect((await post("/api/silence", { silent: true })).status).toBe(200);
    expect((await post("/api/decide", { orderId: ids["orderId"], decision: "approve" })).status).toBe(200);
    expect(told).toEqual(["silent", "0Q05 approve"]);
    expect((await post("/api/decide", { orderId: "o-none", decision: "approve" })).status).toBe(409);
    expect((await post("/api/decide", { orderId: ids["orderId"], decision: "destroy" })).status).toBe(400);
  });

  it("says what a pause would do, pauses, and tells everybody by whom and since when", async () => {
    const { post, ask, pauses } = await example();
    const scope = { scope: "distributor", name: "demo" };
    const plan = await (await post("/api/pause-plan", { action: "pause", scope })).json();
    expect(plan).toMatchObject({
      lines: [
        "Distributor demo will be paused by an operator.",
        expect.stringMatching(/^4 open orders will wait/),
        expect.anything(),
      ],
    });
    expect(await pauses.all()).toEqual([]);
    const said = await (await post("/api/pause", { scope, reason: "a wrong price list" })).json();
    expect(said).toMatchObject({ said: expect.stringContaining("is paused by an operator: a wrong price list.") });
    const [pause] = (await firstLive(await ask("/api/live"))).pauses;
    expect(pause).toMatchObject({
      ...scope,
      reason: "a wrong price list",
      orders: 2,
      by: expect.stringContaining("@"),
    });
    const resumed = await (await post("/api/resume", { scope })).json();
    expect(resumed).toMatchObject({ said: expect.stringMatching(/^Resumed distributor demo after /) });
    expect(await (await post("/api/resume", { scope })).json()).toEqual({ said: "Distributor demo is not paused." });
  });

  it("pauses nothing that there is not", async () => {
    const { post, pauses } = await example();
    for (const scope of [
      { scope: "stage", name: "settle" },
      { scope: "all", name: "quote" },
      { scope: "distributor", name: "nobody" },
    ]) {
      expect((await post("/api/pause", { scope })).status).toBeGreaterThanOrEqual(400);
    }
    expect(await pauses.all()).toEqual([]);
  });

  it("does not offer what it was not given", async () => {
    const { post } = await example();
    expect((await post("/api/redrive", { orderId: "o-1" })).status).toBe(403);
    expect((await post("/api/nothing", {})).status).toBe(404);
  });
});

describe("a file dropped onto the board", () => {
  it("is checked and not sent, and its problems name row and cell", async () => {
    const { drop, s3 } = await example();
    const draft = await drop(bad);
    const [issue] = draft.check.issues;
    const column = draft.grid?.columns[issue?.cell ?? -1]?.name;
    expect(issue).toMatchObject({ severity: "error", at: 0, where: "row 2" });
    expect(issue?.column).toBe(column);
    expect(draft.check).toMatchObject({ isOriginal: true, rows: { total: 4, failed: 2, waiting: 2 } });
    expect(s3.keys("files", "inbox/")).toEqual([]);
  });

  it("goes as it is, as the command line sends it: the same bytes, the same batch", async () => {
    const { drop, post, s3 } = await example();
    const draft = await drop(good);
    const sent = await (await post(`/api/send/${draft.id}`, { policy: "site" })).json();
    expect(sent).toEqual({ batchId: draft.check.batchId, name: "orders.csv" });
    const [key = ""] = s3.keys("files", "inbox/");
    expect(key).toBe(`inbox/demo/${draft.check.batchId}/orders.csv`);
    expect(s3.objects.get(`files/${key}`)?.body.toString("utf8")).toBe(good);
    expect(s3.objects.get(`files/${key}`)?.metadata).toMatchObject({ policy: "site" });
  });

  it("goes as a CSV file with the same columns once a cell was corrected", async () => {
    const { drop, post, s3 } = await example();
    const draft = await drop(bad);
    const edits = draft.check.issues.flatMap(({ at, cell, severity }) =>
      severity === "error" && at !== null && cell !== null ? [{ at, cell, text: goodCell(draft, at, cell) }] : [],
    );
    const check = (await (await post(`/api/check/${draft.id}`, { distributor: "demo", edits })).json()) as DraftCheck;
    expect(check).toMatchObject({ isOriginal: false, rows: { failed: 0, waiting: 4 }, issueTotals: { error: 0 } });
    const sent = await (await post(`/api/send/${draft.id}`, {})).json();
    expect(sent).toEqual({ batchId: check.batchId, name: "orders-corrected.csv" });
    const [key = ""] = s3.keys("files", "inbox/");
    expect(s3.objects.get(`files/${key}`)?.body.toString("utf8")).toBe(good);
  });

  it("is planned on the world as it is before it is sent, and nothing is written for that", async () => {
    const { drop, post, world } = await example();
    const { id } = await drop(good);
    world.table.onCall = (operation) => {
      if (operation !== "get") throw new Error(`a ${operation} of a plan`);
    };
    const plan = await (await post(`/api/plan/${id}`, {})).json();
    expect(plan).toMatchObject({ isKnown: false, totals: { orders: { total: 2, create: 2 }, sites: { create: 4 } } });
  });

  it("is not sent from a board that ends with its run, and says why", async () => {
    const { drop, post, s3 } = await example({ endsWithRun: true });
    const { id } = await drop(good);
    const refused = await post(`/api/send/${id}`, {});
    expect(refused.status).toBe(403);
    expect(JSON.stringify(await refused.json())).toContain("--keep");
    expect(s3.keys("files", "inbox/")).toEqual([]);
  });

  it("that is JSON shows its sites as rows, and its problems in their cells", async () => {
    const { drop } = await example();
    const orders = JSON.parse([...template("json", 2, { sitesPerOrder: 2 })].join(""));
    const sites = (Array.isArray(orders) ? orders[0] : orders.orders[0]).sites;
    sites[1].siteZip = "1";
    const draft = await drop(JSON.stringify(orders), "orders.json");
    const [issue] = draft.check.issues.filter(({ severity }) => severity === "error");
    expect(issue?.at).toBe(1);
    expect(draft.grid?.columns[issue?.cell ?? -1]?.name).toBe("site_zip");
  });

  it("that cannot be read says why, and is no grid", async () => {
    const { drop } = await example();
    const draft = await drop("PK\u0003\u0004 not a workbook", "orders.xlsx");
    expect(draft.grid).toBeNull();
    expect(draft.noGrid).not.toBe("");
    expect(draft.check.issueTotals.error).toBeGreaterThan(0);
  });
});

describe("results", () => {
  it("are opened once, by an address without the token, in a sandbox of their own", async () => {
    const { post, ask, url } = await example();
    await firstLive(await ask("/api/live"));
    const asked = await post("/api/open", { batchId: "f-0123456789abcdef01234567", file: "report.html" });
    const { path } = (await asked.json()) as { path: string };
    const report = await fetch(url.origin + path);
    expect(await report.text()).toContain("<title>report</title>");
    expect(report.headers.get("content-security-policy")).toMatch(/^sandbox /);
    expect(report.headers.get("content-security-policy")).not.toContain("allow-same-origin");
    expect((await fetch(url.origin + path)).status).toBe(404);
    expect((await post("/api/open", { batchId: "f-none", file: "report.html" })).status).toBe(404);
    expect((await post("/api/open", { batchId: "f-none", file: "../../etc/passwd" })).status).toBe(400);
  });
});

describe("the end of the board", () => {
  it("is told to the pages, and nothing keeps it open", async () => {
    const { ask, board } = await example();
    const stream = await ask("/api/live");
    await board.close();
    expect(await stream.text()).toContain("event: end");
    open.splice(0);
  });
});

/** What the good file has there. */
function goodCell({ grid }: Draft, at: number, cell: number): string {
  const lines = good.trimEnd().split("\n").slice(1);
  // The template quotes no cell.
  expect(grid?.columns.length).toBe(lines[0]?.split(",").length);
  return lines[at]?.split(",")[cell] ?? "";
}

/** `fetch` sets its own Host. */
function statusWithHost(url: URL, token: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { host, "x-board-token": token };
    httpRequest(`${url.origin}/api/welcome`, { headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    })
      .once("error", reject)
      .end();
  });
}
