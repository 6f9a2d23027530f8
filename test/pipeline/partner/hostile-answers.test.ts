// Answers that speak of another thing than was asked, and answers that no table can store: the first hold the order with what was
// asked and what came, the second are kept in a safe form. Neither makes a handler throw after the effect, nor calls twice.
import { beforeEach, describe, expect, it } from "vitest";
import type { CallContext } from "../../../domain/ports.ts";
import { keys } from "../../../contracts/records.ts";
import { longSalesforceId } from "../../../contracts/salesforce-id.ts";
import { CallRecords } from "../../../pipeline/partner/call-records.ts";
import { resolveCall } from "../../../pipeline/partner/resolve-call.ts";
import { ANSWERS, PartnerWorld } from "./partner-world.ts";

const at = (stage: CallContext["stage"], more: Partial<CallContext> = {}): CallContext => ({
  ...{ orderId: "o-1", stage, spId: "A-06399x", fileId: "f-1", distributor: "demo", scope: "order" },
  ...more,
});
const address = { street: "1 Main St", city: "Plano", state: "TX", zipCode: "75075" };
const quote = { spId: "A-06399x", opportunityName: "ACME", endCustomer: { name: "ACME", address }, contractTerm: 36 };
const order = {
  quoteId: "0Q0A",
  "checkT&C": true,
  contacts: {
    contactDetails: {
      primary: {
        ...{ city: "Plano", email: "a@example.com", firstName: "A", lastName: "B", phone: "2145550100" },
        ...{ state: "TX", street: "1 Main St", type: "Primary", zip: "75075" },
      },
    },
  },
};
const port = { subOrderId: "801B", Room: "2", Floor: "1", Notes: "", TSPCode: "" };

let world: PartnerWorld;
beforeEach(() => {
  world = new PartnerWorld();
});

describe("an id that another order has", () => {
  it("of a quote holds the second order, which has told what came, and nothing is added to the quote", async () => {
    expect(await world.calls().perform("createQuote", quote, at("quote"))).toMatchObject({ kind: "confirmed" });
    const second = at("quote", { orderId: "o-2" });
    const message = "Asked: a new quoteId. Came: quoteId 0Q0A, which order o-1 has.";
    const held = { kind: "held", code: "indeterminateAnswer", message };
    expect(await world.calls().perform("createQuote", quote, second)).toEqual(held);
    expect(await world.calls({ APEX_TRANSACTION_LOOKUP: "off" }).perform("createQuote", quote, second)).toEqual(held);
    expect(world.effects).toHaveLength(2);
  });

  it("of a parent order likewise; 15 and 18 characters are one id", async () => {
    const short = "801A1b2C3d4E5f6";
    const subOrder = { subOrderId: "801S" };
    const answer = (orderId: string) => ({ answer: { orderId, status: "Success", subOrder } });
    world.faults.push(answer(short), answer(longSalesforceId(short)));
    expect(await world.calls().perform("createOrder", order, at("order"))).toMatchObject({ kind: "confirmed" });
    const second = await world.calls().perform("createOrder", order, at("order", { orderId: "o-2" }));
    expect(second).toMatchObject({
      code: "indeterminateAnswer",
      message: expect.stringContaining("which order o-1 has") as unknown,
    });
  });

  it("of a contract or a sub-order likewise, and of sub-orders beside it none is", async () => {
    const endCustomerDetails = { companyName: "ACME", companyAddress: address };
    const contract = {
      ...{ quoteId: "0Q0A", spId: "A-06399x", approverEmail: "a@example.com" },
      contractInput: { endCustomerDetails },
    };
    const made = {
      answer: { ContractEnvelopeId: "a4TA", ESignIntegrationResponseStep: { isSuccess: true }, SetError: false },
    };
    const ordered = (orderId: string, ...ids: string[]) => ({
      answer: { orderId, status: "Success", subOrder: ids.map((subOrderId) => ({ subOrderId })) },
    });
    world.faults.push(made, made);
    const send = (orderId: string) => world.calls().perform("createContract", contract, at("contract", { orderId }));
    expect(await send("o-1")).toMatchObject({ kind: "confirmed" });
    expect(await send("o-2")).toMatchObject({
      message: "Asked: a new ContractEnvelopeId. Came: ContractEnvelopeId a4TA, which order o-1 has.",
    });
    world.faults.push(ordered("801A", "801A1", "801A2"), ordered("801B", "801A3"), ordered("801C", "801A4", "801A2"));
    const create = (orderId: string) => world.calls().perform("createOrder", order, at("order", { orderId }));
    expect(await create("o-1")).toMatchObject({ kind: "confirmed" });
    expect(await create("o-2")).toMatchObject({ kind: "confirmed" });
    expect(await create("o-3")).toMatchObject({
      message: "Asked: a new subOrderId. Came: subOrderId 801A2, which order o-1 has.",
    });
  });

  it("is this order's own when a crash came between, and is found again", async () => {
    let writes = 0;
    world.table.onCall = (operation) => {
      if (operation === "update" && (writes += 1) <= 3) throw new Error("crash before the confirmation");
    };
    await expect(world.calls().perform("createQuote", quote, at("quote"))).rejects.toThrow("crash");
    world.table.onCall = undefined;
    world.pass(3600);
    expect(await world.calls().perform("createQuote", quote, at("quote"))).toMatchObject({ kind: "confirmed" });
    expect(world.effects).toHaveLength(1);
  });

  it("cannot be told by an operator either", async () => {
    await world.calls().perform("createQuote", quote, at("quote"));
    const calls = world.calls({ APEX_TRANSACTION_LOOKUP: "off" });
    await calls.perform("createQuote", quote, at("quote", { orderId: "o-2" }));
    const place = { orderId: "o-2", stage: "quote", call: "createQuote", scope: "order" } as const;
    const told = (quoteId: string) => ({ kind: "happened", ids: { opportunityId: "006B", quoteId } }) as const;
    const say = (quoteId: string) =>
      resolveCall(new CallRecords(world.table), place, told(quoteId), new Date(world.millis));
    expect(await say("0Q0A")).toEqual({ kind: "idTaken", name: "quoteId", owner: "o-1" });
    expect(await say("0Q0B")).toEqual({ kind: "resolved" });
    expect(await calls.perform("createQuote", quote, at("quote", { orderId: "o-2" }))).toMatchObject({
      kind: "confirmed",
      response: { quoteId: "0Q0B" },
    });
  });
});

