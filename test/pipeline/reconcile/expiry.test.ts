// Personal data in the table expires once an order has been at rest long enough, and the ledger of what was ordered stays: a site that
// comes again years later is not ordered twice.
import { beforeEach, describe, expect, test } from "vitest";
import type { Item } from "../../../adapters/aws/table.ts";
import { EXPIRY_ATTRIBUTE, keys, type OrderRecord } from "../../../contracts/records.ts";
import type { OrderMessage } from "../../../contracts/stages.ts";
import { earlierState } from "../../../domain/orders/earlier-state.ts";
import { sitesIn } from "../../../pipeline/orders/site-groups.ts";
import { timelineOf } from "../../../pipeline/orders/timeline.ts";
import { recordKeyOf } from "../../../pipeline/partner/call-groups.ts";
import { CallRecords } from "../../../pipeline/partner/call-records.ts";
import { DAY, NightWorld } from "../../fakes/night-world.ts";
import { type Cells, csvOf, validRows } from "../intake/example-file.ts";

const NAME = "Ms Erika Mustermann";
const WORDS = { fix: "Call Erika.", message: `AT&T said: no such street as 1 Elm St, ${NAME}.` };
const DAYS = 400;

let world: NightWorld;
let order: OrderMessage;
beforeEach(async () => {
  world = new NightWorld();
  [order] = (await world.file("a.csv")) as [OrderMessage];
});

const at = () => new Date(world.time).toISOString();
const table = () => world.bulk.table;
/** What DynamoDB does some days after an item has expired. */
function deleteExpired(): number {
  const gone = [...table().items].filter(([, item]) => Number(item[EXPIRY_ATTRIBUTE]) * 1000 < world.time);
  for (const [path] of gone) table().items.delete(path);
  return gone.length;
}
const wholeTable = () => JSON.stringify([...table().items.values()]);
const recordOf = async (orderId: string) => (await table().get(keys.order(orderId))) as unknown as OrderRecord;
const sitesOf = async (orderId: string) => {
  const { pk, prefix } = keys.sitesOf(orderId);
  const items: Item[] = [];
  for await (const item of table().query(pk, { prefix })) items.push(item);
  return sitesIn(items);
};

/** AT&T's words wherever records can hold them. */
async function withWords(changes: Partial<OrderRecord> = {}): Promise<void> {
  const { order: record } = await world.completed(order);
  const { orderId } = order;
  const reason = { code: "refusedByPartner", ...WORDS, column: "site_street" } as const;
  await table().update(keys.order(orderId), {
    set: { creditClass: "C7", reason, "told#orderHeld@1800000000000": { actor: "quote", note: NAME }, ...changes },
  });
  const group = (await table().get(keys.siteGroup(orderId, 0)))!;
  const sites = Object.fromEntries(
    Object.entries(group["sites"] as Record<string, object>).map(([index, site]) => [
      index,
      { ...site, acknowledgement: NAME, reason },
    ]),
  );
  const line = { type: "siteHandedOff", actor: "handoff", at: { "0": world.time }, notes: { "0": NAME } };
  await table().update(keys.siteGroup(orderId, 0), { set: { sites, "line#2-0": line } });
  const call = keys.call(orderId, "quote", "createQuote", "order");
  const confirmed = { call: "createQuote", transactionId: "t", state: "confirmed", requestHash: "h", attempts: 1 };
  await table().put({ ...call, ...confirmed, startedAt: at(), response: { opportunityName: NAME } });
  await table().put({ ...keys.callPart(call, 0), part: NAME });
  await table().put({ ...keys.event(orderId, at(), "x"), at: at(), type: "noted", orderId, note: NAME, actor: "sync" });
  const decided = { eventId: "e1", kind: "credit", quoteId: record.quoteId, type: "credit.decided", decision: NAME };
  await table().put({ ...keys.inbox("credit", record.quoteId!, "e1"), ...decided, subjectId: "s", receivedAt: at() });
}

