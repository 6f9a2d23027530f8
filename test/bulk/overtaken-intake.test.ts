// One file read twice side by side, while a correction of it claims the next revision: whichever reading comes to its end must
// send what the other has recorded, or the sites are told as sent and never are (found by the simulation, seed 2267).
import { expect, test } from "vitest";
import { type KnownOrder, type RecordedSite, TableEarlierOrders } from "../../adapters/bulk/earlier-orders.ts";
import { MemoryTable } from "../fakes/memory-table.ts";

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
