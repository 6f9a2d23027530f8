// What must hold about everything that the partner says of its own accord: it is taken, it is told, nothing binding is done
// against it, and nobody's signature goes unheard.
import { canonicalId } from "../../contracts/salesforce-id.ts";
import { isTerminal } from "../../domain/orders/settlement.ts";
import type { OrderFacts } from "./order-facts.ts";
import type { ToldEvent } from "./partner-news.ts";
import type { Finding } from "./timeline-invariant.ts";
import type { World } from "./world.ts";

const PROCEEDS = new Set(["auto-approved", "approved", "signed"]);
const WAITS = new Set(["manual review", "sent"]);
/** A call may have been let go just before the news was written down, its look at the order slow on its way. */
const UNDER_WAY_MILLIS = 90_000;

export function newsFindings(world: World, orders: readonly OrderFacts[]): Finding[] {
  const { told } = world.partner.news;
  const byQuote = new Map(orders.flatMap((facts) => keyed(facts)));
  return [
    ...told.flatMap(isTaken),
    ...told.flatMap((event) => isTold(world, event, byQuote.get(canonicalId(event.quoteId)))),
    ...orders.flatMap((facts) => isObeyed(world, facts)),
    ...orders.flatMap((facts) => signatureIsHeard(world, facts)),
  ];
}

const keyed = (facts: OrderFacts): [string, OrderFacts][] =>
  facts.order.quoteId === undefined ? [] : [[canonicalId(facts.order.quoteId), facts]];

const proceeds = ({ word, isReplaced }: ToldEvent): boolean => PROCEEDS.has(word.toLowerCase()) && !isReplaced;

/** Own time first; of one moment what lets nothing go on comes last. */
const newestOf = (events: readonly ToldEvent[]): ToldEvent | undefined => [...events].sort((a, b) => b.at - a.at)[0];

function isTaken({ id, statuses }: ToldEvent): Finding[] {
  const refused = statuses.filter((status) => status !== undefined && status >= 400 && status < 500);
  return refused.length === 0 ? [] : [{ rule: "what is genuine is taken", detail: `${id}: ${refused.join(" ")}` }];
}

/** Words that nobody has agreed on, and envelopes that nobody asked for, are in the order's timeline. */
function isTold(world: World, event: ToldEvent, facts: OrderFacts | undefined): Finding[] {
  if (facts === undefined || event.acceptedAt === undefined || !(event.isUnknown || event.isReplaced)) return [];
  // A subject that the order never learned of is nobody's to compare with.
  const { order, events } = facts;
  if ((event.kind === "credit" ? order.creditCheckId : order.contractEnvelopeId) === undefined) return [];
  if (world.time.now() - event.acceptedAt < UNDER_WAY_MILLIS) return [];
  const said = event.isReplaced ? event.subjectId : event.word;
  const isThere = events.some(({ note }) => note.includes(said));
  return isThere ? [] : [{ rule: "what is genuine is told", detail: `${order.orderRef}: ${event.id} (${said})` }];
}

/** No binding call against what the partner has said last, unless it has said better since or a person has decided. */
function isObeyed(world: World, { order, events }: OrderFacts): Finding[] {
  const { quoteId } = order;
  if (quoteId === undefined) return [];
  const told = world.partner.news.told.filter((event) => canonicalId(event.quoteId) === canonicalId(quoteId));
  const redrives = events
    .filter(({ type }) => type === "orderRedriven" || type === "callResolved")
    .map(({ at }) => Date.parse(at));
  return world.partner.bindingRequests
    .filter((request) => request.orderId === order.orderId)
    .flatMap((request) =>
      (["credit", "esign"] as const).flatMap((kind) => {
        if (kind === "esign" && request.path.endsWith("/contract-apex")) return [];
        const heard = told.filter(
          (event) =>
            event.kind === kind &&
            event.acceptedAt !== undefined &&
            event.acceptedAt + UNDER_WAY_MILLIS < request.at &&
            !WAITS.has(event.word.toLowerCase()),
        );
        const standing = newestOf(heard);
        if (standing?.acceptedAt === undefined || proceeds(standing)) return [];
        const { acceptedAt } = standing;
        const isLetGo = world.partner.news.letGo.some(
          (said) => said.kind === kind && said.quoteId === quoteId && said.at > standing.at && said.at <= request.at,
        );
        if (isLetGo && !standing.isReplaced) return [];
        if (redrives.some((at) => at >= acceptedAt && at <= request.at)) return [];
        const detail = `${order.orderRef}: ${request.path} after ${standing.id} (${standing.word})`;
        return [{ rule: "nothing binding against the partner's word", detail }];
      }),
    );
}

/** Signed at the partner, and the partner has said so. */
function signatureIsHeard(world: World, { order }: OrderFacts): Finding[] {
  const { quoteId, contractEnvelopeId } = order;
  if (quoteId === undefined || contractEnvelopeId === undefined) return [];
  const told = world.partner.news.told.filter(
    (event) => event.kind === "esign" && canonicalId(event.quoteId) === canonicalId(quoteId),
  );
  const standing = newestOf(told.filter(({ acceptedAt }) => acceptedAt !== undefined));
  if (standing?.word.toLowerCase() !== "signed") return [];
  const isHeard = order.contractStatus === "signed" || order.status === "held" || order.break !== undefined;
  const detail = `${order.orderRef} is ${order.status}, contract ${String(order.contractStatus)}`;
  return isHeard && !(isTerminal(order.status) && order.contractStatus !== "signed" && order.break === undefined)
    ? []
    : [{ rule: "a signature is heard", detail }];
}
