// Who waits for what, over all files, and what ends soon.
import { describe, expect, it } from "vitest";
import type { PartnerTrouble } from "../../../contracts/partner-trouble.ts";
import type { PauseRecord } from "../../../contracts/pauses.ts";
import { LEASE_DAYS } from "../../../domain/orders/leases.ts";
import { listWaits } from "../../../pipeline/operators/list-waits.ts";
import { ReadWorld } from "./read-world.ts";

const NOW = new Date("2027-03-01T00:00:00.000Z");
const before = (days: number): string => new Date(NOW.getTime() - days * 86_400_000).toISOString();

async function listed(world: ReadWorld, pauses: readonly PauseRecord[] = [], trouble?: PartnerTrouble) {
  const { files, lookup } = world.deps();
  return listWaits({ files, lookup, pauses, trouble, now: NOW, leaseDays: LEASE_DAYS, onUnreadable: () => undefined });
}

describe("waits", () => {
  it("are those of open and held files, the longest first, with the order's sites", async () => {
    const world = new ReadWorld();
    await world.file("f-1", { status: "processing" });
    await world.file("f-2", { status: "needsAttention" });
    await world.file("f-3");
    const open = { fileId: "f-1", status: "pending" } as const;
    await world.order({ ...open, orderRef: "PO-1", stage: "credit", marks: { creditAwaited: before(1) } });
    await world.order(
      { ...open, orderRef: "PO-2", stage: "contract", marks: { signatureAwaited: before(3) } },
      () => ({}),
      5,
    );
    await world.order({ fileId: "f-2", orderRef: "PO-3", status: "held", marks: { orderHeld: before(2) } });
    await world.order({ fileId: "f-1", orderRef: "PO-4", status: "inProgress" });
    await world.order({ fileId: "f-3", orderRef: "PO-5", status: "completed" });
    const { waits } = await listed(world);
    expect(waits.map(({ orderRef, what, sites, until }) => [orderRef, what, sites, until])).toStrictEqual([
      ["PO-2", "signature", 5, new Date(NOW.getTime() + 27 * 86_400_000).toISOString()],
      ["PO-3", "person", 2, null],
      ["PO-1", "creditDecision", 2, new Date(NOW.getTime() + 13 * 86_400_000).toISOString()],
    ]);
  });

  it("begin anew with a redrive", async () => {
    const world = new ReadWorld();
    await world.file("f-1", { status: "processing" });
    const marks = { creditAwaited: before(20) };
    await world.order({ status: "pending", stage: "credit", marks, resumedAt: before(1) });
    expect((await listed(world)).waits).toMatchObject([{ since: before(1) }]);
  });
});

describe("waits for the person who paused something", () => {
  it("are those of orders that would go on; an order that waits for a signature waits for that", async () => {
    const world = new ReadWorld();
    await world.file("f-1", { status: "processing" });
    const open = { fileId: "f-1", stage: "quote" } as const;
    const mark = (days: number) => ({ marks: { quoteStarted: before(days) } });
    await world.order({ ...open, orderRef: "PO-1", status: "inProgress", ...mark(4) });
    await world.order({ ...open, orderRef: "PO-2", status: "acknowledged", ...mark(1) });
    const signature = { status: "pending", stage: "contract", marks: { signatureAwaited: before(1.5) } } as const;
    await world.order({ ...open, orderRef: "PO-3", ...signature });
    await world.order({ ...open, orderRef: "PO-4", status: "inProgress", stage: "enrich" });
    const pauses: PauseRecord[] = [
      { scope: "stage", name: "quote", since: before(2) },
      { scope: "all", name: "", since: before(9), endedAt: before(8) },
    ];
    const { waits } = await listed(world, pauses);
    expect(waits.map(({ orderRef, what, since, until }) => [orderRef, what, since, until])).toStrictEqual([
      ["PO-1", "person", before(2), null],
      ["PO-3", "signature", before(1.5), new Date(NOW.getTime() + 28.5 * 86_400_000).toISOString()],
      ["PO-2", "person", before(1), null],
    ]);
  });
});

describe("waits for the partner", () => {
  it("are those of orders that would call it, since it cannot be reached, with the address and the next try", async () => {
    const world = new ReadWorld();
    await world.file("f-1", { status: "processing" });
    const open = { fileId: "f-1", stage: "quote", marks: { quoteStarted: before(0.5) } } as const;
    await world.order({ ...open, orderRef: "PO-1", status: "inProgress" });
    await world.order({ ...open, orderRef: "PO-2", status: "held", marks: { orderHeld: before(0.1) } });
    const trouble = {
      what: "partnerUnavailable" as const,
      ...{ address: "https://api.example.com", cause: "connection refused" },
      ...{ since: before(0.2), notedAt: before(0), nextTryAt: before(-1) },
    };
    const { waits } = await listed(world, [], trouble);
    expect(waits).toMatchObject([
      { orderRef: "PO-1", what: "partnerUnavailable", since: before(0.2), until: before(-0.5) },
      { orderRef: "PO-2", what: "person" },
    ]);
    expect(waits[0]?.who).toContain("https://api.example.com (connection refused; next try");
  });
});

describe("leases", () => {
  it("are told in the week before they end, and afterward, as long as they matter", async () => {
    const world = new ReadWorld();
    await world.file("f-1", { status: "processing" });
    const pending = { status: "pending", stage: "contract", fileId: "f-1" } as const;
    const marks = { quoteCreated: before(55), creditApproved: before(50), contractSent: before(31) };
    await world.order({ ...pending, orderRef: "PO-1", marks });
    await world.order({ ...pending, orderRef: "PO-2", marks: { quoteCreated: before(10) } });
    await world.order({
      ...pending,
      orderRef: "PO-3",
      stage: "order",
      marks,
      contractStatus: "signed",
      partnerOrderId: "801",
    });
    await world.order({
      ...pending,
      orderRef: "PO-4",
      marks: {},
      earliestStartDate: "2027-03-04",
      earliestDueDate: "2027-05-01",
    });
    expect(
      (await listed(world)).leases.map(({ orderRef, lease, expires }) => [orderRef, lease, expires]),
    ).toStrictEqual([
      ["PO-1", "envelope", before(1)],
      ["PO-4", "requestedStart", "2027-03-04"],
      ["PO-1", "quote", new Date(NOW.getTime() + 5 * 86_400_000).toISOString()],
    ]);
  });
});
