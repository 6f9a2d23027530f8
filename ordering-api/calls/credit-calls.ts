// The credit check: a request makes a record and no verdict; the decision comes later by callback, and can be asked for.
import { scheduleDecision } from "../decisions/schedule-decision.ts";
import { takeEffect } from "../effects.ts";
import { idOf } from "../ids.ts";
import { keys } from "../records.ts";
import { notFound, refuseIfAny } from "../refusal.ts";
import { creditSteps } from "../rules/forced-outcomes.ts";
import { creditFaults, quoteChangeFault } from "../rules/quote-rules.ts";
import { type Call, idParts, untilSaved } from "./call-context.ts";
import { findQuote, findSites } from "./quote-record.ts";

export const PENDING = "Pending";

export const requestCreditCheck: Call<"requestCreditCheck"> = (request, context) =>
  untilSaved(async () => {
    const quote = await findQuote(context, request.quoteId, { spId: request.spId });
    const fault = quoteChangeFault(quote.value, context.now(), context.behavior.quoteValidDays);
    if (fault !== undefined) throw fault;
    refuseIfAny(creditFaults(await findSites(context.store, quote), context.behavior.failedAddress));
    const { quoteId, companyName, opportunityName, creditChecks } = quote.value;
    const creditCheckId = idOf("creditCheck", quote.serial, creditChecks);
    const steps = [...creditSteps(`${companyName} ${opportunityName}`)];
    if (steps.length > 0) await scheduleDecision(context, { kind: "credit", creditCheckId, quoteId, steps });
    return takeEffect(context, {
      key: keys.quote(quote.serial),
      value: { ...quote.value, creditChecks: creditChecks + 1, credit: { creditCheckId, status: PENDING } },
      ifVersion: quote.version,
      proof: { kind: "quote", id: quoteId },
      about: { call: "requestCreditCheck", quoteId },
      answer: {
        flowName: "creditCheck",
        id: quote.value.opportunityId,
        status: "Success",
        statusMessage: "New credit check record has been created",
        creditCheckId,
        creditCheckDetails: {},
      },
    });
  });

export const getCreditCheck: Call<"getCreditCheck"> = async (request, context) => {
  const creditCheckId = request["creditCheckId"] ?? "";
  const { serial, number } = idParts("creditCheck", creditCheckId, "creditCheckId");
  const quote = (await context.store.get(keys.quote(serial)))?.value;
  if (quote?.clientId !== context.clientId || number >= quote.creditChecks)
    throw notFound("creditCheckId", "credit check");
  const id = idOf("creditCheck", serial, number);
  const { status, creditClass } = quote.credit?.creditCheckId === id ? quote.credit : { status: PENDING };
  return {
    creditCheckId: id,
    quoteId: quote.quoteId,
    approvalStatus: status === PENDING ? null : status,
    creditClass: creditClass ?? null,
  };
};
