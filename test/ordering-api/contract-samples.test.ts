// Every request sample of the contract (shared/ordering-api.md §2, §4, §5), word for word where it gives the words, is
// accepted by the API and by its OpenAPI document, in the order of the stages.
import { beforeAll, describe, expect, it } from "vitest";
import { SERVED_CALLS, type ServedCallName } from "../../ordering-api/served-calls.ts";
import { requestFaults } from "./documented.ts";
import { Sandbox, walk, type Walked } from "./sandbox.ts";

const contact = {
  city: "Plano",
  email: "ada@example.com",
  firstName: "Ada",
  lastName: "Byrd",
  phone: "2145550100",
  state: "TX",
  street: "5700 Granite Pkwy",
  type: "Primary",
  zip: "75024",
};
const address = { street: "1601 Alma Dr", city: "Plano", state: "TX", zipCode: "75075-8004" };
const billingContact = (({ zip, ...rest }) => ({ ...rest, country: "USA", type: "Billing", zipCode: zip }))(contact);

/** In the order of the stages; what an earlier answer gave stands in `ids`. */
const SAMPLES: [ServedCallName, string, (ids: Walked & { subOrderId: string }) => unknown][] = [
  [
    "createQuote",
    "the term as a number",
    () => ({ spId: "A-06399x", opportunityName: "o", endCustomer: { name: "n", address }, contractTerm: 36 }),
  ],
  [
    "createQuote",
    "the term as text",
    () => ({ spId: "A-06399x", opportunityName: "o", endCustomer: { name: "n", address }, contractTerm: "36" }),
  ],
  [
    "addSites",
    "ZIPs in all three forms",
    ({ quoteId }) => ({
      quoteId,
      sites: ["75075", "75075-8004", "750758004"].map((zipCode) => ({
        externalId: zipCode,
        address: { ...address, zipCode },
      })),
    }),
  ],
  [
    "configureQuote",
    "the features of §5",
    ({ quoteId, opportunityId, siteIds }) =>
      configuration({ quoteId, opportunityId, siteIds }, [
        ["Architecture", "Switched"],
        ["Port Speed", "100M"],
        ["Access Speed", "10 Gbps"],
        ["Interface", "100Base-TXElectrical"],
        ["Management Option", "AT&T Managed"],
        ["AT&T Default Router", "Yes"],
        ["Term", "36"],
        ["Billing Option", "Flat Rate"],
      ]),
  ],
  [
    "configureQuote",
    "the codes of Quick Quote",
    ({ quoteId, opportunityId, siteIds }) =>
      configuration({ quoteId, opportunityId, siteIds }, [
        ["ATT_SPEED", "100M"],
        ["ATT_ACC_SPD", "10 Gbps"],
        ["ATT_INTERFACE", "100Base-TXElectrical"],
        ["ATT_ROUTER_OPTN", "AT&T Managed"],
        ["ATT_STT_DEF_ROUTER", "Yes"],
        ["VEPC_ATTR_CONTRACT_TERM", "36"],
        ["ATT_BILL_OPT", "Flat Rate"],
      ]),
  ],
  ["requestCreditCheck", "as it stands", ({ quoteId }) => ({ quoteId, spId: "A-06399x" })],
  [
    "createContract",
    "the stated fields alone",
    ({ quoteId }) => ({
      quoteId,
      spId: "A-06399x",
      approverEmail: "approver@example.com",
      contractInput: { endCustomerDetails: { companyName: "n", companyAddress: address } },
    }),
  ],
  [
    "createOrder",
    "both contacts",
    ({ quoteId }) => ({
      quoteId,
      "checkT&C": true,
      contacts: { contactDetails: { primary: contact, alternate: { ...contact, type: "Alternate" } } },
    }),
  ],
  [
    "saveInstallationShipping",
    "the dates as they are printed",
    ({ orderId, subOrderId }) => ({
      orderId,
      subOrderId,
      customerRequestedStartDate: "2024-01-16T20:00:00.000+0000",
      customerRequestedDueDate: "2024-01-16T20:00:00.000+0000",
      startBillingBeforeReqDueDate: "true",
      contacts: {
        installation: { firstName: "Ada", lastName: "Byrd", email: "ada@example.com", phone: "2145550100" },
        shipping: { ...address, email: "ada@example.com", notes: "" },
      },
    }),
  ],
  [
    "reservePort",
    "all keys capitalized",
    ({ subOrderId }) => ({ subOrderId, Room: "Room 1", Floor: "Floor 2", Notes: "", TSPCode: "TSP645321-44" }),
  ],
  [
    "createBilling",
    "description and paperlessBilling empty",
    ({ orderId, subOrderId }) => ({
      orderId,
      subOrderId,
      description: "",
      paperlessBilling: "",
      contacts: { contactDetails: [billingContact] },
    }),
  ],
  [
    "lookupCustomer",
    "an empty street",
    () => ({ spId: "A-06399x", accountName: "Lon", address: { ...address, street: "" } }),
  ],
  [
    "assignCustomer",
    "with and without an account",
    ({ quoteId, siteIds }) => ({
      quoteId,
      sites: siteIds.map((siteId, n) => ({
        siteId,
        accountName: "n",
        ...(n === 0 && { accountId: "0015f00000AbCdEAAV" }),
      })),
    }),
  ],
  ["handOff", "as it stands", ({ orderId, subOrderId }) => ({ orderId, subOrderId })],
];

function configuration(ids: Pick<Walked, "quoteId" | "opportunityId" | "siteIds">, features: [string, string][]) {
  return {
    configDiscountPromoRequest: {
      flowName: "sendconfigDiscountPromoDetails",
      id: ids.opportunityId,
      quoteId: ids.quoteId,
      pricingInputs: ids.siteIds.map((siteId) => ({
        siteId,
        productId: "OFF_ADI_MID_MARKET",
        configuration: { configId: "c-1", features: features.map(([name, value]) => ({ name, value })) },
      })),
    },
  };
}

/** How far a quote is when a call comes. */
const BEFORE: Partial<Record<ServedCallName, Parameters<typeof walk>[1]>> = {
  addSites: "quote",
  configureQuote: "sites",
  requestCreditCheck: "configured",
  createContract: "credit",
  createOrder: "contract",
  handOff: "assigned",
};

describe("the contract's request sample of", () => {
  let sandbox: Sandbox;
  beforeAll(() => {
    sandbox = new Sandbox();
  });

  it.each(SAMPLES)("%s, %s, is accepted", async (name, _variant, sample) => {
    const walked = await walk(sandbox, BEFORE[name] ?? "order");
    const body = sample({ ...walked, subOrderId: walked.subOrderIds[0] ?? "" });
    const { method, path } = SERVED_CALLS[name];
    expect(requestFaults(method, path, body)).toBeNull();
    const answer = await sandbox.send(name, body);
    expect(answer.body.errors).toBeUndefined();
    expect(answer.status).toBe(200);
  });

  it("every call with a body is here but our own", () => {
    const withBody = Object.entries(SERVED_CALLS).filter(([, call]) => call.request !== null);
    const missing = withBody.map(([name]) => name).filter((name) => !SAMPLES.some(([sampled]) => sampled === name));
    expect(missing).toEqual(["cancelSubOrder"]);
  });
});
