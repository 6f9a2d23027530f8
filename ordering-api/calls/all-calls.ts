// What answers every call: those with a body behind the schema that the body must keep, the queries as they are.
import type * as z from "zod";
import { parseBody } from "../http/read-body.ts";
import { SERVED_CALLS, type ServedCallName } from "../served-calls.ts";
import type { CallContext } from "./call-context.ts";
import { createContract, getContract } from "./contract-calls.ts";
import { getCreditCheck, requestCreditCheck } from "./credit-calls.ts";
import { assignCustomer, lookupCustomer } from "./customer-calls.ts";
import { createBilling, getEnrichmentStatus, reservePort, saveInstallationShipping } from "./enrichment-calls.ts";
import { cancelSubOrder, createOrder, handOff } from "./order-calls.ts";
import { getOrders } from "./order-look-up.ts";
import { addSites, configureQuote, createQuote } from "./quote-calls.ts";
import { getTransaction } from "./transaction-calls.ts";

export interface CallInput {
  /** Of the query and of the path. */
  readonly parameters: Readonly<Record<string, string>>;
  /** As it was sent; undefined for a query. */
  readonly body: unknown;
}
type Answer = (input: CallInput, context: CallContext) => Promise<unknown>;

export const ANSWERS: { readonly [C in ServedCallName]: Answer } = {
  createQuote: fromBody(SERVED_CALLS.createQuote.request, createQuote),
  addSites: fromBody(SERVED_CALLS.addSites.request, addSites),
  configureQuote: fromBody(SERVED_CALLS.configureQuote.request, configureQuote),
  requestCreditCheck: fromBody(SERVED_CALLS.requestCreditCheck.request, requestCreditCheck),
  getCreditCheck: fromQuery(getCreditCheck),
  createContract: fromBody(SERVED_CALLS.createContract.request, createContract),
  getContract: fromQuery(getContract),
  createOrder: fromBody(SERVED_CALLS.createOrder.request, createOrder),
  getOrders: fromQuery(getOrders),
  saveInstallationShipping: fromBody(SERVED_CALLS.saveInstallationShipping.request, saveInstallationShipping),
  reservePort: fromBody(SERVED_CALLS.reservePort.request, reservePort),
  createBilling: fromBody(SERVED_CALLS.createBilling.request, createBilling),
  getEnrichmentStatus: fromQuery(getEnrichmentStatus),
  lookupCustomer: fromBody(SERVED_CALLS.lookupCustomer.request, lookupCustomer),
  assignCustomer: fromBody(SERVED_CALLS.assignCustomer.request, assignCustomer),
  handOff: fromBody(SERVED_CALLS.handOff.request, handOff),
  cancelSubOrder: fromBody(SERVED_CALLS.cancelSubOrder.request, cancelSubOrder),
  getTransaction: fromQuery(getTransaction),
};

function fromQuery(call: (parameters: CallInput["parameters"], context: CallContext) => Promise<unknown>): Answer {
  return ({ parameters }, context) => call(parameters, context);
}

function fromBody<T>(schema: z.ZodType<T>, call: (request: T, context: CallContext) => Promise<unknown>): Answer {
  return ({ body }, context) => call(parseBody(schema, body), context);
}
