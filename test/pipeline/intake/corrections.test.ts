// A file that corrects an earlier one says so, round after round, under the name that the first file had; and what it says comes from
// its rows or from what the earlier file sent, never from another distributor's.
import { describe, expect, test } from "vitest";
import { rowsOf } from "../../reading/csv/csv-reference.ts";
import { BulkWorld } from "./bulk-world.ts";
import { type Cells, csvOf, validRows } from "./example-file.ts";
import { planned } from "./planned.ts";

const failedRows = (world: BulkWorld, fileId: string): Cells[] => rowsOf(world.results(fileId, "failed.csv"));
const mended = (rows: readonly Cells[], changes: Cells): string => csvOf(rows.map((row) => ({ ...row, ...changes })));

/** Two wrong rows of two orders, and a good third: no order_ref of a wrong one is known afterward. */
async function afterFirstRound() {
  const world = new BulkWorld();
  const rows = validRows(3, 1).map((row, at) => (at < 2 ? { ...row, floor: "", room: "" } : row));
  const { fileId } = await world.drop("orders.csv", csvOf(rows));
  await world.runPipeline();
  return { world, fileId };
}

describe("a failed.csv that comes back", () => {
  test("keeps the first file's name in receipt and report, and links to the report of the file it corrects", async () => {
    const { world, fileId } = await afterFirstRound();
    const second = await world.drop("failed.csv", mended(failedRows(world, fileId), { floor: "3" }));
    const { results } = { results: world.receipt(second.fileId).correctionOf?.results ?? "" };
    expect(world.receipt(second.fileId).correctionOf).toEqual({
      ...{ file: "orders.csv", batchId: fileId, origin: "orders.csv", round: 1, results },
    });
    expect(results).toBe(`results/demo/orders-${fileId}/`);
    expect(world.results(second.fileId, "report.html")).toContain(`href="../orders-${fileId}/report.html"`);

    const third = await world.drop("failed.csv", mended(failedRows(world, second.fileId), { room: "MDF" }));
    await world.runPipeline();
    const { correctionOf, rows } = world.receipt(third.fileId);
    expect(correctionOf).toMatchObject({ file: "failed.csv", batchId: second.fileId, origin: "orders.csv", round: 2 });
    expect(rows.handedOff).toBe(2);
    expect(world.results(third.fileId, "report.html")).toContain("correction 2 of orders.csv");
    expect(world.results(third.fileId, "results.csv").split("\n")[0]).not.toContain("_batch");
  });

  test("is told by a plan as its receipt then tells it, before and after it is sent", async () => {
    const { world, fileId } = await afterFirstRound();
    const csv = mended(failedRows(world, fileId), { floor: "3", room: "MDF" });
    const { correctionOf } = await planned(world, csv);
    expect(correctionOf).toMatchObject({ file: "orders.csv", batchId: fileId, origin: "orders.csv", round: 1 });
    const second = await world.drop("failed.csv", csv);
    expect(world.receipt(second.fileId).correctionOf).toEqual(correctionOf);
    expect((await planned(world, csv)).correctionOf).toEqual(correctionOf);
    expect((await planned(undefined, csv)).correctionOf).toBeUndefined();
  });

  test("is no correction of another distributor's file, nor of one that nobody knows", async () => {
    const { world, fileId } = await afterFirstRound();
    const rows = failedRows(world, fileId);
    const elsewhere = await world.drop("failed.csv", mended(rows, { floor: "4", room: "1" }), {
      distributor: "lonestar",
    });
    expect(world.receipt(elsewhere.fileId)).not.toHaveProperty("correctionOf");
    const unknown = await world.drop("failed.csv", mended(rows, { floor: "5", room: "1", _batch: "f-nobody" }));
    expect(world.receipt(unknown.fileId)).not.toHaveProperty("correctionOf");
  });
});

describe("a file without the mark of a failed.csv", () => {
  test("corrects the file that sent most of its orders", async () => {
    const { world, fileId } = await afterFirstRound();
    const again = await world.drop("orders v2.csv", csvOf(validRows(3, 1).slice(1)));
    expect(world.receipt(again.fileId).correctionOf).toMatchObject({ file: "orders.csv", batchId: fileId, round: 1 });
  });

  // Rows 1 to 4 of eight are known, or only 6 to 8; one that is wrong ends the first look under policy `file`.
  test.each([
    ["half of its orders, at its beginning", [0, 1, 2, 3], 6, true],
    ["fewer than half, at its end", [5, 6, 7], 0, false],
    ["fewer than half, before a wrong row", [0, 1, 2], 3, false],
  ] as const)("is judged by %s, whether it is read in one go or in many", async (_, known, wrong, corrects) => {
    for (const policy of ["order", "file"] as const) {
      for (const inOneGo of [true, false]) {
        const world = new BulkWorld();
        const rows = validRows(8, 1);
        await world.drop("orders.csv", csvOf(rows.filter((_row, at) => known.some((one) => one === at))));
        world.timeIsShort = () => !inOneGo;
        world.deps.groupSize = 1;
        const csv = csvOf(rows.map((row, at) => (at === wrong ? { ...row, port_speed: "100 Gbps" } : row)));
        const before = world.invocations;
        const { correctionOf } = await planned(world, csv, { policy });
        const { fileId } = await world.drop("more.csv", csv, { policy });
        if (!inOneGo) expect(world.invocations - before).toBeGreaterThan(5);
        const told = world.receipt(fileId).correctionOf;
        expect(told?.file, `${policy} ${String(inOneGo)}`).toBe(corrects ? "orders.csv" : undefined);
        expect(told).toEqual(correctionOf);
      }
    }
  });

  test("corrects none where most of its orders are new", async () => {
    const { world } = await afterFirstRound();
    const rows = validRows(9, 1).slice(2);
    const { fileId } = await world.drop("more.csv", csvOf(rows));
    expect(world.receipt(fileId)).not.toHaveProperty("correctionOf");
  });
});
