// Goes through the orders of a file that was read and decides each: the same way for the intake, which then sends, and for
// `validate`, which cannot. Under policy `file` everything is decided once before anything may be claimed. May stop between
// two orders where time is short, and goes on there with another reading of the same file.
import { hash } from "node:crypto";
import type { Issue, Policy } from "../../contracts/outcomes.ts";
import {
  type AssembledOrder,
  type OrderRow,
  type RowFinding,
  assembleOrder,
} from "../../domain/orders/assemble-order.ts";
import { ISSUES } from "../../contracts/issues/issues.ts";
import { type Finding, issueOf } from "../../domain/rows/finding.ts";
import { type EarlierSite, type OrderPlan, type UnsentRow, planOrder } from "../../domain/orders/plan-order.ts";
import { withFinding, wordsOf } from "../../domain/rows/row-error.ts";
import { namedRows } from "../../domain/rows/name-rows.ts";
import type { EarlierPlaces, OtherSite, SitePlace } from "./earlier-places.ts";
import { type PlanCounts, type PlanTotals, NO_COUNTS, PlanCounter, nothingTaken } from "./plan-counts.ts";
import type { BulkReading } from "../../reading/read-bulk-file.ts";

/** What earlier files did to an order. */
export interface EarlierOrder {
  readonly sites: ReadonlyMap<string, EarlierSite>;
}

export interface EarlierOrders<E extends EarlierOrder> {
  /** Undefined: another file with this order_ref is being taken in at this moment. */
  of(orderRef: string): Promise<E | undefined>;
}

export interface PlannedOrder<E> {
  readonly order: AssembledOrder;
  readonly plan: OrderPlan;
  /** Undefined where the order has no site that could go. */
  readonly earlier: E | undefined;
}

export interface GoingOrder<E> extends PlannedOrder<E> {
  /** For each site that goes: its place, unless another order has it. */
  readonly places: readonly (SitePlace | undefined)[];
}

export interface PlanSink<E> {
  readonly issue: (issue: Issue) => void;
  readonly unsent: (row: UnsentRow) => void;
  /** For each order, false: it was claimed by another file in the meantime, and its rows are not sent. */
  readonly send: (going: readonly GoingOrder<E>[]) => Promise<readonly boolean[]>;
}

/** check: policy `file` looks for an error first. stop: it has found one. */
export type PlanPass = "check" | "send" | "stop";

export interface PlanProgress {
  readonly pass: PlanPass;
  /** Orders of this pass that are done, in the order of the reading. */
  readonly orders: number;
  readonly counts: PlanCounts;
}

export interface PlanOptions<E extends EarlierOrder> {
  readonly policy: Policy;
  readonly earlier: EarlierOrders<E>;
  readonly places: EarlierPlaces;
  readonly sink: PlanSink<E>;
  readonly timeIsShort?: () => boolean;
  /** Orders decided at a time; absent: as many as are worth it. */
  readonly groupSize?: number | undefined;
  readonly from?: PlanProgress | undefined;
  /** Policy `file`: no row has an error, and from here on orders may be claimed. */
  readonly onChecked?: () => Promise<void>;
}

export type Planned =
  | { readonly finished: true; readonly totals: PlanTotals }
  | { readonly finished: false; readonly progress: PlanProgress };

const NOTHING_EARLIER: ReadonlyMap<string, EarlierSite> = new Map();
const fingerprint = (text: string): string => hash("sha256", text, "base64url");

/**
 * Orders decided at a time, for their look-ups and records wait for the table side by side; fewer where they are large: what
 * is alive while others wait is copied by every collection of the young generation.
 */
const ORDERS_AT_ONCE = 32;
const ROWS_AT_ONCE = 200;

export async function planOrders<E extends EarlierOrder>(
  reading: BulkReading,
  options: PlanOptions<E>,
): Promise<Planned> {
  if (reading.fault !== null) return { finished: true, totals: nothingTaken(reading, reading.fault) };
  const { policy, from = beginOf(policy === "file" ? "check" : "send") } = options;
  const counter = new PlanCounter(reading, from.counts);
  let { pass, orders } = from;
  for (;;) {
    const ended = await new OrderPass(reading, options, counter).run(pass, orders);
    if (ended.kind === "timeIsShort") {
      return { finished: false, progress: { pass, orders: ended.orders, counts: counter.counts } };
    }
    if (pass !== "check") return { finished: true, totals: counter.totals() };
    pass = ended.kind === "error" ? "stop" : "send";
    if (pass === "send") await options.onChecked?.();
    orders = 0;
  }
}

export const beginOf = (pass: PlanPass): PlanProgress => ({ pass, orders: 0, counts: NO_COUNTS });

type PassEnd = { readonly kind: "done" | "error" } | { readonly kind: "timeIsShort"; readonly orders: number };

class OrderPass<E extends EarlierOrder> {
  readonly #reading: BulkReading;
  readonly #options: PlanOptions<E>;
  readonly #counter: PlanCounter;

  constructor(reading: BulkReading, options: PlanOptions<E>, counter: PlanCounter) {
    this.#reading = reading;
    this.#options = options;
    this.#counter = counter;
  }

