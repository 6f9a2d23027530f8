// Answers of AT&T's that are larger than what a call's record should weigh, or can.
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { keys } from "../../../contracts/records.ts";
import { PartnerWorld } from "./partner-world.ts";

describe("a large answer", () => {
  const context = {
    orderId: "o-1",
    stage: "order",
    spId: "A-06399x",
    fileId: "f-1",
    distributor: "demo",
    scope: "order",
  } as const;
  // Ids as random as AT&T's could be at worst.
  const idOf = (n: number): string => createHash("sha256").update(String(n)).digest("hex").slice(0, 15);
  const answerOf = (sites: number) => {
    const subOrder = Array.from({ length: sites }, (_, n) => ({
      subOrderId: `801${idOf(n)}`,
      siteId: `a7l${idOf(-n - 1)}`,
    }));
    return { orderId: "801A", status: "Success", subOrder };
  };
  const contact = {
    city: "P",
    email: "e",
    firstName: "f",
    lastName: "l",
    phone: "1",
    state: "TX",
    street: "s",
    type: "t",
  };
  const request = {
    quoteId: "0Q0A",
    "checkT&C": true,
    contacts: { contactDetails: { primary: { ...contact, zip: "75075" } } },
  };

  it.each([
    ["beyond the size of an item", 8000, true],
    ["compressed in the call's own item, where that has room for it", 100, false],
  ])("is kept whole %s", async (_, sites, inParts) => {
    const world = new PartnerWorld();
    const answer = answerOf(sites);
    world.faults.push({ answer });
    const order = async () => await world.calls().perform("createOrder", request, context);
    expect(await order()).toEqual({ kind: "confirmed", response: answer });
    expect(await order()).toEqual({ kind: "confirmed", response: answer });
    expect(world.requests).toHaveLength(1);
    for (const item of world.table.items.values()) expect(JSON.stringify(item).length).toBeLessThan(390_000);
    expect([...world.table.items.values()].some((item) => String(item["sk"]).startsWith("CALLPART#"))).toBe(inParts);
    const own = await world.table.get(keys.call("o-1", "order", "createOrder", "order"));
    expect(JSON.stringify(own).length).toBeLessThan(JSON.stringify(answer).length);
  });
});
