// One file read twice side by side, while a correction of it claims the next revision: whichever reading comes to its end must
// send what the other has recorded, or the sites are told as sent and never are (found by the simulation, seed 2267).
import { expect, test } from "vitest";
import { type RecordedSite, TableEarlierOrders } from "../../adapters/bulk/earlier-orders.ts";
import { MemoryTable } from "../fakes/memory-table.ts";

const REF = "ORDER-1";
const SITES: readonly RecordedSite[] = [{ siteRef: "S-1", hash: "h1" }];
const NEW_SITES: readonly RecordedSite[] = [{ siteRef: "S-NEW", hash: "h2" }];

function readings() {
  const table = new MemoryTable();
  const of = (fileId: string) => new TableEarlierOrders(table, "demo", fileId);
  return { overtaken: of("f-one"), last: of("f-one"), correction: of("f-two") };
}

async function recordAs(earlier: TableEarlierOrders, sites: readonly RecordedSite[]) {
  const claim = await earlier.claim(REF);
  if (claim !== undefined) await earlier.record({ orderRef: REF, orderId: claim.orderId }, sites);
  return claim;
}

test("a reading that begins while the correction holds the order_ref keeps the order of the reading before it", async () => {
  const { overtaken, last, correction } = readings();
  await overtaken.sitesOf(REF);
  const first = await recordAs(overtaken, SITES);
  await correction.sitesOf(REF);
  expect((await correction.claim(REF))?.revision).toBe(2);
  expect(await last.sitesOf(REF), "not busy").toEqual(new Map());
  expect(await last.claim(REF)).toEqual(first);
});

test("a reading that began first of all keeps the order that another reading and a correction have recorded since", async () => {
  const { overtaken, last, correction } = readings();
  await overtaken.sitesOf(REF);
  await last.sitesOf(REF);
  const first = await recordAs(overtaken, SITES);
  await correction.sitesOf(REF);
  await recordAs(correction, NEW_SITES);
  expect(await recordAs(last, SITES)).toEqual(first);
});

test("a file that has recorded nothing waits while another one holds the order_ref", async () => {
  const { overtaken, last, correction } = readings();
  await overtaken.sitesOf(REF);
  await correction.sitesOf(REF);
  expect(await correction.claim(REF)).toBeDefined();
  expect(await last.sitesOf(REF)).toBeUndefined();
  expect(await overtaken.claim(REF)).toBeUndefined();
});
