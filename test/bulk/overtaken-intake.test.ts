// One file read twice side by side, while a correction of it claims the next revision: whichever reading comes to its end must
// send what the other has recorded, or the sites are told as sent and never are (found by the simulation, seeds 2267, 8628).
import type { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { type KnownOrder, type RecordedSite, TableEarlierOrders } from "../../adapters/bulk/earlier-orders.ts";
import { takeInFile } from "../../adapters/bulk/take-in-file.ts";
import { MemoryTable } from "../fakes/memory-table.ts";
import { BulkWorld } from "./bulk-world.ts";
import { csvOf, validRows } from "./example-file.ts";

const REF = "ORDER-1";
const SITES: readonly RecordedSite[] = [{ siteRef: "S-1", hash: "h1" }];
const NEW_SITES: readonly RecordedSite[] = [{ siteRef: "S-NEW", hash: "h2" }];

function readings() {
  const table = new MemoryTable();
  const of = (fileId: string) => new TableEarlierOrders(table, "demo", fileId);
  return { overtaken: of("f-one"), last: of("f-one"), correction: of("f-two") };
}

async function look(earlier: TableEarlierOrders): Promise<KnownOrder> {
  const known = await earlier.of(REF);
  if (known === undefined) throw new Error("busy");
  return known;
}

async function recordAs(earlier: TableEarlierOrders, known: KnownOrder, sites: readonly RecordedSite[]) {
  const claim = await earlier.claim(REF, known);
  if (claim !== undefined) await earlier.record({ orderRef: REF, orderId: claim.orderId }, sites);
  return claim;
}

test("a reading that begins while the correction holds the order_ref keeps the order of the reading before it", async () => {
  const { overtaken, last, correction } = readings();
  const first = await recordAs(overtaken, await look(overtaken), SITES);
  expect((await correction.claim(REF, await look(correction)))?.revision).toBe(2);
  const known = await look(last);
  expect(known.sites, "not busy").toEqual(new Map());
  expect(await last.claim(REF, known)).toEqual(first);
});

test("a reading that began first of all keeps the order that another reading and a correction have recorded since", async () => {
  const { overtaken, last, correction } = readings();
  const began = await look(last);
  const first = await recordAs(overtaken, await look(overtaken), SITES);
  await recordAs(correction, await look(correction), NEW_SITES);
  expect(await recordAs(last, began, SITES)).toEqual(first);
});

test("a file that has recorded nothing waits while another one holds the order_ref", async () => {
  const { overtaken, last, correction } = readings();
  const began = await look(overtaken);
  expect(await correction.claim(REF, await look(correction))).toBeDefined();
  expect(await last.of(REF)).toBeUndefined();
  expect(await overtaken.claim(REF, began)).toBeUndefined();
});

test("a receipt that an overtaken reading writes late does not stand over the results", async () => {
  const world = new BulkWorld();
  const file = csvOf(validRows(3, 3));
  let isOvertaken = false;
  const overtake = async (): Promise<void> => {
    isOvertaken = true;
    await world.drop("a.csv", file);
    await world.runPipeline();
  };
  const { client } = world.s3;
  const send = async (command: PutObjectCommand): Promise<unknown> => {
    if (!isOvertaken && command.input.Key?.endsWith("receipt.json") === true) await overtake();
    return await client.send(command);
  };
  const slow = { ...world.deps, s3: { send } as unknown as typeof client };
  world.s3.put("files", "inbox/demo/a.csv", file);
  const { outcome, fileId } = await takeInFile(slow, {
    ...{ key: "inbox/demo/a.csv", attempt: "slow" },
    timeIsShort: () => false,
  });
  expect(outcome).toBe("overtaken");
  expect(world.receipt(fileId ?? "")).toMatchObject({ status: "completed", rows: { handedOff: 3, waiting: 0 } });
});
