// The end of a run as people and programs read it: counts from the receipt, a table from the results.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exitStatusOf, type FileOutcome, fileOutcome } from "../../cli/file-outcome.ts";
import { orderOutcomes } from "../../cli/order-outcomes.ts";
import { outcomeReport } from "../../cli/outcome-report.ts";
import { takenInBefore } from "../../cli/taken-in-before.ts";
import type { Issue } from "../../contracts/outcomes.ts";
import type { Receipt } from "../../contracts/receipt.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "apex-outcome-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const ISSUE: Issue = {
  severity: "error",
  code: "speed.portAboveAccess",
  row: 9,
  column: "port_speed",
  pointer: null,
  value: "10G",
  message: "The port speed is above the access speed.",
  fix: "Order at most the access speed.",
};
const ROWS = { total: 4, handedOff: 2, failed: 1, held: 0, waiting: 0, unchanged: 1 };

const receipt = (changes: Partial<Receipt> = {}): Receipt => ({
  batchId: "f-1",
  distributor: "demo",
  file: "a.csv",
  key: "inbox/demo/a.csv",
  sha256: "00",
  bytes: 10,
  policy: "order",
  status: "processing",
  receivedAt: "2026-12-01T00:00:00.000Z",
  writtenAt: "2026-12-01T00:00:00.000Z",
  completedAt: null,
  format: { kind: "csv", gzip: false, encoding: "utf-8", delimiter: "comma", lineEnding: "lf" },
  rows: ROWS,
  orders: { total: 2, completed: 1, failed: 1 },
  cells: { read: 4, accepted: 3, rejected: 1, carriedThrough: 0 },
  issueTotals: { error: 1, warning: 0, fixed: 0 },
  issuesByCode: { "speed.portAboveAccess": 1 },
  issues: [ISSUE],
  ...changes,
});

const outcome = (changes: Partial<FileOutcome> = {}): FileOutcome => ({
  file: "a.csv",
  batchId: "f-1",
  status: "completed",
  rows: ROWS,
  orders: { total: 2 },
  issues: [],
  results: "out/a.csv-f-1",
  ...changes,
});

describe("fileOutcome", () => {
  it("takes the counts from the receipt and the status from the file's record", async () => {
    await writeFile(path.join(folder, "receipt.json"), JSON.stringify(receipt()));
    expect(await fileOutcome("in/a.csv", "completed", folder)).toEqual({
      file: "in/a.csv",
      batchId: "f-1",
      status: "completed",
      rows: ROWS,
      orders: { total: 2, completed: 1, failed: 1 },
      issues: [ISSUE],
      results: folder,
    });
  });

  it("reads every issue from issues.ndjson where the receipt lists only the first", async () => {
    const totals = { error: 3, warning: 0, fixed: 0 };
    await writeFile(path.join(folder, "receipt.json"), JSON.stringify(receipt({ issueTotals: totals })));
    await writeFile(path.join(folder, "issues.ndjson"), `${JSON.stringify(ISSUE)}\n`.repeat(3));
    expect((await fileOutcome("a.csv", "completed", folder)).issues).toHaveLength(3);
  });
});

describe("exitStatusOf", () => {
  it("is 0 when every row was handed off now or before, else 3", async () => {
    const through = { ...ROWS, total: 2, failed: 0, unchanged: 0 };
    expect(await exitStatusOf([outcome({ rows: through })])).toBe(0);
    expect(await exitStatusOf([outcome({ rows: through }), outcome()])).toBe(3);
    expect(await exitStatusOf([outcome({ rows: { ...ROWS, failed: 0, held: 1 } })])).toBe(3);
  });

  it("is 3 for a rejected file, though no row of it was counted", async () => {
    const none = { total: 0, handedOff: 0, failed: 0, held: 0, waiting: 0, unchanged: 0 };
    expect(await exitStatusOf([outcome({ status: "rejected", rows: none })])).toBe(3);
  });
});

describe("an unchanged row", () => {
  it("went through only where the earlier file has handed it off", async () => {
    const rows = { total: 1, handedOff: 0, failed: 0, held: 0, waiting: 0, unchanged: 1 };
    for (const [code, status] of [
      ["site.unchanged", 0],
      ["creditDeclined", 3],
      ["", 3],
    ] as const) {
      await writeFile(path.join(folder, "results.csv"), `order_ref,_outcome,_code\nPO-1,unchanged,${code}\n`);
      expect(await exitStatusOf([outcome({ rows, results: folder })])).toBe(status);
    }
  });
});

const RESULTS = `order_ref,site_ref,_outcome,_stage,_code,_message
PO-1,S1,handedOff,,,
PO-2,S1,failed,credit,creditDeclined,The customer's credit was declined.
PO-1,S2,unchanged,,site.unchanged,
PO-2,S2,failed,credit,creditDeclined,The customer's credit was declined.
`;

const PLAIN = { paint: (_style: unknown, words: string) => words, cloud: "ended" } as const;

