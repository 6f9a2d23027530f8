// What came in today, where the orders are, what waits for whom and for how long, and what failed and why: our own metrics only.
import { ROW_OUTCOMES } from "../../../contracts/outcomes.ts";
import { WaitKindSchema } from "../../../contracts/records.ts";
import { STAGES } from "../../../contracts/stage-names.ts";
import { OwnMetrics } from "../metric-of.ts";
import type { MonitoredParts } from "../monitored-parts.ts";
import { bars, chart, eachOf, GAUGE_PERIOD, heading, labeled, latest, type Row, totals } from "./widgets.ts";

/** `settle` is where an order ends, by itself: nobody enters it (pipeline/orders/measure-change.ts). */
const ENTERED = STAGES.filter((stage) => stage !== "settle");
/** As contracts/metrics.ts tells them. */
const ROWS_TAKEN = ["sent", "failed", "unchanged"] as const;
const NOTICES = [
  ["webhook", "sent"],
  ["webhook", "returned"],
  ["mail", "sent"],
  ["mail", "returned"],
] as const;
const gauge = { period: GAUGE_PERIOD };

export function intakeSection({ service }: MonitoredParts): Row[] {
  const own = new OwnMetrics(service);
  const seconds = (metric: "ReceiptSeconds" | "ResultsSeconds", statistic: "p50" | "Maximum", label: string) =>
    labeled(own.of(metric, statistic), label);
  return [
    heading("What came in?", "Figures and bars are sums over the time range chosen above; 1 day unless changed."),
    [
      totals({
        ...{ title: "Files", width: 6 },
        metrics: [
          labeled(own.of("FilesReceived", "Sum"), "received"),
          labeled(own.of("FilesOpen", "Maximum", gauge), "most open at once"),
        ],
      }),
      totals({
        ...{ title: "Rows read", width: 9 },
        metrics: ROWS_TAKEN.map((outcome) => labeled(own.of("RowsTaken", "Sum", { labels: { outcome } }), outcome)),
      }),
      totals({
        ...{ title: "Rows that came to rest", width: 9 },
        metrics: ROW_OUTCOMES.map((outcome) => labeled(own.of("RowsClosed", "Sum", { labels: { outcome } }), outcome)),
      }),
    ],
    [
      chart({
        ...{ title: "Files by what intake made of them", width: 8, unit: "files" },
        metrics: [eachOf({ service, metric: "FilesTaken", by: "outcome", statistic: "Sum" })],
      }),
      chart({
        ...{ title: "Files by distributor", width: 8, unit: "files" },
        metrics: [eachOf({ service, metric: "FilesReceived", by: "distributor", statistic: "Sum" })],
      }),
      chart({
        ...{ title: "Seconds from a drop to its receipt and to its final results", width: 8, unit: "seconds" },
        metrics: [
          seconds("ReceiptSeconds", "p50", "receipt, half of the files"),
          seconds("ReceiptSeconds", "Maximum", "receipt, slowest"),
          seconds("ResultsSeconds", "p50", "results, half of the files"),
          seconds("ResultsSeconds", "Maximum", "results, slowest"),
        ],
      }),
    ],
    [
      chart({
        ...{ title: "Results that the event bus was told of", width: 12, unit: "batches" },
        metrics: [
          labeled(own.of("ResultsTold", "Sum"), "told"),
          labeled(own.of("ResultsUntold", "Sum"), "left to the sync"),
        ],
      }),
      chart({
        ...{ title: "Messages to distributors", width: 12, unit: "messages" },
        metrics: NOTICES.map(([channel, outcome]) =>
          labeled(own.of("Notices", "Sum", { labels: { channel, outcome } }), `${channel} ${outcome}`),
        ),
      }),
    ],
  ];
}

