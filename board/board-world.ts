// What the board needs from its server's host: stores to read from, and what can be done there. What is absent is not offered.
import type { BulkDeps } from "../pipeline/intake/bulk-deps.ts";
import type { LeaseDays } from "../domain/orders/leases.ts";
import type { Policy } from "../contracts/outcomes.ts";
import type { PauseScope } from "../contracts/pauses.ts";
import type { DashboardOnBoard } from "./dashboard-wire.ts";
import type { AlarmOnBoard, PartnerDecision, PauseAction, PartnerRate, BoardSource, ShownOnBoard } from "./wire.ts";

export interface BoardFile {
  /** Where its bytes lie. */
  readonly path: string;
  /** As people know it. */
  readonly name: string;
}

export interface BoardWorld {
  readonly source: Omit<BoardSource, "canAct" | "canPause" | "canPlayPartner">;
  readonly bulk: BulkDeps;
  readonly leaseDays: LeaseDays;
  /** As `show` does. A BoardRefusal where nothing is known by that name. */
  readonly show: (ref: string) => Promise<ShownOnBoard>;
  /** As the command line drops a file; answers its batch. Absent: `source.cannotSend` says why. */
  readonly drop?: (file: BoardFile, options: DropOptions) => Promise<string>;
  readonly act?: OrderActions;
  readonly pauses?: PauseActions;
  readonly partner?: SandboxPartner;
  readonly measured?: Measured;
}

export interface DropOptions {
  readonly distributor: string;
  readonly policy: Policy | undefined;
  /** Of a workbook; undefined: its first. */
  readonly sheet: string | undefined;
}

/** What an operator pauses and resumes. */
export interface PauseActions {
  /** What it would do, in sentences; nothing is changed. */
  plan(action: PauseAction, scope: PauseScope): Promise<readonly string[]>;
  /** Answers in sentences what became of it. */
  pause(scope: PauseScope, reason: string | undefined): Promise<string>;
  resume(scope: PauseScope): Promise<string>;
}

/** Each answers in a sentence what became of it. */
export interface OrderActions {
  redrive(orderId: string): Promise<string>;
  cancel(orderId: string): Promise<string>;
}

export interface SandboxPartner {
  isSilent(): Promise<boolean>;
  /** True: no decision comes by itself any more. */
  setSilent(silent: boolean): Promise<void>;
  /** The order's quote, and the decision that comes at once. */
  decide(quoteId: string, decision: PartnerDecision): Promise<void>;
}

/** What the embedded cloud has measured. */
export interface Measured {
  calls(): Omit<PartnerRate, "perSecond">;
  /** US dollars that AWS would bill so far. */
  usd(): number;
  alarms(): readonly AlarmOnBoard[];
  /** The template's own, with the values that there are. */
  dashboard(): DashboardOnBoard;
}

/** What the person at the board did wrong, or what is not there: shown as it is. */
export class BoardRefusal extends Error {
  override readonly name = "BoardRefusal";
  readonly status: number;

  constructor(message: string, status = 400) {
    super(message);
    this.status = status;
  }
}
