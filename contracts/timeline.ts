// The words of the timeline: every type of event that an order or a site can have in `events.ndjson`, `show` and the report.
// Loose readers take a type that a newer version added; a test holds that this version writes none that is not here.
import { STAGES } from "./stage-names.ts";

/** What each type tells a reader, by whose record it is. */
export const TIMELINE = {
  order: {
    orderAcknowledged: "The order was taken in from its file.",
    quoteCreated: "AT&T has the opportunity and the quote.",
    creditRequested: "AT&T was asked for the credit check.",
    creditAwaited: "The order waits for the credit decision.",
    creditConditionOpen: "The order was put back to work although the credit decision is conditional.",
    creditApproved: "AT&T approved the credit.",
    creditConditional: "AT&T approved the credit on a condition that somebody must meet.",
    creditManualReview: "AT&T's people review the credit.",
    creditDeclined: "AT&T declined the credit.",
    creditFraudStop: "AT&T stopped the order as a fraud risk.",
    creditExpired: "The credit decision has expired.",
    creditUnknown: "AT&T gave a credit decision that this system does not know.",
    creditIndeterminate: "AT&T said something about the credit that this system does not understand.",
    creditNewsKept: "AT&T said something about the credit that changed nothing. It is kept for a person to read.",
    contractSent: "AT&T sent the contract out for signature.",
    signatureAwaited: "The order waits for the signature.",
    contractSigned: "The contract is signed; its quote is locked.",
    contractDeclined: "The signer declined the contract.",
    contractExpired: "The contract expired before it was signed.",
    contractUnknown: "AT&T gave a state of the contract that this system does not know.",
    contractIndeterminate: "AT&T said something about the contract that this system does not understand.",
    contractReplaced: "AT&T replaced the contract with another envelope.",
    contractChosen: "An operator chose which envelope counts.",
    contractNewsKept: "AT&T said something about the contract that changed nothing. It is kept for a person to read.",
    signatureRequestLeftOpen: "The order stopped while its contract was still out for signature.",
    orderCreated: "AT&T has the parent order.",
    callResolved: "An operator said how a call of unknown outcome ended.",
    breakSettled: "An operator settled what did not agree with AT&T.",
    orderHeld: "The order stopped for a person.",
    orderPaused: "An operator's pause keeps the order from going on.",
    orderContinued: "The pause is over, and the order goes on.",
    orderRedriven: "An operator put the order back to work.",
    orderResumed: "The order went on because its file was dropped again.",
    orderStopped: "A business decision ended the order.",
    cancellationRequested: "An operator asked for the order to be canceled.",
    orderCancelled: "The order is canceled.",
    orderCompleted: "Every site of the order is handed off.",
    orderPartial: "Some sites of the order are handed off, the others are not.",
    orderFailed: "No site of the order was handed off.",
    orderRejected: "AT&T refused the order.",
  },
  site: {
    siteQuoted: "The site is on the quote.",
    siteEnriched: "Installation, shipping, port and billing are at AT&T.",
    siteHandedOff: "AT&T took the site over.",
    siteRejected: "The site was refused.",
    siteFailed: "The site failed.",
    siteHeld: "The site stopped for a person.",
    siteCancelled: "The site is canceled.",
  },
} as const;

const PLAIN = new Set<string>(Object.values(TIMELINE).flatMap((types) => Object.keys(types)));
const STARTED = new Set<string>(STAGES.map((stage) => `${stage}Started`));

/** Whether this version writes such an event: one of the table, the start of a stage, or the start of an execution. */
export const isTimelineType = (type: string): boolean =>
  PLAIN.has(type) || STARTED.has(type) || /^execution\d+Started$/.test(type);
