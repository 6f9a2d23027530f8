// What a 2xx body means, call by call: success by its own signal, a refusal in its words, anything else neither.
import { describe, expect, it } from "vitest";
import { readAnswer } from "../../../adapters/apex/read-answer.ts";
import type { CallName, RequestOf } from "../../../contracts/apex/calls.ts";

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
