// The open calls of an order as a person reads them: what was sent, since when, what to ask AT&T, and what to type then.
import type { OpenCall } from "../pipeline/operators/operator-actions.ts";
import { traceIdOf } from "../contracts/ids.ts";
import { APEX_CALLS } from "../contracts/apex/calls.ts";
import type { OrderRecord, SiteRecord } from "../contracts/records.ts";
import { TELLINGS } from "../domain/orders/told-answer.ts";
import type { Paint } from "./paint.ts";

export interface CallToResolve extends OpenCall {
  /** The sites that the call is about. */
  readonly sites: readonly SiteRecord[];
}

/** As `--call` takes it: `createOrder`, `createBilling:SITE_REF`; a group of sites goes by its first. */
export function callName({ call, scope, sites }: CallToResolve): string {
  return scope === "order" ? call : `${call}:${sites[0]?.siteRef ?? String(scope)}`;
}

const SITES_SHOWN = 3;

/** `same`: the options that lead a next command to the same stack. */
export function openCallsText(
  order: OrderRecord,
  open: readonly CallToResolve[],
  { paint, same }: { readonly paint: Paint; readonly same: string },
): string[] {
  const { orderId, orderRef, status, stage, reason } = order;
  const why = reason === undefined ? "" : `: ${reason.code}. ${reason.message}`;
  const lines = open.flatMap((call) => ["", ...callText(order, call, { paint, same, alone: open.length === 1 })]);
  const none =
    status === "held"
      ? `No call of it is open. Its reason gone: npm start -- redrive ${orderId}${same}`
      : "No call of it is open.";
  return [
    `${paint("bold", orderRef)}  ${orderId}  ${status} in ${stage}${why}`,
    ...(open.length === 0 ? [none] : lines),
  ];
}

function callText(
  order: OrderRecord,
  call: CallToResolve,
  { paint, same, alone }: { paint: Paint; same: string; alone: boolean },
): string[] {
  const { method, path } = APEX_CALLS[call.call];
  const since = `${call.startedAt}, ${String(call.attempts)} ${call.attempts === 1 ? "try" : "tries"}`;
  const head = `  ${paint("bold", callName(call))}  ${method} ${path}  ${stateText(call)}, sent ${since}`;
  const ids = [
    `transaction ${call.transactionId}`,
    `trace ${traceIdOf(order.fileId, order.orderId)}`,
    ...(order.quoteId === undefined ? [] : [`quote ${order.quoteId}`]),
    ...(order.partnerOrderId === undefined ? [] : [`order ${order.partnerOrderId}`]),
    ...call.sites.slice(0, call.scope === "order" ? 0 : 1).flatMap(({ subOrderId }) => subOrderId ?? []),
  ].join(", ");
  if (call.underWayUntil !== undefined) {
    return [head, `    ${ids}`, `    It may be under way until ${call.underWayUntil.toISOString()}: look again then.`];
  }
  const which = alone ? "" : ` --call ${quoted(callName(call))}`;
  const resolve = `npm start -- resolve ${call.orderId}${same}${which}`;
  return [
    head,
    `    ${ids}`,
    ...(call.refusal === undefined ? [] : [`    AT&T said: ${call.refusal}`]),
    ...(call.doubt === undefined ? [] : [`    ${call.doubt}`]),
    `    Ask AT&T: ${TELLINGS[call.call].question}`,
    `      ${paint("dim", "it happened:  ")} ${resolve} --happened${idWords(call)}`,
    ...(call.state === "doubtful"
      ? []
      : [
          `      ${paint("dim", "it did not:   ")} ${resolve} --did-not-happen`,
          `      ${paint("dim", "ask the API:  ")} ${resolve} --look-again   ${paint("dim", `(${askable(call)})`)}`,
        ]),
  ];
}

/** Which capability of the partner it takes (docs/apex-api.md §1). */
const askable = ({ call }: OpenCall): string =>
  call === "createContract"
    ? "needs APEX_CONTRACT_LOOKUP or APEX_TRANSACTION_LOOKUP on"
    : "needs APEX_TRANSACTION_LOOKUP on";

function stateText({ state, cause }: OpenCall): string {
  switch (state) {
    case "intent":
    case "unknown":
      return cause === undefined ? "outcome unknown" : `outcome unknown (${cause})`;
    case "refused":
      return "refused";
    case "doubtful":
      return "answered, but not which id is whose";
  }
}

function idWords({ call, sites }: CallToResolve): string {
  const { ids, siteId } = TELLINGS[call];
  const refs = siteId === undefined ? [] : sites.map(({ siteRef }) => siteRef);
  const words = [...ids, ...refs.slice(0, SITES_SHOWN)].map((name) => ` ${quoted(name)}=ID`);
  return `${words.join("")}${refs.length > SITES_SHOWN ? ` … (each of ${String(refs.length)} sites)` : ""}`;
}

/** As a shell takes it. */
function quoted(word: string): string {
  return /^[\w.:/@+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
