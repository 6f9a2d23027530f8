// Before a run and after it, as a user: what it would do, that it does this and nothing else, and where what was sent came from.
import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { apexBulk } from "./command.ts";
import { csvOf, rowsOf } from "./hand-written-file.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "apex-plan-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

interface Plan {
  readonly hash: string;
  readonly orders: readonly { readonly orderRef: string; readonly action: string; readonly price: unknown }[];
  readonly totals: { readonly sites: Record<string, number> };
}

it("a plan holds until its file or its world changes, and what was sent leads back to the file", async () => {
  const file = join(dir, "orders.csv");
  const out = join(dir, "out");
  const rows = rowsOf("PO-1", "Lone Star Logistics", 2);
  rows[1] = { ...rows[1], port_speed: "500 Mbps" };
  await writeFile(file, csvOf(rows));
  const planned = async (): Promise<Plan> =>
    JSON.parse((await apexBulk(["plan", file, "--json", "--out", out])).stdout) as Plan;
  const first = await planned();
  expect(first.orders).toMatchObject([{ orderRef: "PO-1", action: "create", price: null }]);

  const run = (hash: string) => apexBulk(["run", file, "--json", "--out", out, "--plan", hash]);
  await appendFile(file, "\n");
  const stale = await run(first.hash);
  expect(stale.code).toBe(3);
  expect(stale.stderr).toContain("orders.csv has changed since");
  expect(JSON.parse(stale.stdout)).toMatchObject({ plan: { changed: ["file"] }, files: [] });

  const second = await planned();
  const sent = await run(second.hash);
  expect(sent.code, sent.stderr).toBe(0);
  const again = await run(second.hash);
  expect(again.code).toBe(3);
  expect(JSON.parse(again.stdout)).toMatchObject({ plan: { changed: ["world"] } });
  expect((await planned()).totals.sites).toEqual({ total: 2, create: 0, unchanged: 2, refused: 0 });

  const explained = await apexBulk(["explain", "PO-1/PO-1-S2", "Port Speed", "--json", "--out", out]);
  expect(explained.code, explained.stderr).toBe(0);
  expect(JSON.parse(explained.stdout)).toMatchObject({
    file: "orders.csv",
    column: { column: "port_speed", row: 3, written: "500 Mbps", read: "500M" },
    leaves: [{ call: "configureQuote", value: "500M", isSent: true }],
  });
  expect((await apexBulk(["explain", "PO-1/PO-1-S2", "zip", "--out", out])).code).toBe(2);
  const code = await apexBulk(["explain", "zip.frm"]);
  expect([code.code, code.stderr.includes("zip.form")]).toEqual([2, true]);
});
