// What became of one row, from the records of its order and site: the outcome and the cells that results add to it.
import type { ResultColumn } from "../../contracts/bulk-file.ts";
import type { Issue, Reason, RowOutcome, UnsentRow } from "../../contracts/outcomes.ts";
import { REASONS } from "../../contracts/reasons.ts";
import { heldSince, notStartedWait, type Obstacles, type RowWait, UNDER_WAY_CODE, waitOf } from "./row-wait.ts";
import type { OrderRecord, SiteRecord } from "../../contracts/records.ts";

export interface RowResult {
  readonly outcome: RowOutcome;
  readonly siteRef?: string;
  readonly cells: Readonly<Record<Exclude<ResultColumn, "_outcome">, string>>;
}

const ENDED = new Set<string>(["failed", "rejected", "cancelled", "rejected.validated", "rejected.unassessed"]);

const NO_OBSTACLES: Obstacles = { pauses: [], trouble: undefined };

/** A row that was sent. */
export function sentResult(
  order: OrderRecord,
  site: SiteRecord | undefined,
  obstacles: Obstacles = NO_OBSTACLES,
): RowResult {
  const outcome = outcomeOf(order, site);
  const own = outcome === "handedOff" || outcome === "waiting" ? undefined : (site?.reason ?? order.reason);
  // What AT&T said after the end is what a person must know of the row first.
  const reason = order.break ?? own;
  const words =
    outcome === "waiting" && order.break === undefined ? waitCells(waitOf(order, obstacles)) : reasonCells(reason);
  return {
    outcome,
    ...(site !== undefined && { siteRef: site.siteRef }),
    cells: { ...idsOf(order, site), ...words, ...(outcome === "held" && { _since: heldSince(order) }) },
  };
}

/** Recorded and not started yet: nothing is known but that it is under way since its file came. */
export const notStarted = (receivedAt: string): RowResult => ({
  outcome: "waiting",
  cells: { ...NO_IDS, ...waitCells(notStartedWait(receivedAt)) },
});

/** A row whose record, or whose order's (`order` undefined), cannot be read: nothing that it says can be trusted. */
export function unreadableResult(order: OrderRecord | undefined): RowResult {
  const { message, fix } = REASONS.recordUnreadable;
  const ids = order === undefined ? { ...NO_IDS, _stage: "" } : idsOf(order, undefined);
  const words = { _code: "recordUnreadable", _column: "", _message: message, _fix: fix };
  return { outcome: "held", cells: { ...ids, ...words, _order_status: "held", _since: "", _until: "" } };
}

const NO_IDS = {
  _order_status: "acknowledged",
  _quote_id: "",
  _contract_id: "",
  _order_id: "",
  _sub_order_id: "",
  _stage: "quote",
};

/** A row that was not sent; `earlier` is what became of the order that it already is, also where it says something else now. */
export function unsentResult(row: Omit<UnsentRow, "row">, earlier: RowResult | undefined): RowResult {
  const isUnchanged = row.outcome === "unchanged";
  if (isUnchanged && earlier !== undefined && earlier.outcome !== "handedOff") return unchangedSoFar(row, earlier);
  const known = earlier?.cells ?? NO_IDS;
  const ids = isUnchanged && earlier !== undefined ? known : { ...known, _order_status: row.status, _stage: "" };
  const words = { _code: row.code, _column: row.column ?? "", _message: row.message, _fix: row.fix ?? "" };
  return { outcome: row.outcome, cells: { ...ids, ...words, _since: "", _until: "" } };
}

/** The row at which the reading of its file stopped. */
export function stopResult(stop: Issue): RowResult {
  return unsentResult({ outcome: "failed", status: "rejected", ...stop }, undefined);
}

const SO_FAR = {
  waiting: "it is on its way there",
  held: "it is held there",
  failed: "it did not go through there",
  unchanged: "an earlier file sent it",
} as const;

/** The same row as before, which has not come to its handoff: why not, and what to do, is what was true there. */
function unchangedSoFar(row: Omit<UnsentRow, "row">, { outcome, cells }: RowResult): RowResult {
  const state = outcome === "handedOff" ? "" : SO_FAR[outcome];
  // What is under way says so once.
  const reason = outcome === "waiting" && cells._code === UNDER_WAY_CODE ? "" : cells._message;
  const message = `An earlier file sent this row; ${state}. ${reason}`.trim();
  return { outcome: row.outcome, cells: { ...cells, _message: message } };
}

function outcomeOf(order: OrderRecord, site: SiteRecord | undefined): RowOutcome {
  if (site?.status === "completed") return "handedOff";
  if (site !== undefined && ENDED.has(site.status)) return "failed";
  if (order.status === "held" || site?.status === "held") return "held";
  return ENDED.has(order.status) ? "failed" : "waiting";
}

/** A site that was decided by itself stays where that was; the others are where their order is. */
function stageOf(order: OrderRecord, site: SiteRecord | undefined): string {
  const decided =
    site !== undefined && (site.status === "completed" || site.status === "held" || ENDED.has(site.status));
  return decided ? site.stage : order.stage;
}

function idsOf(order: OrderRecord, site: SiteRecord | undefined) {
  const status = site?.status.startsWith("rejected.") === true ? site.status : order.status;
  return {
    _order_status: status,
    _quote_id: order.quoteId ?? "",
    _contract_id: order.contractEnvelopeId ?? "",
    _order_id: order.partnerOrderId ?? "",
    _sub_order_id: site?.subOrderId ?? "",
    _stage: stageOf(order, site),
  };
}

function reasonCells(reason: Reason | undefined) {
  return {
    _code: reason?.code ?? "",
    _column: reason?.column ?? "",
    _message: reason?.message ?? "",
    _fix: reason?.fix ?? (reason === undefined ? "" : fixOf(reason.code)),
    ...{ _since: "", _until: "" },
  };
}

/** A function: the constant that needs it comes first. */
function waitCells({ code, message, fix, since, until }: RowWait) {
  return { _code: code, _column: "", _message: message, _fix: fix, _since: since, _until: until };
}

function fixOf(code: string): string {
  return Object.entries(REASONS).find(([known]) => known === code)?.[1].fix ?? "";
}
