// A site's port: reserved once, held by one sub-order, free again after its cancellation; and what a cancellation ends.
import { describe, expect, it } from "vitest";
import { keys } from "../../ordering-api/records.ts";
import { readId } from "../../ordering-api/ids.ts";
import type { Entry } from "../../ordering-api/store/store.ts";
import { OTHER_CLIENT, Sandbox, samples, walk, type Walked } from "./sandbox.ts";

/** The same quote ordered twice, as nothing at AT&T prevents. */
async function orderedTwice(sandbox: Sandbox): Promise<{ one: Walked; two: { orderId: string; subOrderId: string } }> {
  const one = await walk(sandbox, "order");
  const second = await sandbox.ok("createOrder", samples.order(one.quoteId));
  const [subOrder] = [second.subOrder].flat();
  return { one, two: { orderId: second.orderId, subOrderId: subOrder?.subOrderId ?? "" } };
}

describe("a port", () => {
  it("of a site belongs to one sub-order, and is free again when that is cancelled", async () => {
    const sandbox = new Sandbox();
    const { one, two } = await orderedTwice(sandbox);
    const first = { orderId: one.orderId, subOrderId: one.subOrderIds[0] ?? "" };
    await sandbox.ok("reservePort", samples.port(first.subOrderId));
    expect(await sandbox.send("reservePort", samples.port(two.subOrderId))).toMatchObject({
      status: 409,
      body: { errors: [{ code: "otherIssue", propertyPath: "subOrderId" }] },
    });
    await sandbox.ok("cancelSubOrder", first);
    await sandbox.ok("reservePort", samples.port(two.subOrderId));
    expect((await sandbox.send("reservePort", samples.port(first.subOrderId))).status).toBe(409);
  });

  it("of another site is another port", async () => {
    const sandbox = new Sandbox();
    const { subOrderIds } = await walk(sandbox, "order");
    for (const subOrderId of subOrderIds) await sandbox.ok("reservePort", samples.port(subOrderId));
  });

  it("goes to one of two that ask at the same time", async () => {
    const sandbox = new Sandbox();
    const { one, two } = await orderedTwice(sandbox);
    const answers = await Promise.all(
      [one.subOrderIds[0] ?? "", two.subOrderId].map((id) => sandbox.send("reservePort", samples.port(id))),
    );
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409]);
  });
});

describe("a cancellation", () => {
  it("ends the sub-order, and leaves its siblings", async () => {
    const sandbox = new Sandbox();
    const { orderId, subOrderIds } = await walk(sandbox, "assigned");
    const [subOrderId = "", sibling = ""] = subOrderIds;
    expect(await sandbox.ok("cancelSubOrder", { orderId, subOrderId })).toEqual({
      orderId,
      subOrderId,
      status: "Success",
      statusMessage: "Sub-order is cancelled",
    });
    const later = [
      await sandbox.send("cancelSubOrder", { orderId, subOrderId }),
      await sandbox.send("handOff", { orderId, subOrderId }),
      await sandbox.send("createBilling", samples.billing(orderId, subOrderId)),
      await sandbox.send("saveInstallationShipping", samples.installation(orderId, subOrderId)),
    ];
    expect(later.map(({ status }) => status)).toEqual(later.map(() => 409));
    await sandbox.ok("handOff", { orderId, subOrderId: sibling });
    const { body } = await sandbox.raw("GET", "/ledger", "");
    expect(body.calls).toMatchObject({ cancelSubOrder: 1, handOff: 1, createBilling: 3 });
  });

  it("comes too late after the handoff", async () => {
    const sandbox = new Sandbox();
    const { orderId, subOrderIds } = await walk(sandbox, "assigned");
    const body = { orderId, subOrderId: subOrderIds[0] ?? "" };
    await sandbox.ok("handOff", body);
    expect((await sandbox.send("cancelSubOrder", body)).status).toBe(409);
  });

  it("of another's sub-order, or by another order, finds none", async () => {
    const sandbox = new Sandbox();
    const [one, two] = [await walk(sandbox, "order"), await walk(sandbox, "order")];
    const body = { orderId: one.orderId, subOrderId: one.subOrderIds[0] ?? "" };
    expect((await sandbox.send("cancelSubOrder", body, { headers: OTHER_CLIENT })).status).toBe(404);
    expect((await sandbox.send("cancelSubOrder", { ...body, orderId: two.orderId })).status).toBe(404);
  });
});

