// The records with which an order begins, made of its document.
import type { OrderDocument } from "../../contracts/order-document.ts";
import type { OrderRecord, SiteRecord } from "../../contracts/records.ts";
import type { OrderMessage } from "../../contracts/stages.ts";

/** `callsInGroups`: false for a form that versions before ADR 0035 can read. */
export function newOrder(
  message: OrderMessage,
  document: OrderDocument,
  at: string,
  callsInGroups = true,
): OrderRecord {
  const { orderId, fileId, distributor, siteCount } = message;
  const { orderRef, revision, spId, policy } = document;
  return {
    ...{ orderId, fileId, distributor, orderRef, revision, spId, policy, siteCount, document: message.document },
    status: "acknowledged",
    stage: "quote",
    executions: 0,
    callsInGroups,
    // The maps are there from the start: an entry of a map can be set only when the map exists.
    progress: {},
    marks: { orderAcknowledged: at },
    counted: {},
    earliestStartDate: earliest(document, "requestedStartDate"),
    earliestDueDate: earliest(document, "requestedDueDate"),
    createdAt: at,
    updatedAt: at,
  };
}

/** ISO days sort as text. */
const earliest = ({ sites }: OrderDocument, day: "requestedStartDate" | "requestedDueDate"): string =>
  sites.map((site) => site[day]).reduce((first, next) => (next < first ? next : first));

export function newSites(document: OrderDocument): SiteRecord[] {
  return document.sites.map(({ siteRef, row }, index) => ({
    orderId: document.orderId,
    index,
    siteRef,
    row,
    status: "acknowledged",
    stage: "quote",
  }));
}
