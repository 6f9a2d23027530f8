// The intake of a file from drop to results, with S3, table and queue in memory.
import { describe, expect, test } from "vitest";
import { closeFileIfSettled } from "../../../pipeline/results/close-file.ts";
import { settleDeps } from "../../../pipeline/orders/settle-deps.ts";
import { reopenOrders } from "../../../pipeline/orders/reopen-orders.ts";
import { keys } from "../../../contracts/records.ts";
import { FakeTokens } from "../../fakes/pipeline-world.ts";
import { BulkWorld, NOW } from "./bulk-world.ts";
import { csvOf, validRows } from "./example-file.ts";

const total = (rows: Record<string, number>) =>
  ["handedOff", "failed", "held", "waiting", "unchanged"].reduce((sum, name) => sum + (rows[name] ?? 0), 0);

describe("taking in a file", () => {
  test("sends a message an order whose document can be read back by range", async () => {
    const world = new BulkWorld();
    const { outcome } = await world.drop("orders.csv", csvOf(validRows(5, 2)));
    expect(outcome).toBe("sent");
    const documents = await world.documents();
    expect(documents.map(({ orderRef, sites }) => [orderRef, sites.length])).toEqual([
      ["R-1", 2],
      ["R-2", 2],
      ["R-3", 1],
    ]);
    expect(documents[1]?.sites.map(({ row }) => row)).toEqual([4, 5]);
  });

  test("writes receipt, markers and documents before the first message", async () => {
    const world = new BulkWorld();
    world.queueIsDown = true;
    await expect(world.drop("a.csv", csvOf(validRows(3, 1)))).rejects.toThrow("queue is down");
    const [receiptKey] = world.s3.keys("files", "results/demo/a-").filter((key) => key.endsWith("receipt.json"));
    expect(receiptKey).toBeDefined();
    const markers = [...world.table.items.values()].filter(({ sk }) => String(sk).startsWith("OPEN#"));
    expect(markers).toHaveLength(3);
    // The repeat of the message sends all of them.
    world.queueIsDown = false;
    await world.drop("a.csv", csvOf(validRows(3, 1)));
    expect(world.sent).toHaveLength(3);
  });

  test("killed at any table or S3 call and repeated, starts every order exactly once under the same id", async () => {
    const file = csvOf(validRows(4, 2));
    const calm = new BulkWorld();
    await calm.drop("a.csv", file);
    const expected = calm.sent.map(({ orderId }) => orderId);
    for (let kill = 1; kill < 40; kill += 1) {
      const world = new BulkWorld();
      let calls = 0;
      const die = () => {
        calls += 1;
        if (calls === kill) throw new Error("killed");
      };
      world.table.onCall = die;
      world.s3.onCall = die;
      await world.drop("a.csv", file).catch(() => undefined);
      await world.drop("a.csv", file);
      expect([...new Set(world.sent.map(({ orderId }) => orderId))], `killed at call ${String(kill)}`).toEqual(
        expected,
      );
      const documents = await world.documents();
      expect(documents.every(({ sites }) => sites.length === 2)).toBe(true);
      if (calls < kill) break;
    }
  });

  test("keeps the bytes that it has read, by a copy within S3 or from its disk where the object is another by then", async () => {
    for (const overwritten of [false, true]) {
      const world = new BulkWorld();
      const file = csvOf(validRows(3));
      const calls: string[] = [];
      world.s3.onCall = (name, key) => {
        calls.push(name);
        if (overwritten && name === "CopyObjectCommand") world.s3.put("files", "inbox/demo/a.csv", "another");
        if (!overwritten) expect(`${name} ${key}`).not.toMatch(/^(PutObject|UploadPart)Command .*original$/);
      };
      await world.drop("a.csv", file);
      const [kept = ""] = world.s3.keys("work", "work/").filter((key) => key.endsWith("/original"));
      expect(world.s3.text("work", kept)).toBe(file);
      expect(calls).toContain("CopyObjectCommand");
    }
  });

  test("the same bytes again start nothing and keep the receipt", async () => {
    const world = new BulkWorld();
    const file = csvOf(validRows(3));
    const { fileId } = await world.drop("a.csv", file);
    await world.runPipeline();
    const receipt = world.results(fileId, "receipt.json");
    const again = await world.drop("again.csv", file);
    expect(again).toEqual({ outcome: "known", fileId });
    expect(world.sent).toEqual([]);
    expect(world.results(fileId, "receipt.json")).toBe(receipt);
  });

  test("the same bytes again resume orders that are held because the partner was down", async () => {
    const world = new BulkWorld();
    const file = csvOf(validRows(2));
    const { fileId } = await world.drop("a.csv", file);
    const reason = { code: "partnerUnavailable", message: "down" } as const;
    await world.runPipeline(() => ({ status: "held", reason }));
    expect(world.receipt(fileId).status).toBe("needsAttention");
    const order = [...world.table.items.values()].find(({ sk, orderRef }) => sk === "META" && orderRef === "R-1");
    await world.table.update({ pk: String(order?.["pk"]), sk: "META" }, { set: { reason } });
    await world.drop("a.csv", file);
    expect(world.sent).toHaveLength(1);
    expect(await world.table.get(keys.file(fileId))).toMatchObject({ status: "processing" });
    expect(await world.table.get(keys.openOrder(fileId, world.sent[0]?.orderId ?? ""))).toBeDefined();
  });

  test("an order put back to work by its file keeps its marker when it is settled at that moment", async () => {
    const world = new BulkWorld();
    const file = csvOf(validRows(2));
    const { fileId } = await world.drop("a.csv", file);
    const [message] = world.sent;
    if (message === undefined) throw new Error("nothing was sent");
    await world.runPipeline(() => ({ status: "held" }));
    const order = keys.order(message.orderId);
    await world.table.update(order, { set: { reason: { code: "partnerUnavailable", message: "down" } } });
    const marker = keys.openOrder(fileId, message.orderId);
    let settling: Promise<boolean> | undefined;
    let markedAt: unknown;
    world.table.onCall = (operation, { pk, sk }, side) => {
      const path = `${marker.pk}\u0000${marker.sk}`;
      if (side === "after" && sk === marker.sk) markedAt ??= world.table.items.get(path)?.["markedAt"];
      if (operation !== "update" || pk !== order.pk || sk !== order.sk || side !== "after") return;
      // It had read the order as held, and the marker, before the order moved.
      settling ??= world.table.delete(marker, { markedAt: String(markedAt) });
    };
    await world.drop("a.csv", file);
    world.table.onCall = undefined;
    expect(await settling).toBe(true);
    expect(await world.table.get(order)).toMatchObject({ status: "inProgress" });
    expect(await world.table.get(marker)).toBeDefined();
    expect(world.sent).toEqual([message]);
  });

  test("an order that came to be held for a person while its file was dropped again stays held", async () => {
    const world = new BulkWorld();
    const file = csvOf(validRows(2));
    await world.drop("a.csv", file);
    const [message] = world.sent;
    await world.runPipeline(() => ({ status: "held" }));
    const order = keys.order(message?.orderId ?? "");
    const held = (code: string) => world.table.update(order, { set: { reason: { code, message: "" } } });
    await held("partnerUnavailable");
    let changed: Promise<unknown> | undefined;
    world.table.onCall = (operation, { pk }, side) => {
      if (operation === "put" && pk.startsWith("FILE#") && side === "before") changed ??= held("outcomeUnknown");
    };
    await world.drop("a.csv", file);
    await changed;
    expect(await world.table.get(order)).toMatchObject({ status: "held", reason: { code: "outcomeUnknown" } });
  });

  test("a file whose order is put back to work while it is being closed stays open", async () => {
    const world = new BulkWorld();
    const { fileId } = await world.drop("a.csv", csvOf(validRows(2)));
    const [message] = world.sent;
    if (message === undefined) throw new Error("nothing was sent");
    await world.table.delete(keys.openOrder(fileId, message.orderId));
    const operator = settleDeps(world.deps, "operator", { tokens: new FakeTokens() });
    const update = world.table.update.bind(world.table);
    world.table.update = async (key, change) => {
      // The last look for markers was before they were put back.
      world.table.update = update;
      await reopenOrders(operator, fileId, [message]);
      return await world.table.update(key, change);
    };
    expect(await closeFileIfSettled(world.deps, fileId)).toBe(false);
    expect(await world.table.get(keys.file(fileId))).toMatchObject({ status: "processing" });
  });

  test("an unknown distributor, an unreadable file and an empty file each get results at once", async () => {
    const world = new BulkWorld();
    const cases = [
      ["stranger", csvOf(validRows(2)), "file.unknownDistributor", 2],
      ["demo", Buffer.from("504b0304000000", "hex"), "file.cutOff", 0],
      ["demo", "", "file.empty", 0],
      ["demo", "order_ref\n", "header.missing", 0],
    ] as const;
    for (const [distributor, body, code, rows] of cases) {
      const { outcome, fileId } = await world.drop("f.csv", body, { distributor });
      expect(outcome).toBe("rejected");
      const receipt = world.receipt(fileId);
      expect(receipt.status).toBe("rejected");
      expect(receipt.rows).toMatchObject({ total: rows, failed: rows });
      expect(receipt.issuesByCode[code]).toBeGreaterThan(0);
      for (const name of ["results.csv", "failed.csv", "report.html", "events.ndjson", "issues.ndjson"]) {
        expect(world.results(fileId, name)).toBeTypeOf("string");
      }
    }
    expect(world.sent).toEqual([]);
  });
});

