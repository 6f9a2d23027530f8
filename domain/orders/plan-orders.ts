// Goes through the orders of a file that was read and decides each: the same way for the intake, which then sends, and for
// `validate`, which cannot. Under policy `file` everything is decided once before anything may be claimed. May stop between
// two orders where time is short, and goes on there with another reading of the same file.
import type { Issue, Policy, UnsentRow } from "../../contracts/outcomes.ts";
import type { IssueCode } from "../../contracts/issues/issues.ts";
import { type Finding, issueOf } from "../rows/finding.ts";
import { wordsOf } from "../rows/row-words.ts";
import { type AssembleContext, type AssembledOrder, assembleOrder, firstOf } from "./assemble-order.ts";
import { groupsOfOrders } from "./groups-of-orders.ts";
import type { OrderRow } from "./order-row.ts";
import {
  type PlanCounts,
  type PlanTotals,
  type ReadTotals,
  NO_COUNTS,
  PlanCounter,
  nothingTaken,
} from "./plan-counts.ts";
import { type EarlierSite, type OrderPlan, type PlannedSite, planOrder } from "./plan-order.ts";
import { type EarlierAddresses, type SiteAddress, ownAddresses } from "./site-addresses.ts";

/** The orders of a file that was read. */
export interface ReadOrders extends ReadTotals, AssembleContext {
  /** The file cannot be taken as a whole; its rows were counted, not checked. */
  readonly fault: Issue | null;
  /** Groups of rows of one order_ref, then each row that has none; without the first `skip`. */
  orders(skip?: number): Iterable<OrderRow[]>;
}

/** What earlier files did to an order. */
export interface EarlierOrder {
  readonly sites: ReadonlyMap<string, EarlierSite>;
  /** A record of what was sent is damaged: nobody can say what the order has, and none of its sites may go. */
  readonly isUnreadable?: boolean;
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
  /** For each site that goes: its address, unless another order has it. */
  readonly addresses: readonly (SiteAddress | undefined)[];
}

/** What became of an order's rows, in the order of the reading. */
export interface DecidedOrder<E> extends Pick<PlannedOrder<E>, "order" | "earlier"> {
  readonly sent: readonly PlannedSite[];
  readonly unsent: readonly UnsentRow[];
}

export interface PlanSink<E> {
  readonly issue: (issue: Issue) => void;
  readonly unsent: (row: UnsentRow) => void;
  /** After its rows were given to `unsent`. */
  readonly decided?: (order: DecidedOrder<E>) => void;
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
  readonly addresses: EarlierAddresses;
  /** A digest in base64. */
  readonly fingerprint: (text: string) => string;
  readonly sink: PlanSink<E>;
  readonly timeIsShort?: () => boolean;
  /** Orders decided at a time; absent: as many as are worth it. */
  readonly groupSize?: number | undefined;
  readonly from?: PlanProgress | undefined;
  /** All orders are decided once more, from the first one. */
  readonly onPass?: () => void;
  /** Policy `file`: no row has an error, and from here on orders may be claimed. */
  readonly onChecked?: () => Promise<void>;
}

export type Planned =
  | { readonly finished: true; readonly totals: PlanTotals }
  | { readonly finished: false; readonly progress: PlanProgress };

const NOTHING_EARLIER: ReadonlyMap<string, EarlierSite> = new Map();
/** Asked as one question about the whole file: such a finding marks its row and is not listed again. */
const ASKED_ONCE = new Set<IssueCode>(["date.ambiguous", "date.mixed"]);

export async function planOrders<E extends EarlierOrder>(
  reading: ReadOrders,
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
    options.onPass?.();
    if (pass === "send") await options.onChecked?.();
    orders = 0;
  }
}

export const beginOf = (pass: PlanPass): PlanProgress => ({ pass, orders: 0, counts: NO_COUNTS });

type PassEnd = { readonly kind: "done" | "error" } | { readonly kind: "timeIsShort"; readonly orders: number };

class OrderPass<E extends EarlierOrder> {
  readonly #reading: ReadOrders;
  readonly #options: PlanOptions<E>;
  readonly #counter: PlanCounter;

  constructor(reading: ReadOrders, options: PlanOptions<E>, counter: PlanCounter) {
    this.#reading = reading;
    this.#options = options;
    this.#counter = counter;
  }

