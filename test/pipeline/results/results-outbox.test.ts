// Results are told once per version: at once by the worker that closes the file, else by the sync, and never of a file that still moves.
import { expect, test } from "vitest";
import { keys } from "../../../contracts/records.ts";
import { type ResultsReady, ResultsReadySchema } from "../../../contracts/results-ready.ts";
import { resultsMail } from "../../../domain/results/results-mail.ts";
import { tellUntold } from "../../../lambdas/sync/tell-untold.ts";
import { ResultsOutbox } from "../../../pipeline/results/results-outbox.ts";
import { RecordingMeter } from "../../fakes/recording-meter.ts";
import { pipelineWorld } from "../../fakes/pipeline-world.ts";
import { BulkWorld } from "../intake/bulk-world.ts";
import { csvOf, validRows } from "../intake/example-file.ts";

class ToldWorld extends BulkWorld {
  readonly told: ResultsReady[] = [];
  readonly meter = new RecordingMeter();
  busIsDown = false;
  now = Date.UTC(2027, 0, 1, 8);

  constructor() {
    super();
    this.deps.clock = { now: () => new Date((this.now += 1000)) };
    this.deps.meter = this.meter;
    this.deps.tellResults = (event) =>
      this.busIsDown ? Promise.reject(new Error("bus")) : Promise.resolve(void this.told.push(event));
  }

  sync = () => {
    this.now += 900_000;
    return tellUntold(this.deps, pipelineWorld().invocation);
  };

  untold = async (): Promise<number> => {
    let count = 0;
    for await (const _note of this.table.query(keys.untold.pk)) count += 1;
    return count;
  };
}

const refused = csvOf([{ ...validRows(1, 1)[0], port_speed: "10X" }]);

test("a file that is refused is told at once, and the sync has nothing left", async () => {
  const world = new ToldWorld();
  const { fileId } = await world.drop("bad.csv", refused);
  expect(world.told).toMatchObject([
    { batchId: fileId, file: "bad.csv", status: "rejected", summary: "1 row: 1 needs you", rows: { failed: 1 } },
  ]);
  await world.sync();
  expect([world.told.length, await world.untold()]).toEqual([1, 0]);
});

test("a bus that is down costs nothing: the sync tells it, once", async () => {
  const world = new ToldWorld();
  world.busIsDown = true;
  await world.drop("bad.csv", refused);
  expect(world.meter.readings).toContainEqual(expect.objectContaining({ metric: "ResultsUntold" }));
  await world.sync();
  expect([world.told.length, await world.untold()]).toEqual([0, 1]);
  world.busIsDown = false;
  await world.sync();
  await world.sync();
  expect([world.told.length, await world.untold()]).toEqual([1, 0]);
});

test("who closes a file and dies before telling leaves it to the sync; a file that moves is not told", async () => {
  const world = new ToldWorld();
  const { tellResults: _bus, ...dies } = world.deps;
  const { fileId } = await world.drop("a.csv", csvOf(validRows(1, 1)));
  await new ResultsOutbox(dies).note(fileId, new Date(world.now).toISOString());
  await world.sync();
  expect([world.told.length, await world.untold()]).toEqual([0, 1]);
  const completedAt = new Date(world.now).toISOString();
  const set = { status: "completed", completedAt };
  await world.table.update(keys.file(fileId), { set });
  await world.sync();
  expect(world.told).toMatchObject([{ batchId: fileId, status: "completed", version: completedAt }]);
});

test("a file that went on and came to rest again is told again, under another id", async () => {
  const world = new ToldWorld();
  const { fileId } = await world.drop("a.csv", csvOf(validRows(1, 1)));
  for (const completedAt of ["2027-01-02T00:00:00.000Z", "2027-01-03T00:00:00.000Z"]) {
    await new ResultsOutbox(world.deps).note(fileId, completedAt);
    await world.table.update(keys.file(fileId), { set: { status: "needsAttention", completedAt } });
    await new ResultsOutbox(world.deps).tellNow(fileId, completedAt);
  }
  expect(world.told.map(({ id }) => id)).toEqual([`${fileId}-20270102T000000000Z`, `${fileId}-20270103T000000000Z`]);
});

test("a file that was deleted before it was read is told once, however often its drop is told of", async () => {
  const world = new ToldWorld();
  const drop = world.put("orders.csv", csvOf(validRows(2)));
  world.s3.remove("files", drop.key);
  world.busIsDown = true;
  const { fileId } = await world.takeIn(drop);
  expect([world.told.length, await world.untold()]).toEqual([0, 1]);
  world.busIsDown = false;
  await world.sync();
  await world.takeIn(drop);
  await world.sync();
  expect(await world.untold()).toBe(0);
  expect(world.told).toMatchObject([
    { batchId: fileId, file: "orders.csv", status: "gone", summary: "deleted or renamed before it was read" },
  ]);
  expect(ResultsReadySchema.parse(world.told[0])).toEqual(world.told[0]);
  expect(resultsMail(world.told[0]!, [])).toMatchObject({
    subject: "orders.csv: deleted or renamed before it was read",
    text: expect.stringContaining("otherwise send it again"),
  });
});
