// What the orders of a file have only for a time, added up while their records are read anyway: of each kind how many there are, and
// the order whose ends first.
import { LEASE_NAMES, type Lease, type LeaseName } from "../../domain/orders/leases.ts";
import type { ReportLease } from "../../domain/results/report.ts";

export class EndingLeases {
  readonly #byName = new Map<LeaseName, ReportLease>();

  add(orderRef: string, leases: readonly Lease[]): void {
    for (const { lease, expires } of leases) {
      const known = this.#byName.get(lease);
      const orders = (known?.orders ?? 0) + 1;
      const isFirst = known === undefined || expires < known.expires;
      this.#byName.set(lease, isFirst ? { lease, orders, orderRef, expires } : { ...known, orders });
    }
  }

  /** In the order in which an order comes by them. */
  get all(): ReportLease[] {
    return LEASE_NAMES.flatMap((name) => this.#byName.get(name) ?? []);
  }
}