  async run(pass: PlanPass, from: number): Promise<PassEnd> {
    let done = from;
    for (const group of groupsOf(this.#reading.orders(from), this.#options.groupSize ?? ORDERS_AT_ONCE)) {
      // Every invocation comes some way, however little time the reading has left.
      if (done > from && this.#options.timeIsShort?.() === true) return { kind: "timeIsShort", orders: done };
      const planned = await Promise.all(group.map((rows) => this.#plan(rows, pass)));
      if (pass === "check") {
        if (planned.some(({ plan }) => plan.hasError)) return { kind: "error" };
      } else {
        planned.forEach((order) => this.#report(order));
        if (pass === "send") await this.#send(group, planned);
        else this.#stop(group, planned);
      }
      done += group.length;
    }
    return { kind: "done" };
  }

  async #plan(rows: OrderRow[], pass: PlanPass): Promise<PlannedOrder<E>> {
    // Under policy `file` rows with errors say which; the good ones of the same order are held back like all others.
    const policy = pass === "stop" ? "site" : this.#options.policy;
    const order = assembleOrder(rows, this.#reading.dateOrders, this.#reading.placeOf);
    const options = { policy, earlier: NOTHING_EARLIER, fingerprint, placeOf: this.#reading.placeOf };
    if (order.sites.length === 0) return { order, plan: planOrder(rows, order, options), earlier: undefined };
    const earlier = await this.#options.earlier.of(order.orderRef);
    if (earlier !== undefined) {
      return { order, plan: planOrder(rows, order, { ...options, earlier: earlier.sites }), earlier };
    }
    const finding: Finding = { code: "order.busy", column: "order_ref" };
    const busy = { ...order, head: undefined, sites: [], orderFindings: [{ row: rows[0]?.row ?? 0, finding }] };
    return { order: busy, plan: planOrder(rows, busy, options), earlier };
  }

  #report({ order, plan }: PlannedOrder<E>): void {
    const show = ({ row, finding, silent }: RowFinding): void => {
      if (silent !== true) this.#options.sink.issue(issueOf(finding, this.#reading.placeOf(row)));
    };
    order.orderFindings.forEach(show);
    order.findings.forEach(show);
    plan.findings.forEach(show);
  }

  async #send(group: readonly OrderRow[][], planned: readonly PlannedOrder<E>[]): Promise<void> {
    const going = await this.#withPlaces(planned.filter(({ plan }) => plan.send.length > 0));
    const answers = await this.#options.sink.send(going);
    const sent = new Set(going.filter((_, at) => answers[at] === true).map(({ plan }) => plan));
    for (const [at, { plan }] of planned.entries()) {
      const rows = group[at] ?? [];
      const lost = plan.send.length > 0 && !sent.has(plan);
      this.#keep(rows, lost ? this.#busyRows(rows) : plan.unsent, sent.has(plan));
    }
  }

  /** Warns of sites whose place another order has. */
  async #withPlaces(planned: readonly PlannedOrder<E>[]): Promise<GoingOrder<E>[]> {
    const places = planned.flatMap(({ order: { orderRef }, plan }) =>
      plan.send.map(({ place: hash, siteRef, row }) => ({ hash, orderRef, siteRef, row })),
    );
    const others = await this.#options.places.othersOf(places);
    let at = 0;
    return planned.map((order) => {
      const from = at;
      at += order.plan.send.length;
      return { ...order, places: this.#freeOf(places.slice(from, at), others.slice(from, at)) };
    });
  }

  /** Two sites of an order may be alike: the first is the place's. */
  #freeOf(places: readonly SitePlace[], others: readonly (OtherSite | undefined)[]): (SitePlace | undefined)[] {
    const taken = new Set<string>();
    return places.map((place, at) => {
      if (taken.has(place.hash)) return undefined;
      taken.add(place.hash);
      const other = others[at];
      if (other !== undefined) this.#warn(place.row, other);
      return other === undefined ? place : undefined;
    });
  }

  #warn(row: number, { inThisFile, orderRef, siteRef, row: otherRow }: OtherSite): void {
    const detail = inThisFile
      ? `${namedRows([otherRow], this.#reading.placeOf)} of this file`
      : `order ${orderRef ?? ""}, site ${siteRef ?? ""}, sent before`;
    const finding: Finding = { code: "site.orderedElsewhere", column: "site_street", detail };
    this.#options.sink.issue(issueOf(finding, this.#reading.placeOf(row)));
  }

  #stop(group: readonly OrderRow[][], planned: readonly PlannedOrder<E>[]): void {
    const { message, fix } = ISSUES["file.policyStop"];
    for (const [at, { plan }] of planned.entries()) {
      const held = plan.send.map(({ row }): UnsentRow => ({
        ...{ row, outcome: "failed", status: "rejected.validated" },
        ...{ code: "file.policyStop", column: null, message, fix },
      }));
      this.#keep(group[at] ?? [], [...plan.unsent, ...held], false);
    }
  }

  #busyRows(rows: readonly OrderRow[]): UnsentRow[] {
    const finding: Finding = { code: "order.busy", column: "order_ref" };
    this.#options.sink.issue(issueOf(finding, this.#reading.placeOf(rows[0]?.row ?? 0)));
    return rows.map(({ row, error }) => {
      const words = wordsOf(error ?? withFinding(undefined, finding));
      return { row, outcome: "failed", status: "rejected", ...words };
    });
  }

  #keep(rows: readonly OrderRow[], unsent: readonly UnsentRow[], sent: boolean): void {
    unsent.forEach(this.#options.sink.unsent);
    this.#counter.order(rows, unsent, sent);
  }
}

function* groupsOf(orders: Iterable<OrderRow[]>, size: number): Iterable<OrderRow[][]> {
  let group: OrderRow[][] = [];
  let rows = 0;
  for (const order of orders) {
    group.push(order);
    rows += order.length;
    if (group.length < size && rows < ROWS_AT_ONCE) continue;
    yield group;
    group = [];
    rows = 0;
  }
  if (group.length > 0) yield group;
}
