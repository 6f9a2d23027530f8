// Ids as an operator tells them, and the answer that they stand for.
import { describe, expect, it } from "vitest";
import { APEX_CALLS } from "../../../contracts/apex/calls.ts";
import { type SiteRecord, SiteRecordSchema } from "../../../contracts/records.ts";
import { subOrdersOf } from "../../../domain/orders/partner-order.ts";
import { isRecordedCall, sitesOfCall, TELLINGS, toldAnswer } from "../../../domain/orders/told-answer.ts";

type Changes = { [K in keyof SiteRecord]?: SiteRecord[K] | undefined };
const site = (index: number, more: Changes = {}): SiteRecord =>
  SiteRecordSchema.parse({
    ...{ orderId: "o-1", index, siteRef: `S-${String(index + 1)}`, row: index + 2, siteId: `a7l${String(index)}` },
    ...{ status: "inProgress", stage: "order", ...more },
  });
const told = (...words: string[]) =>
  new Map(words.map((word) => word.split("=")).map(([name = "", id = ""]) => [name, id]));

describe("a told answer", () => {
  it("names the sub-order of each site, so that the order stage can tell whose is whose", () => {
    const sites = [site(0), site(1)];
    const answer = toldAnswer("createOrder", told("orderid=801A", "S-2=801C", "S-1=801B"), sites);
    if (answer.kind !== "answer") throw new Error(answer.kind);
    const parsed = APEX_CALLS.createOrder.response.parse({ status: "Success", ...answer.ids });
    expect(parsed.orderId).toBe("801A");
    expect(subOrdersOf(parsed, sites)).toEqual(
      new Map([
        [0, "801B"],
        [1, "801C"],
      ]),
    );
  });

  it("names the site id of each site added", () => {
    expect(toldAnswer("addSites", told("S-1=a7lA"), [site(0)])).toEqual({
      ...{ kind: "answer", ids: { sites: [{ externalId: "S-1", siteId: "a7lA" }] } },
    });
  });

  it("says what is missing and what is none of the call's", () => {
    expect(toldAnswer("createOrder", told("S-1=801B", "quoteId=0Q0"), [site(0), site(1)])).toEqual({
      ...{ kind: "wrong", missing: ["orderId", "S-2"], surplus: ["quoteId"] },
    });
  });

  it("needs no id where the call makes none, and takes the words of an acknowledgement", () => {
    expect(toldAnswer("reservePort", told(), [site(0)])).toEqual({ kind: "answer", ids: {} });
    expect(toldAnswer("handOff", told(), [site(0)])).toEqual({ kind: "answer", ids: {} });
    expect(toldAnswer("handOff", told("message=sent"), [site(0)])).toEqual({
      kind: "answer",
      ids: { message: "sent" },
    });
  });
});

describe("the sites of a call", () => {
  const sites = [
    site(0, { status: "failed", siteId: undefined }),
    ...Array.from({ length: 149 }, (_, n) => site(n + 1)),
  ];

  it("are all that still go for a call about the order, one for a call about a site", () => {
    expect(sitesOfCall({ stage: "order", call: "createOrder", scope: "order" }, sites)).toHaveLength(149);
    expect(sitesOfCall({ stage: "enrich", call: "createBilling", scope: 7 }, sites)).toEqual([sites[7]]);
  });

  it("are the group that begins there for a call of the quote", () => {
    const group = sitesOfCall({ stage: "quote", call: "addSites", scope: 101 }, sites);
    expect(group.map(({ index }) => index)).toEqual(Array.from({ length: 49 }, (_, n) => n + 101));
  });
});

describe("tellings", () => {
  it("are there for every call that changes something, and for no reading one", () => {
    expect(Object.keys(APEX_CALLS).filter((name) => !isRecordedCall(name))).toEqual([
      ...["getCreditCheck", "getContract", "getOrders", "getEnrichmentStatus", "lookupCustomer", "getTransaction"],
    ]);
    expect(TELLINGS.createOrder.siteId).toBe("subOrderId");
  });
});
