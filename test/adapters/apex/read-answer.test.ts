// What a 2xx body means, call by call: success by its own signal, a refusal in its words, anything else neither.
import { describe, expect, it } from "vitest";
import { readAnswer } from "../../../adapters/apex/read-answer.ts";
import type { CallName, RequestOf } from "../../../contracts/apex/calls.ts";
import { longSalesforceId } from "../../../contracts/salesforce-id.ts";

const none = {} as never;
const read = <C extends CallName>(call: C, body: unknown, request: RequestOf<C> = none) =>
  readAnswer(call, request, body);

const contract = {
  ContractEnvelopeId: "a4T000000000001",
  ESignIntegrationResponseStep: { isSuccess: true, esignRequestIdABV: 527957, description: "sent" },
  SetError: false,
  callContractMS: true,
};
const order = {
  orderId: "801000000000001",
  status: "Success",
  statusMessage: "created",
  subOrder: { subOrderId: "801000000000002", subOrderItem: [{ orderItemId: "802", orderItemType: "Access" }] },
};
const credit = { status: "Success", statusMessage: "New credit check record has been created", creditCheckId: "a9X1" };
const billing = { billingAccountId: "0011", orderId: "8011", status: "Billing Account created successfully" };
const enriched = {
  orderId: "8011",
  subOrderId: "8012",
  status: "Success",
  statusMessage: "Floor & Room info is saved",
};
const sitesRequest = { quoteId: "0Q0", sites: [site("1"), site("2")] };

function site(externalId: string) {
  return { externalId, address: { street: "1 Main St", city: "Plano", state: "TX", zipCode: "75075" } };
}

describe("success, by call", () => {
  it.each([
    ["createQuote", { opportunityId: "0061", quoteId: "0Q01", status: "Success" }],
    ["configureQuote", { status: "success", quoteId: "0Q01" }],
    ["requestCreditCheck", { ...credit, creditCheckDetails: {} }],
    ["requestCreditCheck", credit],
    ["createContract", contract],
    ["createOrder", order],
    ["createOrder", { ...order, subOrder: [order.subOrder] }],
    ["saveInstallationShipping", enriched],
    ["reservePort", enriched],
    ["createBilling", billing],
    ["assignCustomer", { quoteId: "0Q01", inputValues: [] }],
    ["handOff", { status: "success", message: "order submitted and sent to serviceNow" }],
    ["getEnrichmentStatus", [{ Id: "802", Product2: null, "Product2.Name": "Access", "Port Speed": "100M" }]],
    ["getContract", { contractEnvelopeId: "a4T1", quoteId: "0Q01", status: "Declined" }],
  ] as const)("%s is read", (call, body) => {
    expect(read<CallName>(call, body).kind).toBe("answered");
  });

  it("extra fields and another case of keys do no harm, required ids do", () => {
    const { ContractEnvelopeId: contractEnvelopeId, ...rest } = contract;
    const answer = read("createContract", { ...rest, contractEnvelopeId, isNew: 1 });
    expect(answer).toMatchObject({ kind: "answered", response: { ContractEnvelopeId: "a4T000000000001" } });
    expect(read("createContract", rest).kind).toBe("indeterminate");
    expect(read("createOrder", { ...order, orderId: "" }).kind).toBe("indeterminate");
  });

  it("added sites count only when every site of the request has its id", () => {
    const both = {
      sites: [
        { externalId: "1", siteId: "a7l1" },
        { externalId: "2", siteId: "a7l2" },
      ],
    };
    expect(read("addSites", both, sitesRequest).kind).toBe("answered");
    expect(read("addSites", { sites: both.sites.slice(1) }, sitesRequest).kind).toBe("indeterminate");
    expect(read("addSites", { sites: [both.sites[0], both.sites[0]] }, sitesRequest).kind).toBe("indeterminate");
  });
});

describe("a failure inside a 200 is a refusal, with the partner's words", () => {
  it.each([
    ["createContract", { ...contract, SetError: true }, "sent"],
    ["createContract", { SetError: true, statusMessage: "No credit" }, "No credit"],
    [
      "createContract",
      { ...contract, ESignIntegrationResponseStep: { isSuccess: false, description: "no mail" } },
      "no mail",
    ],
    ["createOrder", { ...order, status: "Failure", statusMessage: "terms" }, "terms"],
    ["createBilling", { ...billing, status: "Billing Account not created" }, "Billing Account not created"],
    ["handOff", { status: "error", message: "incomplete" }, "incomplete"],
    ["createQuote", { errors: [{ code: "invalidValue", message: "bad zip" }] }, "bad zip"],
    ["addSites", { error: "quote is locked" }, "quote is locked"],
  ] as const)("%s %#", (call, body, message) => {
    expect(read<CallName>(call, body)).toEqual({ kind: "refused", message });
  });
});

