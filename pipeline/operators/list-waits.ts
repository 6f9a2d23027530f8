// Who waits for what, over all files that are open or held, and which leases of their orders end soon. Reads only.
import type { PartnerTrouble } from "../../contracts/partner-trouble.ts";
import type { PauseRecord } from "../../contracts/pauses.ts";
import type { OrderRecord } from "../../contracts/records.ts";
import {
  endingLeases,
  LEASE_WARNING_DAYS,
  type LeaseDays,
  type LeaseName,
  leasesOf,
} from "../../domain/orders/leases.ts";
import { type Wait, waitOf } from "../../domain/orders/wait.ts";
import type { FileStore } from "../orders/file-store.ts";
import type { OnUnreadable } from "../orders/readable-items.ts";
import type { OrderLookup } from "../orders/order-lookup.ts";

export interface WaitsDeps {
  readonly files: Pick<FileStore, "open" | "held">;
  readonly lookup: Pick<OrderLookup, "ofFile">;
  readonly now: Date;
  readonly leaseDays: LeaseDays;
  /** All that there are. */
  readonly pauses: readonly PauseRecord[];
  /** The partner's, if there is one. */
  readonly trouble: PartnerTrouble | undefined;
  readonly onUnreadable: OnUnreadable;
}

interface OrderName {
  readonly orderRef: string;
  readonly orderId: string;
  readonly distributor: string;
  readonly stage: string;
}

export interface OrderWait extends OrderName, Wait {
  readonly sites: number;
}

export interface OrderLease extends OrderName {
  readonly lease: LeaseName;
  readonly expires: string;
}

export interface Waits {
  /** The longest wait first. */
  readonly waits: readonly OrderWait[];
  /** The first to end first. */
  readonly leases: readonly OrderLease[];
}

export async function listWaits(deps: WaitsDeps): Promise<Waits> {
  const { files, lookup, now, leaseDays, pauses, trouble, onUnreadable } = deps;
  const waits: OrderWait[] = [];
  const leases: OrderLease[] = [];
  for (const fileIds of [files.open(onUnreadable), files.held(onUnreadable)]) {
    for await (const { fileId } of fileIds) {
      for await (const order of lookup.ofFile(fileId, onUnreadable)) {
        const wait = waitOf(order, pauses, trouble);
        if (wait !== undefined) waits.push({ ...nameOf(order), ...wait, sites: order.siteCount });
        const ending = endingLeases(leasesOf(order, leaseDays), now, LEASE_WARNING_DAYS);
        leases.push(...ending.map((lease) => ({ ...nameOf(order), ...lease })));
      }
    }
  }
  return {
    waits: waits.sort((one, other) => (one.since < other.since ? -1 : 1)),
    leases: leases.sort((one, other) => (one.expires < other.expires ? -1 : 1)),
  };
}

const nameOf = ({ orderRef, orderId, distributor, stage }: OrderRecord): OrderName => ({
  ...{ orderRef, orderId, distributor, stage },
});