  async run(pass: PlanPass, from: number): Promise<PassEnd> {
    let done = from;
    for (const group of groupsOfOrders(this.#reading.orders(from), this.#options.groupSize)) {
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
    const order = assembleOrder(rows, this.#reading);
    const { positionOf } = this.#reading;
    const options = { policy, earlier: NOTHING_EARLIER, fingerprint: this.#options.fingerprint, positionOf };
    if (order.sites.length === 0) return { order, plan: planOrder(rows, order, options), earlier: undefined };
    const earlier = await this.#options.earlier.of(order.orderRef);
    if (earlier !== undefined && earlier.isUnreadable !== true) {
      return { order, plan: planOrder(rows, order, { ...options, earlier: earlier.sites }), earlier };
    }
    const why = { ...(earlier === undefined ? BUSY : UNREADABLE), row: firstOf(rows).row };
    const refused = { ...order, head: undefined, sites: [], orderFindings: [why] };
    return { order: refused, plan: planOrder(rows, refused, options), earlier: undefined };
  }

  #report({ order, plan }: PlannedOrder<E>): void {
    for (const findings of [order.orderFindings, order.findings, plan.findings]) {
      for (const finding of findings) if (!ASKED_ONCE.has(finding.code)) this.#tell(finding, finding.row);
    }
  }

  #tell(finding: Finding, row: number): void {
    this.#options.sink.issue(issueOf(finding, this.#reading.positionOf(row)));
  }

  async #send(group: readonly OrderRow[][], planned: readonly PlannedOrder<E>[]): Promise<void> {
    const going = await this.#withAddresses(planned.filter(({ plan }) => plan.send.length > 0));
    const answers = await this.#options.sink.send(going);
    const sent = new Set(going.filter((_, at) => answers[at] === true).map(({ plan }) => plan));
    for (const [at, order] of planned.entries()) {
      const { plan } = order;
      const rows = group[at] ?? [];
      const lost = plan.send.length > 0 && !sent.has(plan);
      this.#keep(rows, order, { unsent: lost ? this.#busyRows(rows) : plan.unsent, isSent: sent.has(plan) });
    }
  }

  /** Warns of sites whose address another order has. */
  async #withAddresses(planned: readonly PlannedOrder<E>[]): Promise<GoingOrder<E>[]> {
    const addresses = planned.flatMap(({ order: { orderRef }, plan }) =>
      plan.send.map(({ addressKey: key, siteRef, row }) => ({ key, orderRef, siteRef, row })),
    );
    const others = await this.#options.addresses.othersAt(addresses);
    let at = 0;
    return planned.map((order) => {
      const from = at;
      at += order.plan.send.length;
      const ofOrder = addresses.slice(from, at);
      const { own, warnings } = ownAddresses(ofOrder, others.slice(from, at), this.#reading.positionOf);
      for (const warning of warnings) this.#tell(warning, warning.row);
      return { ...order, addresses: own };
    });
  }

  #stop(group: readonly OrderRow[][], planned: readonly PlannedOrder<E>[]): void {
    for (const [at, order] of planned.entries()) {
      const { plan } = order;
      const held = plan.send.map(({ row }): UnsentRow => {
        const words = wordsOf([{ code: "file.policyStop" }], this.#reading.positionOf(row));
        return { row, outcome: "failed", status: "rejected.validated", ...words };
      });
      this.#keep(group[at] ?? [], order, { unsent: [...plan.unsent, ...held], isSent: false });
    }
  }

  #busyRows(rows: readonly OrderRow[]): UnsentRow[] {
    this.#tell(BUSY, firstOf(rows).row);
    return rows.map(({ row, errors }) => {
      const words = wordsOf(errors.length > 0 ? errors : [BUSY], this.#reading.positionOf(row));
      return { row, outcome: "failed", status: "rejected", ...words };
    });
  }

  #keep(
    rows: readonly OrderRow[],
    { order, earlier, plan }: PlannedOrder<E>,
    { unsent, isSent }: { readonly unsent: readonly UnsentRow[]; readonly isSent: boolean },
  ): void {
    const { sink } = this.#options;
    unsent.forEach(sink.unsent);
    sink.decided?.({ order, earlier, sent: isSent ? plan.send : [], unsent });
    this.#counter.order(rows, unsent, isSent);
  }
}

const UNREADABLE = { code: "order.recordUnreadable", column: "order_ref" } as const satisfies Finding;
const BUSY = { code: "order.busy", column: "order_ref" } as const satisfies Finding;
