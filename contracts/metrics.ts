// Every metric of our own: unit, what it tells, and by which dimensions it is kept. Each combination of dimension values is a
// metric that CloudWatch bills, so values come from short lists: stages, outcomes, reasons, functions, known distributors.

/** All metrics of ours. CloudWatch adds the dimension `service`, the name of the deployment, to each. */
export const METRICS_NAMESPACE = "ApexBulk";

interface MetricDefinition {
  readonly unit: "Count" | "Seconds" | "Milliseconds";
  /** Dimension sets under which the same value is kept; `[]` is the total of the deployment. */
  readonly by: readonly (readonly string[])[];
  readonly tells: string;
}

const TOTAL = [] as const;

export const METRICS = {
  FilesReceived: { unit: "Count", by: [TOTAL, ["distributor"]], tells: "Dropped files that intake began to read." },
  FilesTaken: {
    unit: "Count",
    by: [["outcome"]],
    tells: "What intake made of a file: sent, rejected, known, unfinished, gone, overtaken.",
  },
  RowsTaken: { unit: "Count", by: [["outcome"]], tells: "Rows of files that were read: sent, failed, unchanged." },
  RowsClosed: {
    unit: "Count",
    by: [["outcome"]],
    tells: "Rows of files that came to rest: handedOff, failed, held, waiting, unchanged.",
  },
  ReceiptSeconds: { unit: "Seconds", by: [TOTAL], tells: "From the drop of a file to its receipt." },
  ResultsSeconds: { unit: "Seconds", by: [TOTAL], tells: "From the drop of a file to its final results." },

  ResultsTold: { unit: "Count", by: [TOTAL], tells: "Versions of results that the event bus was told of." },
  ResultsUntold: {
    unit: "Count",
    by: [TOTAL],
    tells: "Versions of results that the event bus did not take; the sync tells them.",
  },
  Notices: {
    unit: "Count",
    by: [["channel", "outcome"]],
    tells: "Messages to distributors by webhook or mail: sent, or returned to be tried again.",
  },

  OrdersEntered: { unit: "Count", by: [["stage"]], tells: "Orders that entered a stage." },
  OrdersLeft: { unit: "Count", by: [["stage", "outcome"]], tells: "Orders that left a stage: done, stopped, held." },
  OrdersEnded: { unit: "Count", by: [["status"]], tells: "Orders that reached their final status." },
  SitesEntered: { unit: "Count", by: [["stage"]], tells: "Sites of orders that entered a stage." },
  StageSeconds: { unit: "Seconds", by: [["stage"]], tells: "From an order's entry into a stage to its end there." },
  OrdersHeld: { unit: "Count", by: [TOTAL, ["reason"]], tells: "Orders that were held for a person just now." },
  ExecutionsDied: {
    unit: "Count",
    by: [TOTAL, ["status"]],
    tells: "Executions that ended without any stage having said why.",
  },

  WaitsOpened: { unit: "Count", by: [["kind"]], tells: "Orders that began to wait for a decision." },
  WaitsClosed: { unit: "Count", by: [["kind"]], tells: "Waits that a decision ended." },
  WaitsOpen: { unit: "Count", by: [["kind"]], tells: "Gauge: orders that wait for a decision." },
  WaitOldestSeconds: { unit: "Seconds", by: [["kind"]], tells: "Gauge: age of the oldest wait." },
  HeldNow: { unit: "Count", by: [TOTAL], tells: "Gauge: orders that wait for a person." },
  HeldByReason: { unit: "Count", by: [["reason"]], tells: "Gauge: orders that wait for a person, by reason." },
  HeldOldestSeconds: { unit: "Seconds", by: [TOTAL], tells: "Gauge: longest time an order has waited for a person." },
  OrdersInStage: { unit: "Count", by: [["stage"]], tells: "Gauge: orders at work in a stage." },
  StageOldestSeconds: {
    unit: "Seconds",
    by: [TOTAL, ["stage"]],
    tells: "Gauge: longest time an order has been in a stage without change, waits for decisions and pauses excepted.",
  },
  OrdersPaused: { unit: "Count", by: [TOTAL], tells: "Gauge: orders that an operator's pause keeps from going on." },
  PauseOldestSeconds: {
    unit: "Seconds",
    by: [TOTAL],
    tells: "Gauge: age of the oldest pause; 0 where nothing is paused.",
  },
  LeasesEnding: {
    unit: "Count",
    by: [["lease"]],
    tells:
      "Gauge: orders of which something ends within a week or has ended: quote, credit, envelope, requestedStart, requestedDue.",
  },
  FilesOpen: { unit: "Count", by: [TOTAL], tells: "Gauge: files that are being read or worked on." },
  FilesStuck: { unit: "Count", by: [TOTAL], tells: "Gauge: files without a final receipt for too long." },

  PartnerCalls: { unit: "Count", by: [["outcome"], ["call", "outcome"]], tells: "Calls that left for AT&T." },
  PartnerAnswered: { unit: "Count", by: [TOTAL], tells: "Calls that AT&T answered at all, refusals included." },
  PartnerFailed: { unit: "Count", by: [TOTAL], tells: "Calls without a usable answer: no connection, time-out, 5xx." },
  PartnerThrottled: { unit: "Count", by: [TOTAL], tells: "Calls that AT&T refused as too many (429)." },
  PartnerUnauthorized: { unit: "Count", by: [TOTAL], tells: "Calls whose credentials AT&T refused." },
  PartnerMillis: { unit: "Milliseconds", by: [TOTAL, ["call"]], tells: "From sending a call to its answer." },
  BreakerRefusals: { unit: "Count", by: [TOTAL], tells: "Calls not made because the circuit breaker was open." },
  RateWaits: { unit: "Count", by: [TOTAL], tells: "Calls put off because the allowed rate was used up." },

  Callbacks: { unit: "Count", by: [TOTAL, ["kind", "answer"]], tells: "Callbacks by what they were answered." },
  CallbacksTaken: { unit: "Count", by: [TOTAL], tells: "Genuine callbacks that were kept." },
  CallbacksUnmatched: { unit: "Count", by: [["kind"]], tells: "Genuine callbacks that ended no wait when they came." },
  CallbacksLate: { unit: "Count", by: [["kind"]], tells: "Genuine callbacks whose task was closed already." },

  FrontDoorRequests: {
    unit: "Count",
    by: [["route", "answer"]],
    tells: "Requests of distributors that passed the authorizer, by route and status.",
  },

  MessagesFailed: { unit: "Count", by: [TOTAL, ["function"]], tells: "Messages on which a function threw: a bug." },
  MessagesReturned: { unit: "Count", by: [["function"]], tells: "Messages given back to be tried again." },
  Continuations: { unit: "Count", by: [["function"]], tells: "Messages that go on in a message of their own." },
  ContinuationLength: {
    unit: "Count",
    by: [TOTAL, ["function"]],
    tells:
      "Length of the chain that a message goes on in. Its maximum grows while the partner is out of reach or the rate is far too low.",
  },
  DeadLettersAnswered: { unit: "Count", by: [TOTAL, ["stage"]], tells: "Parked messages whose orders were held." },
  MessagesUnreadable: { unit: "Count", by: [TOTAL], tells: "Messages that no version of ours could have written." },

  SyncRuns: { unit: "Count", by: [["kind"]], tells: "Finished runs of the sync: quarterHour, nightly." },
  SyncRepairs: { unit: "Count", by: [["repair"]], tells: "Repairs that the sync made." },
  SyncFailures: { unit: "Count", by: [TOTAL], tells: "Orders and files on which the sync threw." },
  SyncBreaks: { unit: "Count", by: [TOTAL, ["class"]], tells: "Differences that the nightly run could not heal." },
  CertificateWritten: { unit: "Count", by: [TOTAL], tells: "Nightly certificates written." },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export type MetricName = keyof typeof METRICS;
/** Names of the dimensions whose values the metric needs. */
type DimensionOf<M extends MetricName> = (typeof METRICS)[M]["by"][number][number];
export type LabelsOf<M extends MetricName> = Readonly<Record<DimensionOf<M>, string>>;

/** Where code says what happened; CloudWatch hears of it at the end of the invocation. */
export interface Meter {
  /** One value: how many, how long, or how much there is now. Labels where the metric is kept by dimensions. */
  add<M extends MetricName>(
    metric: M,
    value: number,
    ...labels: [DimensionOf<M>] extends [never] ? [] : [labels: LabelsOf<M>]
  ): void;
}

/** For callers that nobody measures: the command line, tests. */
export const SILENT_METER: Meter = {
  add() {
    // Nobody listens.
  },
};
