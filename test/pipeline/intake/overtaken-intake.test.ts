// One file read twice side by side, while a correction of it claims the next revision: whichever reading comes to its end must
// send what the other has recorded, or the sites are told as sent and never are (found by the simulation, seeds 2267, 8628).
import { OpenOrders } from "../../../pipeline/orders/open-orders.ts";
import { newGroups } from "../../../pipeline/orders/site-groups.ts";
import type { PutObjectCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { type KnownOrder, type RecordedSite, TableEarlierOrders } from "../../../pipeline/intake/earlier-orders.ts";
import { WORK_NAMES } from "../../../pipeline/intake/intake-summary.ts";
import { takeInFile } from "../../../pipeline/intake/take-in-file.ts";
import { keys } from "../../../contracts/records.ts";
import { reasonOf } from "../../../domain/orders/stage-result.ts";
import type { SiteStatus } from "../../../contracts/outcomes.ts";
import { newOrder, newSites } from "../../../domain/orders/new-order.ts";
import { MemoryTable } from "../../fakes/memory-table.ts";
import { orderDocument } from "../../fakes/pipeline-world.ts";
import { BulkWorld, NOW } from "./bulk-world.ts";
import { csvOf, validRows } from "./example-file.ts";

const REF = "ORDER-1";
const SITES: readonly RecordedSite[] = [{ siteRef: "S-1", hash: "h1" }];
const NEW_SITES: readonly RecordedSite[] = [{ siteRef: "S-NEW", hash: "h2" }];

function readings() {
  const table = new MemoryTable();
  const of = (fileId: string) => new TableEarlierOrders(table, { distributor: "demo", fileId });
  return { table, of, overtaken: of("f-one"), last: of("f-one"), correction: of("f-two") };
}

async function look(earlier: TableEarlierOrders): Promise<KnownOrder> {
  const known = await earlier.of(REF);
  if (known === undefined) throw new Error("busy");
  return known;
}

async function recordAs(earlier: TableEarlierOrders, known: KnownOrder, sites: readonly RecordedSite[]) {
  const claim = await earlier.claim(REF, known);
  if (claim !== undefined) await earlier.record({ orderRef: REF, ...claim }, sites);
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

/** An order as start-order and the stages leave it. */
async function putOrder(table: MemoryTable, orderId: string, sites: readonly RecordedSite[], status: SiteStatus) {
  const document = { ...orderDocument(sites.length), orderId };
  const pointer = { key: "k", from: 0, bytes: 1 };
  const message = { orderId, fileId: "f-x", distributor: "demo", document: pointer, siteCount: sites.length };
  await table.put({ ...keys.order(orderId), ...newOrder(message, document, NOW.toISOString()) });
  const records = newSites(document).map((site, at) => ({ ...site, siteRef: sites[at]?.siteRef ?? "", status }));
  await table.putMany(newGroups(records));
}

const stateOf = (known: KnownOrder, siteRef: string) => known.sites.get(siteRef)?.state;

test("a record that arrives after its sender's death, and after a later file's, does not hide that file's order", async () => {
  const { table, of, correction } = readings();
  let late: (() => Promise<void>) | undefined;
  const putMany = table.putMany.bind(table);
  table.putMany = (items) => {
    late = () => table.putMany(items);
    return new Promise(() => undefined);
  };
  const died = of("f-one");
  void recordAs(died, await look(died), SITES);
  while (late === undefined) await Promise.resolve();
  table.putMany = putMany;
  const first = await recordAs(of("f-one"), await look(of("f-one")), SITES);
  await putOrder(table, first?.orderId ?? "", SITES, "failed");
  const corrected = [{ siteRef: "S-1", hash: "h-corrected" }];
  const known = await look(correction);
  expect(stateOf(known, "S-1")).toBe("ended");
  const second = await recordAs(correction, known, corrected);
  await late();
  const third = await look(of("f-three"));
  expect(third.sites.get("S-1")).toMatchObject({ orderId: second?.orderId, hash: "h-corrected", state: "inFlight" });
});

test("a site of an attempt that another decided otherwise is known by what was sent before it", async () => {
  const { table, of, correction } = readings();
  const first = await recordAs(of("f-one"), await look(of("f-one")), [...SITES, ...NEW_SITES]);
  await putOrder(table, first?.orderId ?? "", [...SITES, ...NEW_SITES], "failed");
  const second = await recordAs(correction, await look(correction), [...NEW_SITES, ...SITES]);
  // The attempt that came to its end sent one of the two.
  await putOrder(table, second?.orderId ?? "", SITES, "failed");
  const third = await look(of("f-three"));
  expect(third.sites.get("S-1")).toMatchObject({ orderId: second?.orderId, index: 0, state: "ended" });
  expect(third.sites.get("S-NEW")).toMatchObject({ orderId: first?.orderId, index: 1, state: "ended" });
});

test("what a file has recorded is all that it sends: a site that ended since may be another file's by now", async () => {
  const { table, of, correction } = readings();
  const first = await recordAs(of("f-one"), await look(of("f-one")), SITES);
  await putOrder(table, first?.orderId ?? "", SITES, "inProgress");
  await recordAs(correction, await look(correction), NEW_SITES);
  await putOrder(table, first?.orderId ?? "", SITES, "failed");
  const again = await look(correction);
  expect(stateOf(again, "S-1")).toBe("inFlight");
  expect(again.sites.has("S-NEW"), "its own is decided again").toBe(false);
  expect(stateOf(await look(of("f-three")), "S-1"), "for another file").toBe("ended");
});

// The second was found by the simulation, seed 300000835.
test.each([
  ["receipt", "receipt.json"],
  ["markers", WORK_NAMES.orders(1)],
])("what an overtaken reading writes late does not stand over the end of the file: its %s", async (_, lateFrom) => {
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
    if (!isOvertaken && command.input.Key?.endsWith(lateFrom) === true) await overtake();
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
  expect(await new OpenOrders(world.deps.table).hasAny(fileId ?? "")).toBe(false);
});

test("markers that an overtaken reading writes after an order was held do not look like somebody who puts it back to work", async () => {
  const world = new BulkWorld();
  const file = csvOf(validRows(3, 3));
  let now = NOW;
  const { client } = world.s3;
  const send = async (command: PutObjectCommand): Promise<unknown> => {
    if (now === NOW && command.input.Key?.endsWith(WORK_NAMES.orders(1)) === true) {
      now = new Date(NOW.getTime() + 3_600_000);
      await world.drop("a.csv", file);
      await world.runPipeline(() => ({ status: "held", reason: reasonOf("outcomeUnknown") }));
    }
    return await client.send(command);
  };
  const slow = { ...world.deps, s3: { send } as unknown as typeof client, clock: { now: () => now } };
  world.s3.put("files", "inbox/demo/a.csv", file);
  const { outcome, fileId } = await takeInFile(slow, {
    ...{ key: "inbox/demo/a.csv", attempt: "slow" },
    timeIsShort: () => false,
  });
  expect(outcome).toBe("overtaken");
  expect(await new OpenOrders(world.deps.table).hasAny(fileId ?? "")).toBe(false);
});