describe("policies", () => {
  const oneBadRow = () => {
    const rows = validRows(4, 2);
    return csvOf(rows.map((row, index) => (index === 1 ? { ...row, port_speed: "100 Gbps" } : row)));
  };

  test("order: the order with a bad row is held back whole, the others go", async () => {
    const world = new BulkWorld();
    const { fileId } = await world.drop("a.csv", oneBadRow());
    expect((await world.documents()).map(({ orderRef }) => orderRef)).toEqual(["R-2"]);
    await world.runPipeline();
    expect(world.rows(fileId).map((row) => [row["_outcome"], row["_order_status"], row["_code"]])).toEqual([
      ["failed", "rejected.validated", "order.siblingHeldBack"],
      ["failed", "rejected", "speed.portAboveAccess"],
      ["handedOff", "completed", ""],
      ["handedOff", "completed", ""],
    ]);
  });

  test("site: the good sites of the order go", async () => {
    const world = new BulkWorld();
    await world.drop("a.csv", oneBadRow(), { policy: "site" });
    expect((await world.documents()).map(({ orderRef, sites }) => [orderRef, sites.length])).toEqual([
      ["R-1", 1],
      ["R-2", 2],
    ]);
  });

  test("file: one bad row stops all", async () => {
    const world = new BulkWorld();
    const { outcome, fileId } = await world.drop("a.csv", oneBadRow(), { policy: "file" });
    expect(outcome).toBe("rejected");
    expect(world.sent).toEqual([]);
    expect(world.rows(fileId).map((row) => row["_code"])).toEqual([
      "file.policyStop",
      "speed.portAboveAccess",
      "file.policyStop",
      "file.policyStop",
    ]);
  });
});