describe("another thing than was asked", () => {
  it("in a call that may be repeated holds with both ids, and is on record for who looks", async () => {
    world.faults.push({ answer: { status: "Success", orderId: "801A", subOrderId: "801X" } });
    const message = "Asked: subOrderId 801B. Came: subOrderId 801X.";
    const held = { kind: "held", code: "indeterminateAnswer", message };
    expect(await world.calls().perform("reservePort", port, at("enrich"))).toEqual(held);
    const record = await world.table.get(keys.call("o-1", "enrich", "reservePort", "order"));
    expect(record).toMatchObject({ state: "unknown", doubt: message });
  });

  it("is seen by the order's ids too, where the request does not name them", async () => {
    world.faults.push({ answer: { status: "Success", orderId: "801Z", subOrderId: "801B" } });
    const about = { quoteId: "0Q0A", orderId: "801A" };
    expect(await world.calls().perform("reservePort", port, at("enrich", { about }))).toMatchObject({
      message: "Asked: orderId 801A. Came: orderId 801Z.",
    });
  });

  it("success beside words that deny it is no handoff, and is never sent again", async () => {
    const calls = world.calls({ APEX_TRANSACTION_LOOKUP: "off" });
    world.faults.push({ answer: { status: "success", message: "order not submitted" } });
    const hand = () => calls.perform("handOff", { orderId: "801A", subOrderId: "801B" }, at("handoff", { scope: 3 }));
    const message = 'Asked: handOff. Came: success beside "order not submitted".';
    expect(await hand()).toEqual({ kind: "held", code: "indeterminateAnswer", message });
    expect(await hand()).toEqual({ kind: "held", code: "indeterminateAnswer", message });
    expect(world.effects).toHaveLength(1);
  });
});

describe("an answer that cannot be stored", () => {
  const QUOTE = { opportunityId: "006A", quoteId: "0Q0A", status: "Success" };

  it.each([
    ["keys that objects have", '"constructor":{"name":1},"__proto__":{"quoteId":"x"},"toJSON":1'],
    ["an empty key and an endless one", `"":1,"${"k".repeat(5000)}":1`],
    ["numbers beyond any type", '"a":1e400,"b":12345678901234567890,"c":1e-200'],
    ["thousands of levels", `"deep":${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    ["megabytes", `"statusMessage":"${"x".repeat(3_000_000)}","more":[${Array(50_000).fill('"text"').join(",")}]`],
    ["halves of characters", String.raw`"statusMessage":"\ud800","\udfff":1`],
  ])("%s: the call is confirmed, and a repetition finds it", async (_, extra) => {
    world.faults.push({ status: 200, text: `${JSON.stringify(QUOTE).slice(0, -1)},${extra}}` });
    const first = await world.calls().perform("createQuote", quote, at("quote"));
    expect(first).toMatchObject({ kind: "confirmed", response: QUOTE });
    const again = await world.calls().perform("createQuote", quote, at("quote"));
    expect(again).toMatchObject({ kind: "confirmed", response: QUOTE });
    expect(world.requests.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  it("a price that no sum could hold is no answer", async () => {
    const ids = { flowName: "sendconfigDiscountPromoDetails", id: "006A", quoteId: "0Q0A" } as const;
    const configuration = { configId: "ADI-1", features: [{ name: "Term", value: "36" }] };
    const request = {
      configDiscountPromoRequest: { ...ids, pricingInputs: [{ siteId: "a7lA", productId: "P", configuration }] },
    };
    const port = { recurring: 9_007_199_254_740_991, oneTime: 0 };
    world.faults.push({ answer: { status: "Success", pricing: [{ siteId: "a7lA", port }] } });
    const answered = await world.calls().perform("configureQuote", request, at("quote"));
    expect(answered).toMatchObject({ kind: "held", code: "indeterminateAnswer" });
  });
});

it("the plain answers are stored as they came", async () => {
  await world.calls().perform("createQuote", quote, at("quote"));
  const record = await world.table.get(keys.call("o-1", "quote", "createQuote", "order"));
  expect(record).toMatchObject({ state: "confirmed", response: ANSWERS["POST /opportunity-quote-apex"] });
});
