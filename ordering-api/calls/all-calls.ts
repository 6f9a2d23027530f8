// Every call of the contract and what answers it.
import type { CallName } from "../../contracts/apex/calls.ts";
import type { Call } from "./call-context.ts";
import { createContract, getContract } from "./contract-calls.ts";
import { getCreditCheck, requestCreditCheck } from "./credit-calls.ts";
import { assignCustomer, lookupCustomer } from "./customer-calls.ts";
import { createBilling, getEnrichmentStatus, reservePort, saveInstallationShipping } from "./enrichment-calls.ts";
import { createOrder, handOff } from "./order-calls.ts";
import { addSites, configureQuote, createQuote } from "./quote-calls.ts";
import { getTransaction } from "./transaction-calls.ts";

export const ALL_CALLS: { readonly [C in CallName]: Call<C> } = {
  createQuote,
  addSites,
  configureQuote,
  requestCreditCheck,
  getCreditCheck,
  createContract,
  getContract,
  createOrder,
  saveInstallationShipping,
  reservePort,
  createBilling,
  getEnrichmentStatus,
  lookupCustomer,
  assignCustomer,
  handOff,
  getTransaction,
};