describe("results", () => {
  test("add up at any moment and keep every original cell", async () => {
    const world = new BulkWorld();
    const rows = validRows(6, 2).map((row, index) => ({ ...row, My_Column: `=1+${String(index)}` }));
    const file = csvOf(rows);
    const { fileId } = await world.drop("a.csv", file);
    const before = world.receipt(fileId).rows;
    expect(before).toMatchObject({ total: 6, waiting: 6 });
    await world.runPipeline((order) =>
      order.orderRef === "R-2"
        ? { status: "failed", reason: { code: "creditDeclined", message: "no" } }
        : { status: "completed" },
    );
    const receipt = world.receipt(fileId);
    expect(receipt.rows).toMatchObject({ total: 6, handedOff: 4, failed: 2 });
    expect(total(receipt.rows)).toBe(receipt.rows.total);
    expect(receipt.status).toBe("completed");
    const written = world.rows(fileId);
    expect(written.map((row) => row["My_Column"])).toEqual(rows.map((row) => `'${row.My_Column}`));
    expect(written[2]).toMatchObject({ _outcome: "failed", _code: "creditDeclined" });
    const { read, accepted, rejected, carriedThrough } = receipt.cells;
    expect(read).toBe(accepted + rejected + carriedThrough);
  });

  test("an outcome of a site that is held makes the file need attention", async () => {
    const world = new BulkWorld();
    const { fileId } = await world.drop("a.csv", csvOf(validRows(2)));
    await world.runPipeline(() => ({ status: "held", reason: { code: "outcomeUnknown", message: "?" } }));
    expect(world.receipt(fileId)).toMatchObject({ status: "needsAttention", rows: { held: 2 } });
  });
});

