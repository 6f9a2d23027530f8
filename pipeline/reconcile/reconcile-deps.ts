// What a nightly run needs of the world, and what every comparison of one is told.
import type { AskDeps } from "../stages/ask-partner.ts";
import type { Rendezvous } from "../stages/rendezvous.ts";
import type { BulkDeps } from "../intake/bulk-deps.ts";
import type { OperatorDeps } from "../operators/operator-actions.ts";
import type { OpenOrders } from "../orders/open-orders.ts";
import type { Due } from "../../domain/orders/expiry.ts";
import type { DroppedObject } from "../../domain/dropped-objects.ts";
import type { Logger } from "../../adapters/runtime/logger.ts";
import type { Meter } from "../../contracts/metrics.ts";
import type { BreakBook } from "./break-book.ts";
import type { HeardCalls } from "./heard-calls.ts";
import type { CertificateSigner } from "./sign-certificate.ts";

export interface ReconcileDeps extends BulkDeps, OperatorDeps, AskDeps {
  readonly rendezvous: Pick<Rendezvous, "match" | "choose" | "receive">;
  readonly openOrders: OpenOrders;
  readonly orderLookup: boolean;
  readonly transactionLookup: boolean;
  /** Tells intake of a dropped object once more. */
  readonly sendDrop: (drop: DroppedObject) => Promise<void>;
  readonly signer: CertificateSigner;
  /** Days after which personal data expires. */
  readonly personalDataDays: number;
  /** The deployment, as certificates name it. */
  readonly service: string;
  readonly sleep: (millis: number) => Promise<unknown>;
  /** A name for the invocation that works on a run. */
  readonly newOwner: () => string;
}

/** One invocation's part of a run. */
export interface NightlyTurn {
  readonly deps: ReconcileDeps;
  readonly book: BreakBook;
  readonly runId: string;
  /** What changed less than this ago is left to the next night: it may be under way. */
  readonly graceMillis: number;
  readonly timeIsShort: () => boolean;
  readonly log: Logger;
  readonly meter: Meter;
  readonly newCalls: () => HeardCalls;
}

/** Whether the instant lies so long ago that nothing about it is under way. */
export const isSettled = ({ deps, graceMillis }: NightlyTurn, instant: string): boolean =>
  deps.clock.now().getTime() - Date.parse(instant) >= graceMillis;

export const dueNow = ({ deps }: NightlyTurn): Due => ({ now: deps.clock.now(), days: deps.personalDataDays });
