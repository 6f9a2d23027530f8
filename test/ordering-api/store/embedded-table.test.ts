// The embedded table is DynamoDB's, item for item: what one way writes the other reads.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { openEmbeddedTable } from "../../../ordering-api/embedded-table.ts";
import type { RecordKey } from "../../../ordering-api/records.ts";
import { Sandbox, walk } from "../sandbox.ts";
import { openDynamoTable } from "./dynamo-table.ts";

const schema = z.object({ text: z.string() });
const keyOf = (pk: string, sk: string): RecordKey<z.infer<typeof schema>> => ({ pk, sk, schema });
const TEXT = 'quotes " and \\ and ünïcode 🛰 and \u0000';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "embedded-table-"));
});
afterEach(() => rm(dir, { recursive: true }));

describe("the embedded table", () => {
  it("has after a restart what was answered before it, at the same versions", async () => {
    const first = await openEmbeddedTable(dir);
    expect(first.records).toBe(0);
    await first.store.putMany(
      Array.from({ length: 2_500 }, (_, n) => ({ key: keyOf("P", `#${String(n)}`), value: { text: TEXT } })),
    );
    expect(await first.store.save(keyOf("P", "#7"), { text: "second" }, 1)).toBe(true);
    await first.close();
    const second = await openEmbeddedTable(dir);
    expect(second.records).toBe(2_500);
    expect(await second.store.get(keyOf("P", "#7"))).toEqual({ value: { text: "second" }, version: 2 });
    expect(await second.store.get(keyOf("P", "#2499"))).toEqual({ value: { text: TEXT }, version: 1 });
    expect(await second.store.save(keyOf("P", "#7"), { text: "third" }, 1)).toBe(false);
    await second.close();
  });

  it("is read by DynamoDB's requests, and reads what those wrote", async () => {
    const embedded = await openEmbeddedTable(dir);
    const walked = await walk(new Sandbox({ store: embedded.store }), "assigned");
    await embedded.close();

    const dynamo = await openDynamoTable(dir);
    const sandbox = new Sandbox({ store: dynamo.store, seed: 8 });
    const [first = "", second = "", third = ""] = walked.subOrderIds;
    await sandbox.ok("handOff", { orderId: walked.orderId, subOrderId: first });
    await sandbox.ok("handOff", { orderId: walked.orderId, subOrderId: second });
    await dynamo.close();

    const again = await openEmbeddedTable(dir);
    const last = new Sandbox({ store: again.store, seed: 9 });
    expect((await last.send("handOff", { orderId: walked.orderId, subOrderId: first })).status).toBe(409);
    await last.ok("handOff", { orderId: walked.orderId, subOrderId: third });
    expect((await last.raw("GET", "/ledger", "")).body.calls).toMatchObject({ createOrder: 1, handOff: 3 });
    await again.close();
  });

  it("says which directory is in use by another process, or cannot be opened", async () => {
    const first = await openEmbeddedTable(dir);
    await expect(openEmbeddedTable(dir)).rejects.toThrow(`ORDERING_DATA_DIR: another process has ${dir} open`);
    await first.close();
    const file = join(dir, "file");
    await writeFile(file, "");
    await expect(openEmbeddedTable(file)).rejects.toThrow(`ORDERING_DATA_DIR: ${file} cannot be opened`);
  });

  it("answers nothing any more once its files cannot be written", async () => {
    const { store, close } = await openEmbeddedTable(dir);
    await store.putMany([{ key: keyOf("P", "1"), value: { text: "kept" } }]);
    // Closed under its feet: the next write fails as on a disk that is gone.
    await close();
    await expect(store.save(keyOf("P", "2"), { text: "lost" }, 0)).rejects.toThrow("could not be written");
    await expect(store.get(keyOf("P", "1"))).rejects.toThrow("could not be written");
  });
});