describe("the correction loop", () => {
  test("failed.csv corrected and dropped as it is sends exactly the corrected rows", async () => {
    const world = new BulkWorld();
    const rows = validRows(4, 2).map((row, index) => (index === 1 ? { ...row, site_zip: "00000" } : row));
    const first = await world.drop("a.csv", csvOf(rows), { policy: "site" });
    await world.runPipeline();
    const failed = world.results(first.fileId, "failed.csv");
    expect(world.rows(first.fileId, "failed.csv")).toHaveLength(1);
    await world.drop("failed.csv", failed.replace("00000", "46204"), { policy: "site" });
    const [document, ...others] = await world.documents();
    expect(others).toEqual([]);
    expect(document).toMatchObject({ orderRef: "R-1", revision: 2, sites: [{ siteRef: "S-0002" }] });
  });

  test("the whole file corrected: untouched rows are unchanged, an already ordered row that changed is refused", async () => {
    const world = new BulkWorld();
    const rows = validRows(3, 1);
    await world.drop("a.csv", csvOf(rows));
    await world.runPipeline();
    const edited = rows.map((row, index) => (index === 2 ? { ...row, floor: "77" } : row));
    const second = await world.drop("a.csv", csvOf([...edited, { ...rows[0], site_ref: "NEW", order_ref: "R-1" }]));
    expect(
      (await world.documents()).map(({ orderRef, revision, sites }) => [orderRef, revision, sites.length]),
    ).toEqual([["R-1", 2, 1]]);
    await world.runPipeline();
    expect(world.rows(second.fileId).map((row) => [row["_outcome"], row["_code"]])).toEqual([
      ["unchanged", "site.unchanged"],
      ["unchanged", "site.unchanged"],
      ["failed", "site.alreadyOrdered"],
      ["handedOff", ""],
    ]);
  });

  test("a row refused because its site is ordered names AT&T's sub-order and keeps the ids of its order", async () => {
    const world = new BulkWorld();
    const rows = validRows(2);
    await world.drop("a.csv", csvOf(rows));
    const orderId = world.sent[0]?.orderId ?? "";
    await world.runPipeline((_order, siteRef) => ({ status: "failed", subOrderId: `801-${siteRef}` }));
    await world.table.update(keys.order(orderId), { set: { quoteId: "Q-1", partnerOrderId: "801-PARENT" } });
    const edited = rows.map((row, index) => (index === 1 ? { ...row, floor: "77" } : row));
    const { fileId } = await world.drop("a.csv", csvOf(edited));
    const [, refused] = world.rows(fileId);
    expect(refused).toMatchObject({
      ...{ _outcome: "failed", _order_status: "rejected", _code: "site.alreadyOrdered", _stage: "" },
      ...{ _quote_id: "Q-1", _order_id: "801-PARENT", _sub_order_id: "801-S-0002" },
      _message: "The site has already been ordered (AT&T sub-order 801-S-0002). A file cannot change it.",
    });
    expect(world.rows(fileId, "failed.csv")).toMatchObject([{ _order_id: "801-PARENT", _sub_order_id: "801-S-0002" }]);
  });

  test("every line of the timeline names its order as the distributor does", async () => {
    const world = new BulkWorld();
    const { fileId } = await world.drop("a.csv", csvOf(validRows(1)));
    const orderId = world.sent[0]?.orderId ?? "";
    const line = { at: NOW.toISOString(), type: "siteQuoted", orderId, siteRef: "S-0001", actor: "test" };
    await world.table.put({ ...keys.event(orderId, line.at, line.type), ...line });
    await world.runPipeline();
    const lines = world.results(fileId, "events.ndjson").trimEnd().split("\n");
    const told = lines.map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(told.map(({ type, orderRef }) => [type, orderRef])).toEqual([
      // The order's own record says this one.
      ["orderAcknowledged", "R-1"],
      ["siteQuoted", "R-1"],
    ]);
    expect(told[1]).toStrictEqual({ ...line, orderRef: "R-1" });
  });

  test("a file whose rows are all unchanged is completed at once", async () => {
    const world = new BulkWorld();
    const rows = validRows(2);
    await world.drop("a.csv", csvOf(rows));
    const { fileId } = await world.drop("b.csv", `${csvOf(rows)}\n`);
    expect(world.receipt(fileId)).toMatchObject({ status: "completed", rows: { unchanged: 2 } });
    expect(world.sent).toHaveLength(1);
  });

  test("failed.csv fills order cells that the file had left blank", async () => {
    const world = new BulkWorld();
    const rows = validRows(3).map((row, index) => ({
      ...row,
      ...(index > 0 && { customer_name: "", sp_id: "" }),
      ...(index === 2 && { access_speed: "fast" }),
    }));
    const { fileId } = await world.drop("a.csv", csvOf(rows), { policy: "site" });
    await world.runPipeline();
    expect(world.rows(fileId, "failed.csv")).toMatchObject([{ customer_name: "Acme Dental Group", sp_id: "A-06399x" }]);
  });
});
