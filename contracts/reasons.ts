// Every reason for which a stage fails, holds or stops an order or a site: code, sentence, fix. The codes are API: they
// stand in results.csv and in docs/errors.md. A sentence holds no payload and no personal data. A fix promises only what the
// intake then takes (domain/orders/earlier-state.ts): no file changes a site that has a sub-order at AT&T.

export interface ReasonText {
  /** failed: final for this revision. held: a person must act, then redrive. */
  readonly outcome: "failed" | "held";
  readonly message: string;
  readonly fix: string;
}

export const REASONS = {
  addressNotValid: {
    outcome: "failed",
    message: "The site's address did not pass AVPS.",
    fix: "Correct the site's address columns and drop the corrected row again.",
  },
  creditDeclined: {
    outcome: "failed",
    message: "The customer's credit was declined.",
    fix: "Settle the customer's credit with AT&T, then send the sites under a new order_ref; the same rows are not sent again.",
  },
  creditFraud: {
    outcome: "failed",
    message: "The credit check was stopped as a fraud risk.",
    fix: "Contact AT&T's credit desk; the sale cannot proceed.",
  },
  creditConditional: {
    outcome: "held",
    message: "The credit was approved under a condition.",
    fix: "Meet AT&T's condition (for example a deposit), then redrive the order.",
  },
  creditTimedOut: {
    outcome: "held",
    message: "No credit decision arrived in time.",
    fix: "Ask AT&T for the decision, then redrive the order.",
  },
  contractDeclined: {
    outcome: "failed",
    message: "The approver declined to sign the contract.",
    fix: "Settle with the approver, then drop the rows again, corrected or as they are.",
  },
  contractExpired: {
    outcome: "failed",
    message: "The contract expired unsigned.",
    fix: "Drop the rows again when the approver is ready to sign.",
  },
  contractTimedOut: {
    outcome: "held",
    message: "No signature arrived in time.",
    fix: "Ask the approver or AT&T for the envelope's state, then redrive the order.",
  },
  outcomeUnknown: {
    outcome: "held",
    message: "A call's outcome at AT&T is unknown and cannot be looked up.",
    fix: "Ask AT&T whether it took effect, say so with `resolve`, then redrive the order.",
  },
  partnerUnavailable: {
    outcome: "held",
    message: "The Ordering API could not be reached.",
    fix: "Redrive the order when the Ordering API answers again.",
  },
  wrongCredentials: {
    outcome: "held",
    message: "The Ordering API refused the credentials.",
    fix: "Correct client_id and client_secret of this sp_id, then redrive the order.",
  },
  indeterminateAnswer: {
    outcome: "held",
    message: "The Ordering API answered in a shape that says neither success nor failure.",
    fix: "Compare the answer with AT&T's documentation, `resolve` the call where one is open, then redrive the order.",
  },
  refusedByPartner: {
    outcome: "failed",
    message: "The Ordering API refused the request.",
    fix: "Read the message. A row without a sub-order id: correct it and drop it again. With one no file changes it: have AT&T set right what it refused; then, if other sites of the order are held, `resolve` the call and redrive the order, else settle the site with AT&T.",
  },
  customerAmbiguous: {
    outcome: "held",
    message: "Several end customers match; a person must choose.",
    fix: "AT&T has the order, and no file changes it: have AT&T leave one account that matches customer_name and customer_street, then redrive the order; or cancel it.",
  },
  saleForbidden: {
    outcome: "failed",
    message: "The end customer's alliance status forbids the sale.",
    fix: "AT&T has the order, and it is not sent again: clear the status with AT&T and have it handed on there.",
  },
  siblingFailed: {
    outcome: "held",
    message: "Another site of the order failed, and the policy holds the whole order.",
    fix: "Have AT&T set right what it refused for the failed site, tell that call with `resolve ORDER --did-not-happen`, then redrive the order; or cancel it. No file changes it.",
  },
  cancelled: {
    outcome: "failed",
    message: "The order was cancelled by an operator.",
    fix: "A row without a sub-order id: drop it again to order it anew. With one: settle it with AT&T, it is not sent again.",
  },
  executionFailed: {
    outcome: "held",
    message: "The order's execution ended outside its stages.",
    fix: "Look at the execution, then redrive the order.",
  },
  deadLettered: {
    outcome: "held",
    message: "A stage's message failed too often and was parked.",
    fix: "Look at the dead-letter queue and the stage's log, then redrive the order.",
  },
} as const satisfies Record<string, ReasonText>;

export type ReasonCode = keyof typeof REASONS;

export const isReasonCode = (code: string): code is ReasonCode => Object.hasOwn(REASONS, code);

export const REASON_CODES: readonly ReasonCode[] = Object.keys(REASONS).filter(isReasonCode);
