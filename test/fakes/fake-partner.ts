// A partner that answers as it is told, confirms everything else in the shapes of the contract, and remembers what it was
// asked.
import type { CallName, RequestOf, ResponseOf } from "../../contracts/apex/calls.ts";
import type { CallContext, CallOutcome, PartnerCalls } from "../../domain/ports.ts";

type Script = (request: never, scope: number | "order") => CallOutcome<unknown> | undefined;

/** Confirms everything with answers of the contract's shape unless a script says otherwise. */
export class FakePartner implements PartnerCalls {
  readonly asked: { call: CallName; scope: number | "order"; request: unknown }[] = [];
  readonly scripts: Partial<Record<CallName, Script>> = {};

  perform<C extends CallName>(
    call: C,
    request: RequestOf<C>,
    context: CallContext,
  ): Promise<CallOutcome<ResponseOf<C>>> {
    this.asked.push({ call, scope: context.scope, request });
    const scripted = this.scripts[call]?.(request as never, context.scope);
    if (scripted !== undefined) return Promise.resolve(scripted as CallOutcome<ResponseOf<C>>);
    const response = CONFIRMS[call](request as never) as ResponseOf<C>;
    return Promise.resolve({ kind: "confirmed", response });
  }

  countOf(call: CallName): number {
    return this.asked.filter((one) => one.call === call).length;
  }
}

interface Named {
  readonly externalId: string;
}
const success = { status: "Success" };
const CONFIRMS: Record<CallName, (request: never) => unknown> = {
  createQuote: () => ({ ...success, quoteId: "Q1", opportunityId: "OP1" }),
  addSites: ({ sites }: { sites: Named[] }) => ({
    sites: sites.map(({ externalId }) => ({ externalId, siteId: `site-${externalId}` })),
  }),
  configureQuote: () => success,
  requestCreditCheck: () => ({ ...success, creditCheckId: "CC1" }),
  getCreditCheck: () => ({ creditCheckId: "CC1", quoteId: "Q1", approvalStatus: "Approved", creditClass: "A" }),
  createContract: () => ({
    ContractEnvelopeId: "ENV1",
    SetError: false,
    ESignIntegrationResponseStep: { isSuccess: true },
  }),
  getContract: () => ({ contractEnvelopeId: "ENV1", quoteId: "Q1", status: "Signed" }),
  createOrder: () => ({
    ...success,
    orderId: "PO801",
    subOrder: [1, 2, 3].map((n) => ({ subOrderId: `SUB${String(n)}`, siteId: `site-S-${String(n)}` })),
  }),
  getOrders: () => ({ quoteId: "Q1", orders: [] }),
  saveInstallationShipping: () => success,
  reservePort: () => success,
  createBilling: ({ subOrderId }: { subOrderId: string }) => ({ ...success, billingAccountId: `BA-${subOrderId}` }),
  getEnrichmentStatus: () => [],
  lookupCustomer: () => ({ message: "No customer found." }),
  assignCustomer: () => ({ inputValues: [] }),
  handOff: () => ({ status: "success", message: "order submitted and sent to serviceNow" }),
  getTransaction: () => ({ transactionId: "t", status: 200, body: {} }),
};
