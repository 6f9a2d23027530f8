// The picture that each finished run of the sync gives: waits, held orders and stages with their ages, and unread files.
import { expect, test } from "vitest";
import { keys } from "../../contracts/records.ts";
import { reasonOf } from "../../domain/orders/stage-result.ts";
import { makeSyncFiles } from "../../lambdas/sync/sync-files.ts";
import { endWorld } from "../fakes/end-world.ts";
import { START } from "../fakes/pipeline-world.ts";

const HOUR = 3_600_000;

test("a wait is told with its kind and its age, and what is not there as 0", async () => {
  const { world, sync } = await endWorld({ status: "pending", stage: "contract" });
  world.time = START + 2 * HOUR;
  await sync();
  expect(world.meter.of("WaitsOpen")).toEqual(["0 kind=credit", "1 kind=esign"]);
  expect(world.meter.of("WaitOldestSeconds")[1]).toMatch(/^72\d\d(\.\d+)? kind=esign$/);
  expect(world.meter.of("HeldNow")).toEqual(["0"]);
  expect(world.meter.of("SyncRuns")).toEqual(["1 kind=quarterHour"]);
});

test("a held order is told until somebody acts, also when its file has come to rest", async () => {
  const { world, sync } = await endWorld({ status: "held", reason: reasonOf("outcomeUnknown") });
  await world.table.delete(keys.openOrder("f-1", "o-1"));
  const file = await world.table.get(keys.file("f-1"));
  await world.table.put({ ...file, ...keys.file("f-1"), status: "needsAttention", gsi1pk: "FILES#held" });
  world.time = START + 30 * HOUR;
  await sync();
  expect(world.meter.of("HeldNow")).toEqual(["1"]);
  expect(world.meter.of("HeldByReason")).toEqual(["1 reason=outcomeUnknown"]);
  expect(Number(world.meter.of("HeldOldestSeconds")[0])).toBeGreaterThan(29 * 3600);
});

test("a file that nobody has read for hours is stuck", async () => {
  const { world, sync } = await endWorld({});
  await world.table.update(keys.file("f-1"), { set: { status: "reading" } });
  world.time = START + 4 * HOUR;
  await sync();
  expect([world.meter.of("FilesOpen"), world.meter.of("FilesStuck")]).toEqual([["1"], ["1"]]);
});

test("a run that is cut short gives no picture, but says by its kind that it ran", async () => {
  const { world, deps } = await endWorld({ status: "pending", stage: "credit" });
  await makeSyncFiles(deps)({ kind: "nightly" }, { ...world.invocation, remainingMillis: () => 0 });
  expect(world.meter.of("WaitsOpen")).toEqual([]);
  expect(world.meter.of("SyncRuns")).toEqual(["1 kind=nightly"]);
});
