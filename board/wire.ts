// What the board's server and its page say to each other. Types only: the page is typed by them too.
import type { FileRecord, Price } from "../contracts/records.ts";
import type { Issue, RowOutcome } from "../contracts/outcomes.ts";
import type { PauseScope } from "../contracts/pauses.ts";
import type { BatchStatus } from "../pipeline/operators/batch-status.ts";
import type { Shown } from "../pipeline/operators/describe-reference.ts";
import type { OrderLease, OrderWait } from "../pipeline/operators/list-waits.ts";
import type { FilePlanTotals } from "../domain/orders/file-plan.ts";
import type { MachineGraph } from "./machine-graph.ts";

/** What the page shows of what it is served for: a run, or a deployed or finished environment. */
export interface BoardSource {
  readonly kind: "running" | "deployed" | "finished";
  /** The board ends with the run that serves it. */
  readonly endsWithRun: boolean;
  readonly distributors: readonly string[];
  /** Chosen at first. */
  readonly distributor: string;
  /** Undefined: files can be sent here. */
  readonly cannotSend?: string;
  /** Redrive and cancel are offered. */
  readonly canAct: boolean;
  readonly canPause: boolean;
  /** A sandbox whose decisions can be made by hand. */
  readonly canPlayPartner: boolean;
}

/** The first answer to the page. */
export interface Welcome {
  readonly source: BoardSource;
  readonly machine: MachineGraph;
  readonly version: string;
}

export interface Cause {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  /** Orders that stopped for it, or rows of the file that have it. */
  readonly count: number;
  readonly unit: "order" | "row";
}

/** A batch as `status --json` tells it; lists of its orders are asked for one by one. */
export interface BatchOnBoard extends Omit<BatchStatus, "attention" | "open"> {
  readonly distributor: string;
  readonly policy: FileRecord["policy"];
  /** Of its orders. */
  readonly sites: number;
  readonly receivedAt: string;
  readonly completedAt: string | null;
  /** Of the receipt, once the file is at rest. */
  readonly outcomes: Readonly<Record<RowOutcome | "total", number>> | null;
  readonly causes: readonly Cause[];
  /** Orders at each state of the machine. */
  readonly states: Readonly<Record<string, StateCount>>;
}

export interface StateCount {
  readonly moving: number;
  readonly waiting: number;
  readonly held: number;
}

/** Calls to AT&T. */
export interface PartnerRate {
  /** Over the last seconds; null: not known yet. */
  readonly perSecond: number | null;
  readonly total: number;
  readonly byOutcome: Readonly<Record<string, number>>;
  /** Calls in each minute, the oldest first. */
  readonly minutes: readonly { readonly at: string; readonly calls: number }[];
}

export interface AlarmOnBoard {
  readonly name: string;
  readonly state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
  readonly description: string;
}

/** How things stand; sent whenever something has changed. */
export interface Live {
  readonly at: string;
  readonly batches: readonly BatchOnBoard[];
  /** More files than are shown. */
  readonly more: boolean;
  readonly waits: readonly OrderWait[];
  readonly waitsTotal: number;
  readonly leases: readonly OrderLease[];
  /** Null: not measured here. */
  readonly rate: PartnerRate | null;
  readonly cost: { readonly usd: number } | null;
  readonly alarms: readonly AlarmOnBoard[] | null;
  /** True: our Ordering API keeps silent until somebody decides. Null: there is none to play. */
  readonly partnerIsSilent: boolean | null;
  /** The newest first. */
  readonly pauses: readonly PauseOnBoard[];
}

export type PauseAction = "pause" | "resume";

export interface PauseOnBoard extends PauseScope {
  readonly since: string;
  /** `user@machine`; null: not known. */
  readonly by: string | null;
  readonly reason: string | null;
  /** Orders of the files that are shown which it keeps at this moment. */
  readonly orders: number;
}

/** What a pause or a resume will do, in sentences. */
export interface PausePlanned {
  readonly lines: readonly string[];
}

export interface OrderOnBoard {
  readonly orderId: string;
  readonly orderRef: string;
  readonly sites: number;
  readonly stage: string;
  readonly status: string;
  readonly code: string;
  readonly message: string;
}

/** `show --json`, and what the terminal prints beside it. */
export interface ShownOnBoard extends Omit<Shown, "next"> {
  readonly ref: string;
  readonly title: string;
  readonly notes: readonly string[];
  readonly next: readonly { readonly command: string; readonly why: string }[];
  readonly price: Price | null;
}

export interface DraftIssue extends Pick<Issue, "severity" | "code" | "column" | "message" | "fix" | "value"> {
  /** Of the draft's rows, from 0; null: of the file as a whole, or of its header. */
  readonly at: number | null;
  /** Of the draft's columns; null: of the whole row. */
  readonly cell: number | null;
  /** As `validate` names the position. */
  readonly where: string;
}

/** How a draft stands after a check. */
export interface DraftCheck {
  readonly rows: { readonly total: number; readonly failed: number; readonly waiting: number };
  readonly orders: { readonly total: number; readonly accepted: number; readonly rejected: number };
  /** The first ones; `issueTotals` counts all. */
  readonly issues: readonly DraftIssue[];
  readonly issueTotals: { readonly error: number; readonly warning: number; readonly fixed: number };
  /** The bytes that would be sent are those that were dropped. */
  readonly isOriginal: boolean;
  readonly batchId: string;
}

export interface Draft {
  readonly id: string;
  readonly name: string;
  readonly distributor: string;
  /** That a person sees, where there are several; else none. */
  readonly sheets: readonly string[];
  /** The one that is looked at; "": there are none to choose from. */
  readonly sheet: string;
  readonly format: string;
  /** Null: it cannot be corrected here; `noGrid` says why. */
  readonly grid: DraftGrid | null;
  readonly noGrid: string;
  readonly check: DraftCheck;
}

export interface DraftGrid {
  readonly columns: readonly DraftColumn[];
  /** As the file has them; a row may have fewer cells than there are columns. */
  readonly rows: readonly (readonly string[])[];
  /** On which line of the dropped file each row stands. */
  readonly lines: readonly number[];
}

export interface DraftColumn {
  readonly name: string;
  /** Ours, of an earlier results file: ignored when the file is sent. */
  readonly isOurs: boolean;
}

/** What sending would do, as `plan` tells it. */
export interface DraftPlan {
  readonly totals: FilePlanTotals;
  /** These bytes were taken in before. */
  readonly isKnown: boolean;
}

export interface CellEdit {
  /** -1: the header. */
  readonly at: number;
  readonly cell: number;
  readonly text: string;
}

export interface Sent {
  readonly batchId: string;
  readonly name: string;
}

/** What a person can do as AT&T, in the sandbox. */
export type PartnerDecision = "approve" | "decline" | "sign" | "declineSignature";

export interface Refusal {
  readonly error: string;
}