describe("an answer about another thing is indeterminate, with what was asked and what came", () => {
  const assigned = { quoteId: "0Q01", sites: [{ siteId: "a7l1", accountName: "ACME" }] };
  const ids = { orderId: "8011", subOrderId: "8012" };
  const configuration = { configId: "ADI-1", features: [] };
  const priced = {
    configDiscountPromoRequest: {
      ...{ flowName: "sendconfigDiscountPromoDetails" as const, id: "006", quoteId: "0Q01" },
      pricingInputs: [{ siteId: "a7l1", productId: "P", configuration }],
    },
  };

  it.each([
    [
      "saveInstallationShipping",
      ids,
      { ...enriched, subOrderId: "8013" },
      "Asked: subOrderId 8012. Came: subOrderId 8013.",
    ],
    [
      "createBilling",
      ids,
      { ...billing, OrderId: "8019", orderId: undefined },
      "Asked: orderId 8011. Came: orderId 8019.",
    ],
    [
      "handOff",
      ids,
      { status: "success", message: "ok", subOrderId: "8013" },
      "Asked: subOrderId 8012. Came: subOrderId 8013.",
    ],
    [
      "handOff",
      ids,
      { status: "success", message: "Not submitted" },
      'Asked: handOff. Came: success beside "Not submitted".',
    ],
    ["createOrder", { quoteId: "0Q01" }, { ...order, quoteId: "0Q02" }, "Asked: quoteId 0Q01. Came: quoteId 0Q02."],
    [
      "requestCreditCheck",
      { quoteId: "0Q01" },
      { ...credit, creditCheckDetails: { quoteId: "0Q02" } },
      "Asked: quoteId 0Q01. Came: quoteId 0Q02.",
    ],
    [
      "getContract",
      { quoteId: "0Q01" },
      { contractEnvelopeId: "a4T1", quoteId: "0Q02", status: "Signed" },
      "Asked: quoteId 0Q01. Came: quoteId 0Q02.",
    ],
    ["assignCustomer", assigned, { quoteId: "0Q01", inputValues: [] }, "Asked: 1 site. Came: empty inputValues."],
    [
      "assignCustomer",
      assigned,
      { inputValues: [{ siteId: "a7l9" }] },
      "Asked: 1 site, a7l1 first. Came: siteId a7l9.",
    ],
    ["configureQuote", priced, { status: "Success", quoteId: "0Q02" }, "Asked: quoteId 0Q01. Came: quoteId 0Q02."],
    [
      "configureQuote",
      priced,
      { status: "Success", pricing: [{ siteId: "a7l9" }] },
      "Asked: 1 site, a7l1 first. Came: siteId a7l9.",
    ],
  ] as const)("%s %#", (call, request, body, doubt) => {
    expect(read<CallName>(call, body, request as never)).toMatchObject({ kind: "indeterminate", doubt });
  });

  it.each([
    ["saveInstallationShipping", ids, { ...enriched, orderId: "", subOrderId: null }],
    ["handOff", ids, { status: "success", message: "order submitted, no errors; deposit not required" }],
    ["assignCustomer", assigned, { quoteId: "0Q01", inputValues: ["ACME"] }],
    ["configureQuote", priced, { status: "Success", pricing: [{ siteId: "a7l9" }, { siteId: "a7l1" }] }],
  ] as const)("the same thing in other words is none: %s %#", (call, request, body) => {
    expect(read<CallName>(call, body, request as never).kind).toBe("answered");
  });

  it("an id of 15 characters and the same one of 18 are the same thing", () => {
    const short = "801A1b2C3d4E5f6";
    const body = { ...enriched, orderId: longSalesforceId(short) };
    expect(read("saveInstallationShipping", body, { ...ids, orderId: short } as never).kind).toBe("answered");
  });
});