describe("the table of orders", () => {
  it("gathers the rows of an order wherever they stand, under any spelling of the header", async () => {
    const file = path.join(folder, "results.csv");
    await writeFile(file, RESULTS.replace("order_ref", "Order Ref"));
    const orders = await orderOutcomes(file);
    expect(orders.map(({ orderRef, rows, code }) => [orderRef, rows, code])).toEqual([
      ["PO-1", 2, ""],
      ["PO-2", 2, "creditDeclined"],
    ]);
    expect(orders[0]?.counts).toMatchObject({ handedOff: 1, unchanged: 1 });
  });

  it.each(["order.siblingHeldBack", "file.allHeldBack", "file.policyStop"])(
    "gives an order's own fault as its reason, not %s of the rows held back with it",
    async (code) => {
      const file = path.join(folder, "results.csv");
      const [header = ""] = RESULTS.split("\n");
      await writeFile(file, `${header}\nPO-3,S1,failed,,${code},Held.\nPO-3,S2,failed,,speed.portAboveAccess,Port.\n`);
      const [order] = await orderOutcomes(file);
      expect(order).toMatchObject({ rows: 2, code: "speed.portAboveAccess", message: "Port." });
    },
  );

  it("shows the begin of a long message", async () => {
    const file = path.join(folder, "results.csv");
    await writeFile(file, `${RESULTS.split("\n")[0] ?? ""}\nPO-3,S1,failed,,zip.form,${"x".repeat(600)}\n`);
    const text = outcomeReport(outcome(), await orderOutcomes(file), PLAIN).join("\n");
    expect(text).toContain(`zip.form · ${"x".repeat(160)}…\n`);
  });

  it("is printed with the sum of the rows, the issues with their fix, and what to do next", async () => {
    const file = path.join(folder, "results.csv");
    await writeFile(file, RESULTS);
    const text = outcomeReport(outcome({ issues: [ISSUE] }), await orderOutcomes(file), PLAIN).join("\n");
    expect(text).toContain("4 rows = 2 handed off + 1 failed + 0 held + 0 waiting + 1 unchanged");
    expect(text).toMatch(/PO-2 +2 {2}2 failed {2}credit · creditDeclined · The customer's credit was declined\./);
    expect(text).toContain(
      'error row 9, port_speed "10G": The port speed is above the access speed. (speed.portAboveAccess)',
    );
    expect(text).toContain("fix: Order at most the access speed.");
    expect(text).toContain(`npm start -- run ${path.join("out/a.csv-f-1", "failed.csv")}`);
  });

  it("shows what needs somebody first where there are too many orders to show", async () => {
    const file = path.join(folder, "results.csv");
    const good = Array.from({ length: 100 }, (_, n) => `PO-G${String(n)},S1,handedOff,,,`).join("\n");
    await writeFile(file, `${RESULTS.split("\n")[0] ?? ""}\n${good}\nPO-BAD,S1,held,quote,outcomeUnknown,Unknown.\n`);
    const text = outcomeReport(outcome(), await orderOutcomes(file), PLAIN).join("\n");
    expect(text).toContain("PO-BAD");
    expect(text).toContain("… and 76 more orders");
  });
});

describe("a file dropped again", () => {
  const record = {
    ...{ fileId: "f-1", distributor: "demo", key: "inbox/demo/a.csv", name: "a.csv", contentHash: "h", bytes: 1 },
    ...{ resultsPrefix: "r/", receivedAt: "2027-01-01T00:00:00.000Z" },
    policy: "order",
  } as const;

  it("is told from a first drop, with what becomes of it now", () => {
    expect(takenInBefore("a.csv", undefined)).toEqual([]);
    expect(takenInBefore("a.csv", { ...record, status: "completed" })).toEqual([
      "a.csv was already received at 2027-01-01T00:00:00.000Z; nothing was sent again. This is its outcome.",
    ]);
    expect(takenInBefore("a.csv", { ...record, status: "needsAttention" }).join("")).toContain("held orders");
    expect(takenInBefore("a.csv", { ...record, status: "processing" }).join("")).toContain("it continues");
  });
});

describe("what to do next", () => {
  const held = outcome({ rows: { total: 1, handedOff: 0, failed: 0, held: 1, waiting: 0, unchanged: 0 } });
  const failed = outcome({ rows: { total: 1, handedOff: 0, failed: 1, held: 0, waiting: 0, unchanged: 0 } });
  const said = (file: FileOutcome, cloud: "ended" | "up" | "deployed") =>
    outcomeReport(file, [], { ...PLAIN, cloud }).join("\n");

  it("can be done while the run stays up, or says that it must end first", () => {
    expect(said(held, "ended")).toContain("run the file again with --keep");
    expect(said(held, "up")).toContain("npm start -- status f-1");
    expect(said(failed, "ended")).toContain("then: npm start -- run ");
    expect(said(failed, "up")).toContain("then end this run (Ctrl-C) and: npm start -- run ");
    expect(said(failed, "deployed")).toContain("inbox");
  });

  it("counts one row as one", () => {
    expect(said(held, "up")).toContain("1 row = 0 handed off");
  });
});
