// What a distributor is told of a file of which one order cannot be read: the file is answered for all the same.
import { S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { keys } from "../../../contracts/records.ts";
import type { OrderMessage } from "../../../contracts/stages.ts";
import { describeFile } from "../../../pipeline/front-door/file-states.ts";
import { NightWorld } from "../../fakes/night-world.ts";

/** Its links are signed, which asks nobody. */
function signing(world: NightWorld): S3Client {
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "example" };
  const client = new S3Client({ region: "us-east-1", credentials });
  const memory = world.bulk.s3.client;
  return Object.assign(client, { send: memory.send.bind(memory) });
}

test("a damaged order counts as held, as in the results, and the others as they are now", async () => {
  const world = new NightWorld();
  const [damaged, other] = (await world.file("a.csv", 3)) as [OrderMessage, OrderMessage, OrderMessage];
  await world.order(damaged);
  await world.completed(other);
  await world.bulk.table.update(keys.order(damaged.orderId), { set: { status: "onTheMoon" } });
  const { table, filesBucket } = world.bulk.deps;
  const deps = { table, filesBucket, clock: world.deps.clock, s3: signing(world) };
  const found = await describeFile(deps, "demo", damaged.fileId);
  expect(found).toMatchObject({ status: "processing" });
  expect(found?.orders).toEqual({ total: 3, acknowledged: 1, held: 1, completed: 1 });
});