describe("of an order that has been at rest long enough", () => {
  beforeEach(async () => {
    await withWords();
    world.time += (DAYS - 2) * DAY;
    const body = await world.night();
    expect(body).toMatchObject({ complete: true });
    expect((await recordOf(order.orderId)).detailsExpiredAt).toBeUndefined();
    expect(wholeTable()).toContain(NAME);
    world.time += DAY;
    expect(await world.night()).toMatchObject({ complete: true, breaksTotal: 0 });
  });

  test("calls, timeline and events are given to expire, and can be read until DynamoDB deletes them", async () => {
    const marked = [...table().items.values()].filter((item) => item[EXPIRY_ATTRIBUTE] !== undefined);
    const kinds = marked.map(({ sk }) => String(sk).split("#")[0]);
    expect([...new Set(kinds)].toSorted()).toEqual(["CALL", "CALLPART", "EVENT", "INBOX", "PLACE"]);
    const told = await timelineOf(table(), order.orderId, [(await table().get(keys.order(order.orderId)))!]);
    expect(told.map(({ type }) => type)).toContain("noted");
  });

  test("nothing that anybody has said is left, and the ledger is", async () => {
    world.time += DAY;
    expect(deleteExpired()).toBeGreaterThan(4);
    const left = wholeTable();
    for (const word of [NAME, WORDS.fix, "Elm St", "C7"]) expect(left, word).not.toContain(word);
    const { status, partnerOrderId, marks, reason } = await recordOf(order.orderId);
    expect({ status, partnerOrderId }).toMatchObject({ status: "completed", partnerOrderId: expect.any(String) });
    expect(marks?.["orderAcknowledged"]).toBeDefined();
    expect(reason).toMatchObject({ code: "refusedByPartner", column: "site_street" });
    for (const site of await sitesOf(order.orderId)) {
      expect(earlierState(site)).toMatchObject({ state: "ordered", subOrderId: site.subOrderId });
      expect(site.handedOffAt).toBeDefined();
    }
  });

  test("its sites are known when they come again, and only a new one is sent", async () => {
    world.time += DAY;
    deleteExpired();
    const again = validRows(3, 3).map((row): Cells => ({ ...row, order_ref: "a.csv-R-1" }));
    const { fileId } = await world.bulk.drop("again.csv", csvOf(again));
    const [sent, ...more] = world.bulk.sent;
    expect(more).toEqual([]);
    const [document] = await world.bulk.documents([sent!]);
    expect(document!.sites.map(({ siteRef }) => siteRef)).toEqual([again[2]!["site_ref"]]);
    expect(world.bulk.receipt(fileId).rows).toMatchObject({ total: 3, waiting: 1 });
  });

  test("a site that is ordered and says something else now is refused, as before its data expired", async () => {
    world.time += DAY;
    deleteExpired();
    const [row] = validRows(1, 1);
    const changed = { ...row!, order_ref: "a.csv-R-1", contact_phone: "2145550177" };
    const { outcome, fileId } = await world.bulk.drop("changed.csv", csvOf([changed]));
    expect(outcome).toBe("rejected");
    expect(world.bulk.sent).toEqual([]);
    expect(world.bulk.rows(fileId)[0]).toMatchObject({ _outcome: "failed", _code: "site.alreadyOrdered" });
  });

  test("nothing is written again the next night", async () => {
    const before = table().made.update;
    const record = await recordOf(order.orderId);
    await world.night();
    expect(await recordOf(order.orderId)).toEqual(record);
    // The night's own lease: begun and ended.
    expect(table().made.update - before).toBeLessThanOrEqual(3);
  });
});

describe("everything is kept of an order", () => {
  const kept = async () => {
    world.time += (DAYS + 1) * DAY;
    await world.night();
    expect((await recordOf(order.orderId)).detailsExpiredAt).toBeUndefined();
    world.time += 10 * DAY;
    deleteExpired();
    expect(wholeTable()).toContain(NAME);
  };

  test("that is held", async () => {
    await withWords({ status: "held" });
    await kept();
  });

  test("that a person must still settle with AT&T", async () => {
    await withWords({ break: { code: "signedAfterEnd", message: "signed", at: at() } });
    await kept();
  });

  test("with a call of which nobody knows the outcome", async () => {
    await withWords();
    const call = keys.call(order.orderId, "quote", "createQuote", "order");
    await table().update(call, { set: { state: "unknown" } });
    await kept();
  });

  test("with such a call of a site, whose record lies in a group", async () => {
    await withWords();
    expect((await recordOf(order.orderId)).callsInGroups).toBe(true);
    const place = { orderId: order.orderId, stage: "enrich", call: "createBilling", scope: 0, inGroups: true } as const;
    const claim = { key: recordKeyOf(place), call: place.call, transactionId: "T", requestHash: "h", owner: "dead" };
    await new CallRecords(table()).claim({ ...claim, startedAt: new Date(world.time), leaseUntil: 0 });
    await kept();
  });
});

test("where time runs short the next invocation goes on, and ends the same", async () => {
  await withWords();
  world.time += (DAYS + 1) * DAY;
  world.remaining = 0;
  let reads = 0;
  table().onCall = (operation, { sk }, side) => {
    if (operation !== "update" || side !== "after" || !sk.startsWith("CALL")) return;
    reads += 1;
    if (reads === 1) world.remaining = 0;
  };
  world.remaining = 900_000;
  while ((await world.run(reads === 0)) !== "written") {
    world.remaining = 900_000;
    world.time += 15 * 60_000;
  }
  expect((await recordOf(order.orderId)).detailsExpiredAt).toBeDefined();
  expect(world.certificate()).toMatchObject({ complete: true });
});
