// Starting an order's execution: the records first, then the number of the execution, then the start, each repeatable. An
// order that is over starts nothing; one that was held starts its next execution only when it has been put back to work.
import { executionNameOf } from "../../contracts/ids.ts";
import type { OrderDocument } from "../../contracts/order-document.ts";
import type { OrderRecord } from "../../contracts/records.ts";
import type { DocumentPointer, OrderMessage } from "../../contracts/stages.ts";
import { invariant } from "../../contracts/errors.ts";
import { executionInput } from "../../domain/orders/chunks.ts";
import { newOrder, newSites } from "../../domain/orders/new-order.ts";
import { wasPutBack } from "../../domain/orders/repair.ts";
import { reasonOf } from "../../domain/orders/stage-result.ts";
import { isTerminal } from "../../domain/orders/settlement.ts";
import type { Executions } from "../../adapters/aws/executions.ts";
import { MOVING, type OrderStore } from "./order-store.ts";
import { orderMessage, type ReopenDeps, reopenOrders, resumeStep } from "./reopen-orders.ts";
import type { SiteStore } from "./site-store.ts";

export interface StartDeps extends ReopenDeps {
  readonly orders: OrderStore;
  readonly sites: SiteStore;
  readonly executions: Executions;
  readonly readDocument: (pointer: DocumentPointer) => Promise<OrderDocument>;
  /** Of new orders (newOrder). */
  readonly callsInGroups?: boolean;
}

export type Started = "started" | "running" | "over" | "held";

export async function startOrder(deps: StartDeps, message: OrderMessage): Promise<Started> {
  const recorded = (await deps.orders.order(message.orderId)) ?? (await record(deps, message));
  if (recorded.status === "pendingCancellation") await completeSites(deps, recorded);
  if (isTerminal(recorded.status) || recorded.status === "pendingCancellation") return "over";
  const order = recorded.status === "held" ? await resume(deps, recorded, message) : recorded;
  if (order === undefined) return "held";
  // Sites are complete before the first execution has its number.
  if (order.executions > 0) return startNth(deps, order, order.executions);
  await deps.sites.create(newSites(await deps.readDocument(message.document)));
  return startNext(deps, order);
}

/** Cancelled while its sites were being recorded: each row has its answer only when each site has its record. */
async function completeSites(deps: StartDeps, order: OrderRecord): Promise<void> {
  if (order.executions === 0) await deps.sites.create(newSites(await deps.readDocument(order.document)));
}

async function record(deps: StartDeps, message: OrderMessage): Promise<OrderRecord> {
  const document = await deps.readDocument(message.document);
  invariant(
    document.orderId === message.orderId && document.sites.length === message.siteCount,
    "startOrder.otherDocument",
  );
  return await deps.orders.create(newOrder(message, document, deps.orders.now(), deps.callsInGroups));
}

/** A held order goes on when it was marked after it was held: what put it back to work was cut off before the order moved. */
async function resume(
  deps: StartDeps,
  order: OrderRecord,
  { document }: OrderMessage,
): Promise<OrderRecord | undefined> {
  const { orderId, fileId } = order;
  const { orders, openOrders } = deps;
  const marker = await openOrders.marker(fileId, orderId);
  if (marker === undefined || !wasPutBack(order, marker.markedAt)) return undefined;
  if (!(await saysTheSame(deps, order, document))) {
    await orders.advance(orderId, { type: "orderHeld", from: ["held"], set: { reason: reasonOf("dataExpired") } });
    return undefined;
  }
  const step = resumeStep(orders.now());
  const resumed = await orders.advance(orderId, { ...step, set: { ...step.set, document } });
  if (resumed === undefined || !isMoving(resumed.order)) return undefined;
  await reopenOrders(deps, fileId, [orderMessage(order)], marker.markedAt);
  return resumed.order;
}

/** A file that was read anew after its data had expired may be read otherwise: then its sites are not those of the order's records. */
async function saysTheSame(deps: StartDeps, order: OrderRecord, document: DocumentPointer): Promise<boolean> {
  if (document.key === order.document.key) return true;
  const { sites } = await deps.readDocument(document);
  const known = await deps.sites.sites(order.orderId);
  return sites.length === order.siteCount && known.every(({ siteRef, index }) => sites[index]?.siteRef === siteRef);
}

const isMoving = ({ status }: OrderRecord): boolean => MOVING.some((moving) => moving === status);

async function startNth(deps: StartDeps, order: OrderRecord, n: number): Promise<Started> {
  const name = executionNameOf(order.orderId, n);
  if ((await deps.executions.start(name, executionInput(order))) === "started") {
    await deps.orders.advance(order.orderId, {
      type: `execution${String(n)}Started`,
      once: true,
      when: { executions: n },
    });
    return "started";
  }
  const found = await deps.executions.describe(deps.executions.arnOf(name));
  if (found?.status === "RUNNING" || found?.status === "PENDING_REDRIVE") return "running";
  return startNext(deps, order);
}

/** The number is taken first: of several deliveries one takes it, and all start that same execution. */
async function startNext(deps: StartDeps, order: OrderRecord): Promise<Started> {
  const n = await deps.orders.takeExecution(order);
  const name = executionNameOf(order.orderId, n);
  if ((await deps.executions.start(name, executionInput(order))) === "exists") return "running";
  await deps.orders.advance(order.orderId, {
    type: `execution${String(n)}Started`,
    once: true,
    when: { executions: n },
  });
  return "started";
}
