// What commands that only read work with: the stores of one stack, running or at rest, and no way to change anything.
import { systemClock } from "../adapters/runtime/clock.ts";
import { LEASE_DAYS } from "../domain/orders/leases.ts";
import type { DescribeDeps } from "../pipeline/operators/describe-reference.ts";
import { openCalls } from "../pipeline/operators/operator-actions.ts";
import { FileStore } from "../pipeline/orders/file-store.ts";
import { OrderLookup } from "../pipeline/orders/order-lookup.ts";
import { PauseStore } from "../pipeline/orders/pause-store.ts";
import { OrderStore } from "../pipeline/orders/order-store.ts";
import { SiteStore } from "../pipeline/orders/site-store.ts";
import { CallRecords } from "../pipeline/partner/call-records.ts";
import { readTrouble } from "../pipeline/partner/partner-troubles.ts";
import { profileNames } from "../reading/profiles.ts";
import type { BulkStore } from "./bulk-store.ts";
import type { OptionValues } from "./command-call.ts";
import { OPERATOR } from "./operator-session.ts";
import { ownerOption } from "./run-options.ts";
import { leaseDaysFromEnvironment } from "./settings-from-environment.ts";
import { demandReadConnection, type ReadConnection } from "./stack-connection.ts";

export interface ReadSession {
  readonly deps: DescribeDeps;
  readonly store: BulkStore;
  readonly where: ReadConnection["where"];
}

/** A search by an id that no key leads to ends after this; it then says how far it came. */
const SEARCH_MILLIS = 30_000;

export async function withReadSession<T>(values: OptionValues, act: (session: ReadSession) => Promise<T>): Promise<T> {
  const connection = await demandReadConnection(values);
  try {
    return await act(readSession(connection, ownerOption(values)));
  } finally {
    await connection.close();
  }
}

/** `distributor`: whose references a name may be; undefined: anybody's. */
export function readSession({ store, where }: ReadConnection, distributor: string | undefined): ReadSession {
  const { table } = store;
  const orders = new OrderStore(table, systemClock, OPERATOR);
  const stores = { orders, callRecords: new CallRecords(table), clock: systemClock };
  const endsAt = performance.now() + SEARCH_MILLIS;
  const deps = {
    ...stores,
    leaseDays: { ...LEASE_DAYS, ...leaseDaysFromEnvironment() },
    sites: new SiteStore(table, () => orders.now(), OPERATOR),
    files: new FileStore(table),
    pauses: new PauseStore(table, systemClock),
    trouble: () => readTrouble(table, systemClock),
    lookup: new OrderLookup(table),
    distributors: distributor === undefined ? profileNames() : [distributor],
    mayGoOn: () => performance.now() < endsAt,
    openCalls: (orderId: string) => openCalls(stores, orderId),
  };
  return { deps, store, where };
}