describe("what may be absent counts as absent where it has another form", () => {
  const part = { recurring: 44_950, oneTime: 0 };
  const priced = (...sites: object[]) => ({ status: "Success", quoteId: "0Q01", pricing: sites });

  it.each([
    ["decimals", { access: { recurring: 449.5, oneTime: 0 } }],
    ["texts", { access: { recurring: "449.50", oneTime: "0.00" } }],
    ["no price once", { access: { recurring: 44_950 } }],
    ["a list", { access: [part] }],
    ["a range in words", { discountRange: "0-20%" }],
  ])("prices as %s: no price of the answer is believed, and the quote goes on", (_, other) => {
    const body = priced({ siteId: "a7l1", access: part }, { siteId: "a7l2", port: part, ...other });
    const answer = read("configureQuote", body);
    expect(answer).toMatchObject({ kind: "answered", response: { status: "Success", quoteId: "0Q01" } });
    expect(answer.kind === "answered" && answer.response.pricing).toBeUndefined();
  });

  it.each<[CallName, object]>([
    ["createQuote", { opportunityId: "0061", quoteId: "0Q01", status: "Success", statusMessage: { text: "made" } }],
    ["requestCreditCheck", { ...credit, flowName: 7, statusMessage: ["created"] }],
    ["createContract", { ...contract, callContractMS: "true" }],
    [
      "createContract",
      { ...contract, ESignIntegrationResponseStep: { isSuccess: true, esignRequestIdABV: {}, description: 1 } },
    ],
    ["createOrder", { ...order, subOrder: { ...order.subOrder, subOrderItem: { orderItemId: "802" } } }],
    ["createOrder", { ...order, subOrder: [{ ...order.subOrder, subOrderItem: [{ id: "802" }] }] }],
    ["reservePort", { ...enriched, statusMessage: 200 }],
    ["getEnrichmentStatus", [{ Id: "802", CreatedDate: 1768593600000, "Port Speed": 100 }]],
    ["lookupCustomer", { accounts: [{ accountName: "ACME", accountId: "0011", acid: 5, accountAddress: "Plano" }] }],
  ])("%s %#", (call, body) => {
    expect(read(call, body).kind).toBe("answered");
  });

  it("not so an id, which may name another thing, nor words that deny the success, nor the state that was asked for", () => {
    expect(read("reservePort", { ...enriched, subOrderId: 8012 }).kind).toBe("indeterminate");
    expect(read("createOrder", { ...order, subOrder: { ...order.subOrder, siteId: ["a7l1"] } }).kind).toBe(
      "indeterminate",
    );
    expect(read("createOrder", { ...order, statusMessage: { text: "order not created" } }).kind).toBe("indeterminate");
    expect(read("getCreditCheck", { creditCheckId: "a9X1", quoteId: "0Q01", approvalStatus: 5 }).kind).toBe(
      "indeterminate",
    );
  });

  it("sites that are not of the request are seen also beside prices in another form", () => {
    const inputs = [{ siteId: "a7l1", productId: "P", configuration: { configId: "c", features: [] } }];
    const request = {
      configDiscountPromoRequest: { flowName: "sendconfigDiscountPromoDetails", id: "0061", quoteId: "0Q01" },
    };
    const asked = { configDiscountPromoRequest: { ...request.configDiscountPromoRequest, pricingInputs: inputs } };
    const foreign = priced({ siteId: "a7l9", access: { recurring: "1.00", oneTime: "0.00" } });
    expect(read("configureQuote", foreign, asked as never)).toMatchObject({ kind: "indeterminate" });
  });
});

describe("an unknown shape is indeterminate, and only its shape is kept", () => {
  it.each([
    ["configureQuote", {}],
    ["requestCreditCheck", { ...credit, status: "Queued" }],
    ["createOrder", { ...order, status: undefined }],
    ["createOrder", { ...order, errors: [{ message: "?" }] }],
    ["createOrder", { status: "success", message: "order submitted and sent to serviceNow" }],
    ["handOff", order],
    ["createBilling", { ...billing, status: "Queued" }],
    ["handOff", null],
    ["handOff", "success"],
    ["lookupCustomer", {}],
    ["lookupCustomer", { message: "try later" }],
  ] as const)("%s %#", (call, body) => {
    expect(read<CallName>(call, body).kind).toBe("indeterminate");
  });

  it("has no values", () => {
    expect(read("handOff", { name: "Jane Doe", list: ["x"], n: 1 })).toEqual({
      kind: "indeterminate",
      shape: "list:array,n:number,name:string",
    });
  });
});

describe("end customers", () => {
  const account = { accountName: "ACME", accountId: "0011", accountAddress: { city: "Plano" } };

  it.each([[{ accounts: [account] }], [[account]], [{ status: "Success", customerAccounts: [account] }], [account]])(
    "are read from %#",
    (body) => {
      expect(read("lookupCustomer", body)).toMatchObject({ kind: "answered", response: { accounts: [account] } });
    },
  );

  it.each([
    [{ message: "No customer found." }],
    [{ status: "Failed", message: "No customer found." }],
    [{ errors: [{ message: "No Customer Found" }] }],
    ["No customer found."],
    [[]],
  ])("are none in %#", (body) => {
    expect(read("lookupCustomer", body)).toMatchObject({ kind: "answered", response: { accounts: [] } });
  });
});
