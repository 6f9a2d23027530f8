// Every reason for which a stage fails, holds or stops an order or a site: code, sentence, fix. The codes are API: they
// stand in results.csv and in docs/errors.md. A sentence holds no payload and no personal data. A fix promises only what the
// intake then takes (domain/orders/earlier-state.ts): no file changes a site that has a sub-order at AT&T.

export interface ReasonText {
  /** failed: final for this revision. held: a person must act, then redrive. */
  readonly outcome: "failed" | "held";
  readonly message: string;
  readonly fix: string;
  /** For docs/errors.md: how it comes about. */
  readonly about: string;
}

export const REASONS = {
  addressNotValid: {
    outcome: "failed",
    message: "The site's address did not pass address validation (AVPS).",
    fix: "Correct the site's address columns and upload the corrected row again.",
    about: "AT&T runs a credit check only for quotes whose addresses are all valid, so the site was taken out before.",
  },
  creditDeclined: {
    outcome: "failed",
    message: "The customer's credit was declined.",
    fix: "Settle the customer's credit with AT&T, then send the sites under a new order_ref; the same rows are not sent again.",
    about: "AT&T decided so. A correction of the file does not change it.",
  },
  creditFraud: {
    outcome: "failed",
    message: "The credit check was stopped as a fraud risk.",
    fix: "Contact AT&T's credit desk. The sale cannot proceed.",
    about: "AT&T decided so, and does not say why.",
  },
  creditConditional: {
    outcome: "held",
    message: "The credit was approved under a condition.",
    fix: "Meet AT&T's condition (for example a deposit), then redrive the order.",
    about: "No contract is sent before the condition is met.",
  },
  creditTimedOut: {
    outcome: "held",
    message: "No credit decision arrived in time.",
    fix: "Ask AT&T for the decision, then redrive the order.",
    about: "The callback may be lost, or a person at AT&T is still deciding.",
  },
  contractDeclined: {
    outcome: "failed",
    message: "The approver declined to sign the contract.",
    fix: "Settle it with the approver, then upload the rows again, corrected or as they are.",
    about: "Nothing was ordered.",
  },
  contractExpired: {
    outcome: "failed",
    message: "The contract expired before it was signed.",
    fix: "Upload the rows again when the approver is ready to sign.",
    about: "Nothing was ordered.",
  },
  contractTimedOut: {
    outcome: "held",
    message: "No signature arrived in time.",
    fix: "Ask the approver or AT&T for the state of the envelope, then redrive the order.",
    about: "The approver may still sign: signing binds the customer.",
  },
  indeterminateDecision: {
    outcome: "held",
    message: "AT&T sent a decision that we do not understand.",
    fix: "Ask AT&T what it means. If the order may go on or must wait, redrive it; otherwise cancel it.",
    about:
      "AT&T used a status or an event type that its contract does not list. The message quotes it. Nothing binding is done on an unknown word; the order continues by itself when a decision in a known word arrives.",
  },
  creditWithdrawn: {
    outcome: "held",
    message: "AT&T took back an approval after the order had continued with it.",
    fix: "Ask AT&T what holds. If the credit is approved, redrive the order; otherwise cancel it.",
    about:
      "AT&T approved the credit, the order went on, and then AT&T said the opposite. No contract, order or handoff is sent after that. An approval that comes again lets the order go on by itself.",
  },
  contractWithdrawn: {
    outcome: "held",
    message: "AT&T took back a signature after the order had continued with it.",
    fix: "Ask AT&T what holds. If the contract is signed, redrive the order; otherwise cancel it.",
    about:
      "The contract was signed, the order went on, and then AT&T said that it was declined or had expired. No order or handoff is sent after that. A signature that comes again lets the order go on by itself.",
  },
  contractReplaced: {
    outcome: "held",
    message: "AT&T reported on a different contract for the quote than the one that was sent.",
    fix: "Ask AT&T which contract counts, say so with `resolve ORDER --happened ContractEnvelopeId=ID`, then redrive the order.",
    about:
      "AT&T sent an event about an envelope that we did not get for this quote. It may have replaced ours. The message names both, and a person chooses.",
  },
  decisionAfterHandoff: {
    outcome: "held",
    message: "AT&T took back a decision after it had the sites.",
    fix: "Settle with AT&T whether the sites stay ordered, then say so with `resolve ORDER --settled`.",
    about:
      "The sites were handed off before AT&T said that credit or contract no longer hold. The order keeps its status; the sites must be settled with AT&T.",
  },
  signedAfterEnd: {
    outcome: "held",
    message: "The contract was signed after the order had ended: it binds the customer.",
    fix: "Settle with AT&T and the customer what happens to the contract, then say so with `resolve ORDER --settled`.",
    about:
      "The order was cancelled or failed while the contract was out for signature, and the approver signed it later.",
  },
  outcomeUnknown: {
    outcome: "held",
    message: "The outcome of a call to AT&T is unknown and cannot be looked up.",
    fix: "Ask AT&T whether it took effect, answer with `resolve`, then redrive the order.",
    about: "A call that must not be made twice is not repeated blindly.",
  },
  partnerUnavailable: {
    outcome: "held",
    message: "The Ordering API could not be reached, or gave no usable answer.",
    fix: "Redrive the order once the Ordering API answers again.",
    about: "All retries were used up.",
  },
  wrongCredentials: {
    outcome: "held",
    message: "The Ordering API refused the credentials.",
    fix: "Correct the client_id and client_secret of this sp_id, then redrive the order.",
    about: "The secret may have been rotated, or may belong to another Solution Provider.",
  },
  indeterminateAnswer: {
    outcome: "held",
    message: "The Ordering API's answer says neither success nor failure.",
    fix: "Compare the answer with AT&T's documentation, `resolve` the call if one is open, then redrive the order.",
    about: "An answer that is not understood is not taken for a success.",
  },
  refusedByPartner: {
    outcome: "failed",
    message: "The Ordering API refused the request.",
    fix: "Read the message. A row without a sub-order ID: correct it and upload it again. A row with one cannot be changed by a file: have AT&T correct what it refused; then, if other sites of the order are held, `resolve` the call and redrive the order, else settle the site with AT&T.",
    about: "The message has AT&T's words.",
  },
  quoteExpired: {
    outcome: "failed",
    message: "The quote expired before the order could go on.",
    fix: "Upload the same rows again, unchanged: they get a new quote.",
    about: "A decision took longer than the quote was good for. Nothing was ordered.",
  },
  priceExpired: {
    outcome: "failed",
    message: "The quoted prices expired before the order could go on.",
    fix: "Upload the same rows again, unchanged: they get a new quote, perhaps with other prices.",
    about: "AT&T's prices are good for a time. Nothing was ordered.",
  },
  customerAmbiguous: {
    outcome: "held",
    message: "Several end customers match. A person must choose.",
    fix: "AT&T has the order, and no file changes it: have AT&T leave one account that matches customer_name and customer_street, then redrive the order; or cancel it.",
    about: "An order assigned to the wrong account would be billed to it.",
  },
  saleForbidden: {
    outcome: "failed",
    message: "The end customer's alliance status forbids the sale.",
    fix: "AT&T has the order, and it is not sent again: clear the status with AT&T and have it handed off there.",
    about: "AT&T says so when the customer is looked up.",
  },
  siblingFailed: {
    outcome: "held",
    message: "Another site of the order failed, and the policy holds the whole order.",
    fix: "Have AT&T correct what it refused for the failed site, answer that call with `resolve ORDER --did-not-happen`, then redrive the order; or cancel it. No file changes it.",
    about: "Under the policies `order` and `file`, no site is handed off without its siblings.",
  },
  cancelled: {
    outcome: "failed",
    message: "An operator canceled the order.",
    fix: "A row without a sub-order ID: upload it again to order it anew. A row with one: settle it with AT&T, it is not sent again.",
    about: "What AT&T has already is named in the order's timeline.",
  },
  executionFailed: {
    outcome: "held",
    message: "The order's execution ended outside its stages.",
    fix: "Look at the execution, then redrive the order.",
    about: "Something broke in between; the execution's history says what.",
  },
  deadLettered: {
    outcome: "held",
    message: "A message of a stage failed too often and was parked.",
    fix: "Look at the dead-letter queue and the stage's log, then redrive the order.",
    about: "Retries are bounded, so that nothing loops forever.",
  },
  dataExpired: {
    outcome: "held",
    message: "The order was held for so long that the data of its file has expired.",
    fix: "Upload the same file again: the order goes on from where it was held. Or cancel it.",
    about:
      "Personal data is kept for the days of the deployment's setting. An order that is held longer cannot continue without the deleted data; uploading the same file again restores it.",
  },
  recordUnreadable: {
    outcome: "held",
    message: "Our record of this row cannot be read, so the row's outcome is unknown.",
    fix: "Do not upload the row again: it may be ordered. Ask the operator: `breaks` names the record and what to do.",
    about:
      "The record in the table is damaged, or was written by a version of the program that this one does not know. The other rows of the file are reported as usual, and this row is reported again once its record can be read.",
  },
} as const satisfies Record<string, ReasonText>;

export type ReasonCode = keyof typeof REASONS;

export const isReasonCode = (code: string): code is ReasonCode => Object.hasOwn(REASONS, code);

export const REASON_CODES: readonly ReasonCode[] = Object.keys(REASONS).filter(isReasonCode);
/** Holds that come from what AT&T said of credit or contract: no binding call is made under them. */
export const DECISION_HOLDS = [
  "creditConditional",
  "creditWithdrawn",
  "contractWithdrawn",
  "contractReplaced",
  "indeterminateDecision",
] as const satisfies readonly ReasonCode[];