describe("what the calls bring", () => {
  it("is kept: features, contract, contacts, installation, port and billing, as they were sent", async () => {
    const sandbox = new Sandbox();
    const ids = await walk(sandbox, "sites");
    const features = { "Billing Option": "Flat Rate", "Management Option": "AT&T Managed" };
    await sandbox.ok("configureQuote", samples.configuration(ids, ids.siteIds, features));
    await sandbox.ok("requestCreditCheck", samples.credit(ids.quoteId));
    await sandbox.decide();
    const contract = samples.contract(ids.quoteId);
    Object.assign(contract.contractInput, {
      contact: { firstName: "Ada", lastName: "Byrd", email: "ada@example.com", phone: "2145550100" },
      effectiveDate: "2026-02-01",
      term: "36",
    });
    await sandbox.ok("createContract", contract);
    await sandbox.decide();
    const order = await sandbox.ok("createOrder", samples.order(ids.quoteId));
    const [subOrder] = [order.subOrder].flat();
    const subOrderId = subOrder?.subOrderId ?? "";
    await sandbox.ok("saveInstallationShipping", samples.installation(order.orderId, subOrderId));
    await sandbox.ok("reservePort", { ...samples.port(subOrderId), Notes: "By the riser" });
    await sandbox.ok("createBilling", { ...samples.billing(order.orderId, subOrderId), description: "Main" });

    const { store } = sandbox.world;
    const serial = readId("quote", ids.quoteId)?.serial ?? "";
    const place = readId("subOrder", subOrderId) ?? { serial: "", number: 0 };
    const quote = (await store.get(keys.quote(serial)))?.value;
    expect(quote?.contract).toMatchObject({ status: "Signed", contractInput: contract.contractInput });
    const groups = await store.range(keys.siteGroup(serial, ""), "SITES#~");
    const [site] = groups.flatMap(({ value }) => value.sites);
    expect(site?.configuration?.features).toContainEqual({ name: "Billing Option", value: "Flat Rate" });
    expect((await store.get(keys.order(place.serial)))?.value.contacts).toEqual(samples.order("").contacts);
    const kept = (await store.get(keys.subOrder(place.serial, place.number)))?.value;
    const { orderId: _order, subOrderId: _subOrder, ...installation } = samples.installation("", "");
    expect(kept?.installation).toEqual(installation);
    expect(kept?.port).toEqual({ Room: "MDF", Floor: "2", Notes: "By the riser", TSPCode: "TSP645321-44" });
    expect(kept?.billing).toMatchObject([{ description: "Main" }]);
  });
});

describe("a handoff", () => {
  it("of a sub-order whose parent order never came to be is refused", async () => {
    const sandbox = new Sandbox();
    const { quoteId } = await walk(sandbox, "contract");
    const { store } = sandbox.world;
    const put = store.putMany.bind(store);
    const seen: { orderId: string; subOrderId: string }[] = [];
    Object.assign(store, {
      putMany: async (entries: readonly { value: any }[]) => {
        seen.push(
          ...entries.map(({ value }) => value).filter((value) => value.subOrderId !== undefined && value.names),
        );
        await put(entries as readonly Entry[]);
      },
      save: () => Promise.reject(new Error("killed")),
    });
    expect((await sandbox.send("createOrder", samples.order(quoteId))).status).toBe(500);
    const [{ orderId, subOrderId } = { orderId: "", subOrderId: "" }] = seen;
    const { body } = await sandbox.send("handOff", { orderId, subOrderId });
    expect(body.errors.map((error: any) => error.propertyPath)).toContain("orderId");
  });
});
