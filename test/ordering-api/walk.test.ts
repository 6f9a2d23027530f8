// The whole way of a quote through the Ordering API, with every answer checked against the contract.
import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isSalesforceId } from "../../contracts/salesforce-id.ts";
import { ContractEventSchema, CreditDecidedSchema } from "../../contracts/callbacks.ts";
import { Sandbox, samples, walk, WEBHOOK_SECRET } from "./sandbox.ts";

describe("a quote of three sites", () => {
  it("goes from quote to handoff, every site once", async () => {
    const sandbox = new Sandbox();
    const walked = await walk(sandbox, "assigned");
    for (const subOrderId of walked.subOrderIds) {
      expect(await sandbox.ok("handOff", { orderId: walked.orderId, subOrderId })).toEqual({
        status: "success",
        message: "order submitted and sent to serviceNow",
      });
    }
    const { body: ledger } = await sandbox.raw("GET", "/ledger", "");
    expect(ledger.calls).toEqual({
      createQuote: 1,
      addSites: 1,
      configureQuote: 1,
      requestCreditCheck: 1,
      createContract: 1,
      createOrder: 1,
      saveInstallationShipping: 3,
      reservePort: 3,
      createBilling: 3,
      assignCustomer: 1,
      handOff: 3,
    });
    expect(ledger.sites[`${walked.quoteId}/S-2`]).toEqual({
      addSites: 1,
      configureQuote: 1,
      createOrder: 1,
      saveInstallationShipping: 1,
      reservePort: 1,
      createBilling: 1,
      assignCustomer: 1,
      handOff: 1,
    });
    expect(sandbox.errors).toEqual([]);
  });

  it("gives ids of Salesforce's form with valid suffixes and the prefixes of each kind", async () => {
    const walked = await walk(new Sandbox(), "order");
    const ids = Object.values(walked).flat();
    expect(ids.every((id) => id.length === 18 && isSalesforceId(id))).toBe(true);
    expect(Object.fromEntries(Object.entries(walked).map(([name, id]) => [name, [id].flat()[0]?.slice(0, 3)]))).toEqual(
      {
        quoteId: "0Q0",
        opportunityId: "006",
        siteIds: "a7l",
        creditCheckId: "a9X",
        contractEnvelopeId: "a4T",
        orderId: "801",
        subOrderIds: "801",
      },
    );
  });

  it("reads ids in the form of 15 characters too", async () => {
    const sandbox = new Sandbox();
    const { quoteId } = await walk(sandbox, "quote");
    expect((await sandbox.send("addSites", samples.sites(quoteId.slice(0, 15)))).status).toBe(200);
  });

  it("sends the credit decision and the signature as signed callbacks after the delay", async () => {
    const sandbox = new Sandbox();
    const walked = await walk(sandbox, "contract");
    expect(sandbox.callbacks.map(({ path }) => path)).toEqual(["/callbacks/credit", "/callbacks/esign"]);
    const [credit, esign] = sandbox.callbacks;
    expect(CreditDecidedSchema.parse(JSON.parse(credit?.body ?? "")).data).toMatchObject({
      creditCheckId: walked.creditCheckId,
      quoteId: walked.quoteId,
      approvalStatus: "Auto-Approved",
    });
    const event = ContractEventSchema.parse(JSON.parse(esign?.body ?? ""));
    expect(event).toMatchObject({ type: "contract.signed", data: { contractEnvelopeId: walked.contractEnvelopeId } });
    const headers: Readonly<Record<string, string>> = esign?.headers ?? {};
    const body = esign?.body ?? "";
    const key = Buffer.from(WEBHOOK_SECRET.slice("whsec_".length), "base64");
    const signed = `${headers["webhook-id"] ?? ""}.${headers["webhook-timestamp"] ?? ""}.${body}`;
    expect(headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
  });

  it("answers the decisions to a caller that asks", async () => {
    const sandbox = new Sandbox();
    const walked = await walk(sandbox, "configured");
    const { creditCheckId } = await sandbox.ok("requestCreditCheck", samples.credit(walked.quoteId));
    expect(await sandbox.ok("getCreditCheck", { creditCheckId })).toMatchObject({ approvalStatus: null });
    await sandbox.decide();
    expect(await sandbox.ok("getCreditCheck", { creditCheckId })).toMatchObject({ approvalStatus: "Auto-Approved" });
    await sandbox.ok("createContract", samples.contract(walked.quoteId));
    expect(await sandbox.ok("getContract", { quoteId: walked.quoteId })).toMatchObject({ status: "Sent" });
    await sandbox.decide();
    expect(await sandbox.ok("getContract", { quoteId: walked.quoteId })).toMatchObject({ status: "Signed" });
  });

  it("gives one sub-order a site with the four items, and their status under the literal keys", async () => {
    const sandbox = new Sandbox();
    const walked = await walk(sandbox, "contract");
    const order = await sandbox.ok("createOrder", samples.order(walked.quoteId));
    const subOrders = [order.subOrder].flat();
    expect(subOrders.map((subOrder) => subOrder.siteId)).toEqual(walked.siteIds);
    expect(subOrders[0]?.subOrderItem?.map((item) => item.orderItemType)).toEqual([
      "AT&T Dedicated Internet (Mid Market)",
      "Access",
      "Port",
      "ADI Install",
    ]);
    const rows = await sandbox.ok("getEnrichmentStatus", { subOrderId: subOrders[1]?.subOrderId ?? "" });
    expect([rows].flat().map((row) => [row["Product2.Name"], row["Port Speed"]])).toContainEqual(["Port", "100M"]);
    expect(Object.keys([rows].flat()[0] ?? {})).toEqual([
      "Id",
      "CreatedDate",
      "Product2",
      "Product2.Name",
      "Port Speed",
    ]);
  });

  it("holds thousands of sites, added and configured in pieces", async () => {
    const sandbox = new Sandbox();
    const ids = await walk(sandbox, "quote");
    const siteIds: string[] = [];
    for (let n = 0; n < 12; n += 1) {
      const added = await sandbox.ok("addSites", samples.sites(ids.quoteId, 90));
      const piece = added.sites.map((site) => site.siteId);
      await sandbox.ok("configureQuote", samples.configuration(ids, piece));
      siteIds.push(...piece);
    }
    expect(new Set(siteIds).size).toBe(1_080);
    await sandbox.ok("requestCreditCheck", samples.credit(ids.quoteId));
    await sandbox.decide();
    await sandbox.ok("createContract", samples.contract(ids.quoteId));
    await sandbox.decide();
    const order = await sandbox.ok("createOrder", samples.order(ids.quoteId));
    expect([order.subOrder].flat().map((subOrder) => subOrder.siteId)).toEqual(siteIds);
  });
});
