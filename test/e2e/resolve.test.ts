// Calls that took effect while their answers were lost, at an Ordering API that can be asked nothing: an operator says what
// became of them, and the order goes on to its handoff, every effect once.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report, Said } from "./command.ts";
import { apexBulkHere } from "./command-here.ts";
import { freePort } from "./free-port.ts";
import { csvOf, rowsOf } from "./hand-written-file.ts";
import { KeptRun } from "./kept-run.ts";
import { newWebhookSecret, OtherOrderingApi } from "./other-ordering-api.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "apex-resolve-"));
});
afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

interface Listed {
  readonly order: { orderId: string; code: string; calls: { call: string; state: string }[] };
}

describe("an operator resolves calls of unknown outcome", () => {
  it("says the ids of an order and that a billing account was not made; every site is handed off exactly once", async () => {
    const port = await freePort();
    const secret = newWebhookSecret();
    const server = new OtherOrderingApi({
      clientId: "their-id",
      clientSecret: "their-secret",
      webhookSecret: secret,
      callbackUrl: `http://127.0.0.1:${String(port)}`,
      faults: [
        { path: "/order-apex", nth: 1, kind: "cutAfter" },
        { path: "/order-enrichment/newBilling-apex", nth: 2, kind: "cutBefore" },
      ],
    });
    const file = join(dir, "orders.csv");
    await writeFile(file, csvOf(rowsOf("PO-1", "Lone Star Logistics", 3)));
    const out = join(dir, "out");
    const run = new KeptRun(
      [file, "--json", "--out", out, "--ordering-url", await server.start(), "--callback-port", String(port)],
      {
        APEX_CLIENT_ID: "their-id",
        APEX_CLIENT_SECRET: "their-secret",
        APEX_WEBHOOK_SECRET: secret,
        APEX_CALLS_PER_SECOND: "0",
      },
    );
    const operator = (...args: string[]): Promise<Said> => apexBulkHere([...args, "--out", out]);
    const settled = async (batchId: string): Promise<Report["files"][number]> => {
      for (;;) {
        const said = await operator("results", batchId, "--json");
        const [report] = (JSON.parse(said.stdout) as Report).files;
        if (report !== undefined && report.rows.waiting === 0) return report;
      }
    };
    const opened = async (orderId: string): Promise<Listed["order"]> =>
      (JSON.parse((await operator("resolve", orderId, "--json")).stdout) as Listed).order;
    try {
      await run.up();
      const { batchId } = (JSON.parse(run.stdout) as Report).files[0]!;
      const status = JSON.parse((await operator("status", "--json")).stdout) as {
        batches: { attention: { orderId: string; code: string }[] }[];
      };
      const held = status.batches[0]!.attention[0]!;
      expect(held.code).toBe("outcomeUnknown");
      const { orderId } = held;
      expect(await opened(orderId)).toMatchObject({ code: "outcomeUnknown", calls: [{ call: "createOrder" }] });

      const subOrders = [...server.subOrders.values()];
      const ids = [`orderId=${subOrders[0]!.orderId}`, ...subOrders.map(({ externalId, id }) => `${externalId}=${id}`)];
      const tooFew = await operator("resolve", orderId, "--happened", ...ids.slice(0, -1));
      expect(tooFew).toMatchObject({ code: 2, stderr: expect.stringContaining("not told: PO-1-S3=ID") });
      const first = await operator("resolve", orderId, "--yes", "--redrive", "--happened", ...ids);
      expect(first, first.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining("redriven") });
      expect((await settled(batchId)).rows.held).toBeGreaterThan(0);

      const open = await opened(orderId);
      expect(open.calls).toMatchObject([{ call: expect.stringMatching(/^createBilling:PO-1-S\d$/), state: "unknown" }]);
      const second = await operator("resolve", "PO-1", "--yes", "--wait", "--redrive", "--did-not-happen");
      expect(second, second.stderr).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("3 of 3 sites handed off"),
      });
      expect((await settled(batchId)).rows).toMatchObject({ total: 3, handedOff: 3 });

      for (const call of ["site", "order", "billing", "handoff"])
        expect([...server.count(call).values()], call).toEqual([1, 1, 1]);
      // These overwrite (ADR 0006): a redrive makes them again, and nothing comes of it.
      for (const call of ["install", "port"])
        expect(
          [...server.count(call).values()].every((count) => count >= 1 && count <= 2),
          call,
        ).toBe(true);
      expect(await operator("redrive", "PO-1", "--distributor", "demo")).toMatchObject({
        code: 3,
        stdout: `PO-1 (${orderId}) is completed: AT&T has all of its sites. There is nothing left to do.\n`,
        stderr: expect.stringContaining(`PO-1 of demo is order ${orderId}`),
      });
      expect((await operator("resolve", orderId, "--did-not-happen")).stderr).toContain(
        "no call of this order is open",
      );
    } finally {
      await run.end();
      await server.stop();
    }
  });
});