export function funnelSection({ service }: MonitoredParts): Row[] {
  const own = new OwnMetrics(service);
  const byStage = (metric: "OrdersEntered" | "SitesEntered") =>
    ENTERED.map((stage) => labeled(own.of(metric, "Sum", { labels: { stage } }), stage));
  return [
    heading("Where is everything?"),
    [
      bars({ title: "Orders that entered each stage", width: 8, metrics: byStage("OrdersEntered") }),
      bars({ title: "Sites that entered each stage", width: 8, metrics: byStage("SitesEntered") }),
      bars({
        ...{ title: "Orders by final status", width: 8 },
        metrics: [eachOf({ service, metric: "OrdersEnded", by: "status", statistic: "Sum" })],
      }),
    ],
    [
      chart({
        ...{ title: "Orders at work in each stage (counted by the sync)", width: 8, unit: "orders" },
        metrics: STAGES.map((stage) =>
          labeled(own.of("OrdersInStage", "Maximum", { labels: { stage }, ...gauge }), stage),
        ),
      }),
      chart({
        ...{ title: "Longest time in a stage without change", width: 8, unit: "seconds" },
        metrics: STAGES.map((stage) =>
          labeled(own.of("StageOldestSeconds", "Maximum", { labels: { stage }, ...gauge }), stage),
        ),
      }),
      chart({
        ...{ title: "Time in a stage, 19 of 20 orders", width: 8, unit: "seconds" },
        metrics: ENTERED.map((stage) => labeled(own.of("StageSeconds", "p95", { labels: { stage } }), stage)),
      }),
    ],
  ];
}

export function waitSection({ service }: MonitoredParts): Row[] {
  const own = new OwnMetrics(service);
  const kinds = WaitKindSchema.options;
  return [
    heading(
      "What waits for whom, and for how long?",
      "AT&T decides credit and sends contracts; customers sign; held orders wait for us.",
    ),
    [
      latest({
        ...{ title: "Orders that wait", width: 12 },
        metrics: [
          ...kinds.map((kind) => labeled(own.of("WaitsOpen", "Maximum", { labels: { kind }, ...gauge }), WAITS[kind])),
          labeled(own.of("HeldNow", "Maximum", gauge), "for a person"),
          labeled(own.of("OrdersPaused", "Maximum", gauge), "for the end of a pause"),
        ],
      }),
      latest({
        ...{ title: "Longest wait, seconds", width: 12 },
        metrics: [
          ...kinds.map((kind) =>
            labeled(own.of("WaitOldestSeconds", "Maximum", { labels: { kind }, ...gauge }), WAITS[kind]),
          ),
          labeled(own.of("HeldOldestSeconds", "Maximum", gauge), "for a person"),
          labeled(own.of("PauseOldestSeconds", "Maximum", gauge), "for the end of a pause"),
        ],
      }),
    ],
    [
      chart({
        ...{ title: "Waits opened", width: 8, unit: "orders" },
        metrics: [eachOf({ service, metric: "WaitsOpened", by: "kind", statistic: "Sum" })],
      }),
      chart({
        ...{ title: "Waits ended by a decision", width: 8, unit: "orders" },
        metrics: [eachOf({ service, metric: "WaitsClosed", by: "kind", statistic: "Sum" })],
      }),
      chart({
        ...{ title: "Orders of which something ends within a week", width: 8, unit: "orders" },
        metrics: [eachOf({ service, metric: "LeasesEnding", by: "lease", statistic: "Maximum", ...gauge })],
      }),
    ],
  ];
}

const WAITS = { credit: "for a credit decision", esign: "for a signature" } as const;

export function failureSection({ service }: MonitoredParts): Row[] {
  return [
    heading("What failed, and why?", "Reasons are explained in docs/errors.md."),
    [
      bars({
        ...{ title: "Orders held, by reason", width: 8 },
        metrics: [eachOf({ service, metric: "OrdersHeld", by: "reason", statistic: "Sum" })],
      }),
      chart({
        ...{ title: "Orders that wait for a person now, by reason", width: 8, unit: "orders" },
        metrics: [eachOf({ service, metric: "HeldByReason", by: "reason", statistic: "Maximum", ...gauge })],
      }),
      chart({
        ...{ title: "Executions that died, by status", width: 8, unit: "executions" },
        metrics: [eachOf({ service, metric: "ExecutionsDied", by: "status", statistic: "Sum" })],
      }),
    ],
    [
      chart({
        ...{ title: "Messages on which a function threw", width: 6, unit: "messages" },
        metrics: [eachOf({ service, metric: "MessagesFailed", by: "function", statistic: "Sum" })],
      }),
      chart({
        ...{ title: "Messages given back to be tried again", width: 6, unit: "messages" },
        metrics: [eachOf({ service, metric: "MessagesReturned", by: "function", statistic: "Sum" })],
      }),
      chart({
        ...{ title: "What the sync repaired", width: 6, unit: "repairs" },
        metrics: [eachOf({ service, metric: "SyncRepairs", by: "repair", statistic: "Sum" })],
      }),
      chart({
        ...{ title: "Breaks that the nightly run found", width: 6, unit: "breaks" },
        metrics: [eachOf({ service, metric: "SyncBreaks", by: "class", statistic: "Sum" })],
      }),
    ],
  ];
}
