// The contract: an envelope goes to the approver after the credit approval; signed, declined or expired comes later by
// callback, and can be asked for.
import { scheduleDecision } from "../decisions/schedule-decision.ts";
import { takeEffect } from "../effects.ts";
import { idOf } from "../ids.ts";
import { keys } from "../records.ts";
import { apiError, conflict, notFound, Refused } from "../refusal.ts";
import { millisOf } from "../rules/calendar.ts";
import { contractEnding } from "../rules/forced-outcomes.ts";
import { approvalFault, expiryFault, termOf } from "../rules/quote-rules.ts";
import { type Call, type CallContext, untilSaved } from "./call-context.ts";
import { findQuote, type FoundQuote } from "./quote-record.ts";
import type { RequestOf, ResponseOf } from "../../contracts/apex/calls.ts";

/** The sample on AT&T's page is 527957. */
const ESIGN_REQUEST_BASE = 527_957;

export const createContract: Call<"createContract"> = (request, context) =>
  untilSaved(async () => {
    const quote = await findQuote(context, request.quoteId, { spId: request.spId });
    const fault =
      expiryFault(quote.value, context.now(), context.behavior.quoteValidDays) ?? approvalFault(quote.value);
    if (fault !== undefined) throw fault;
    refuseBadInput(request, quote.value.termMonths);
    const standing = quote.value.contract;
    if (standing?.status === "Sent" || standing?.status === "Signed") {
      if (context.behavior.secondContract === "returnFirst") return answerOf(standing.contractEnvelopeId, quote);
      throw conflict("quoteId", "The quote has a contract already.");
    }
    return send(quote, request, context);
  });

async function send(
  quote: FoundQuote,
  request: RequestOf<"createContract">,
  context: CallContext,
): Promise<ResponseOf<"createContract"> | undefined> {
  const { quoteId, contracts, companyName, opportunityName } = quote.value;
  const contractEnvelopeId = idOf("envelope", quote.serial, contracts);
  const names = `${companyName} ${opportunityName} ${request.contractInput.endCustomerDetails.companyName}`;
  const ending = contractEnding(names);
  if (ending !== undefined) await scheduleDecision(context, { kind: "esign", contractEnvelopeId, quoteId, ending });
  const { approverEmail, contractInput } = request;
  return takeEffect(context, {
    key: keys.quote(quote.serial),
    value: {
      ...quote.value,
      contracts: contracts + 1,
      contract: { contractEnvelopeId, status: "Sent", approverEmail, contractInput },
    },
    ifVersion: quote.version,
    proof: { kind: "quote", id: quoteId },
    about: { call: "createContract", quoteId },
    answer: answerOf(contractEnvelopeId, quote),
  });
}

export const getContract: Call<"getContract"> = async (request, context) => {
  const { value: quote } = await findQuote(context, request["quoteId"] ?? "");
  if (quote.contract === undefined) throw notFound("quoteId", "contract of this quote");
  const { contractEnvelopeId, status } = quote.contract;
  return { contractEnvelopeId, quoteId: quote.quoteId, status };
};

function refuseBadInput(request: RequestOf<"createContract">, termMonths: number): void {
  const { effectiveDate, term } = request.contractInput;
  if (effectiveDate !== undefined && millisOf(effectiveDate) === undefined) {
    throw new Refused(422, [apiError("invalidFormat", "contractInput.effectiveDate", "Not a date: 2026-12-31.")]);
  }
  if (term !== undefined && termOf(term) !== termMonths) {
    throw new Refused(422, [apiError("invalidValue", "contractInput.term", "The term is not the quote's.")]);
  }
  if (!/^[^\s@]+@[^\s@]+$/.test(request.approverEmail)) {
    throw new Refused(422, [apiError("invalidFormat", "approverEmail", "Not an e-mail address.")]);
  }
}

function answerOf(contractEnvelopeId: string, quote: FoundQuote): ResponseOf<"createContract"> {
  return {
    ContractEnvelopeId: contractEnvelopeId,
    ESignIntegrationResponseStep: {
      isSuccess: true,
      esignRequestIdABV: ESIGN_REQUEST_BASE + quote.value.contracts,
      description: "The envelope has been sent to the approver",
    },
    SetError: false,
    callContractMS: true,
  };
}
