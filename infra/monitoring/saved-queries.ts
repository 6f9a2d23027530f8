// Questions to the log, saved in CloudWatch Logs Insights: the way of one file, order, site, quote or trace, and for each section of
// docs/runbook.md the lines that its alarm is about. A test holds their fields and codes against lines that functions really write.
import { CfnQueryDefinition } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { MonitoredParts } from "./monitored-parts.ts";

interface Question {
  /** What a person reads before it is run: what to put in, or what it shows. */
  readonly comment: string;
  readonly query: readonly string[];
}

const WAY =
  "fields @timestamp, level, function, code, stage, chunk, outcome, reason, errorName, orderId, fileId, traceId";
const OLDEST_FIRST = "sort @timestamp asc";
const NEWEST_FIRST = "sort @timestamp desc";

/** You put in the value that stands in capitals. */
const WAYS: Readonly<Record<string, Question>> = {
  file: {
    comment: "Put in the file's id (npm start -- status). orderStart has the ids of its orders.",
    query: [WAY, 'filter fileId = "FILE_ID"', OLDEST_FIRST],
  },
  order: {
    comment: "Put in the order's id (npm start -- show ORDER_REF).",
    query: [WAY, 'filter orderId = "ORDER_ID"', OLDEST_FIRST],
  },
  site: {
    comment: "Put in the order's id and the site's chunk (npm start -- show SITE_REF); lines name no sites.",
    query: [WAY, 'filter orderId = "ORDER_ID" and (not ispresent(chunk) or chunk = 0)', OLDEST_FIRST],
  },
  quote: {
    comment: "Put in the quote's id (npm start -- show ORDER_REF): AT&T's decisions about it as they came.",
    query: [
      "fields @timestamp, function, code, kind, quoteId, eventId, meeting, traceId",
      'filter quoteId = "QUOTE_ID"',
      OLDEST_FIRST,
    ],
  },
  trace: {
    comment:
      "Put in what AT&T has as x-trace-id, f-….o-… (npm start -- show ORDER_REF): the way of one order, its file's lines too.",
    // A line of the file knows the first part of the id, one of the order at least the second: each is within the whole.
    query: [`${WAY}, messageId`, 'filter ispresent(traceId) and strcontains("TRACE_ID", traceId)', OLDEST_FIRST],
  },
  message: {
    comment: "Put in X-Ray's trace id, as xrayTraceId of any line or from the trace map: all that one message caused.",
    query: [`${WAY}, requestId, service`, 'filter xrayTraceId = "XRAY_TRACE_ID"', OLDEST_FIRST],
  },
};

const FAULT = "fields @timestamp, function, code, errorName, errorMessage, orderId, fileId, messageId, traceId";
const codes = (...names: readonly string[]): string =>
  `filter code in [${names.map((name) => `"${name}"`).join(", ")}]`;
const faults = (comment: string, ...names: readonly string[]): Question => ({
  comment,
  query: [FAULT, codes(...names), NEWEST_FIRST],
});
const counted = (comment: string, by: string, ...names: readonly string[]): Question => ({
  comment,
  query: [codes(...names), `stats count(*) as lines by bin(15m), ${by}`, "sort lines desc"],
});
/** Lines that the runtime writes, not we. */
const runtime = (comment: string, pattern: string): Question => ({
  comment,
  query: ["fields @timestamp, @log, @message", `filter @message like /${pattern}/`, NEWEST_FIRST],
});

/** By section of docs/runbook.md. */
const SECTIONS: Readonly<Record<string, Question>> = {
  "a-file-is-not-read": faults(
    "Files that were read, that stick, and what failed.",
    "fileTakenIn",
    "fileStuck",
    "messageFailed",
  ),
  "messages-are-parked": faults(
    "Why messages came back, and which were parked.",
    "messageFailed",
    "messagePoisoned",
    "stageDeadLettered",
  ),
  "a-stage-stands-still": counted(
    "Which functions put work off.",
    "function",
    "messageGoesOn",
    "messageReturned",
    "stageDone",
  ),
  "orders-need-a-person": {
    comment: "Orders that were held or stopped, with the reason.",
    query: ["fields @timestamp, stage, code, reason, orderId", codes("orderHeld", "orderStopped"), NEWEST_FIRST],
  },
  "work-is-paused": counted("What waits at which stage.", "stage", "messageGoesOn", "messageReturned", "stageDone"),
  "att-is-out-of-reach": counted(
    "Why messages go on later or come back.",
    "reason",
    "messageGoesOn",
    "messageReturned",
  ),
  "att-refuses-our-credentials": counted("Orders that were held, by reason.", "reason", "orderHeld"),
  "att-slows-us-down": counted("Why messages go on later or come back.", "reason", "messageGoesOn", "messageReturned"),
  "callbacks-are-silent": counted(
    "Callbacks that came.",
    "kind, meeting",
    "callbackTaken",
    "callbackRefused",
    "callbackUnplaced",
  ),
  "callbacks-are-not-taken-in": faults(
    "Callbacks that failed or found no order.",
    "functionFailed",
    "callbackUnplaced",
  ),
  "the-front-door-fails": faults("Requests that failed.", "frontDoorFailed", "functionFailed"),
  "requests-are-refused": faults(
    "Callbacks without a right signature, tokens that name nobody.",
    "callbackRefused",
    "frontDoorStranger",
  ),
  "a-function-throws": faults(
    "Errors that nobody expected.",
    "messageFailed",
    "messagePoisoned",
    "deadLetterUnreadable",
  ),
  "a-function-crashes": runtime("What the runtime says of crashes.", "Task timed out|Runtime\\.|functionFailed"),
  "lambda-throttles": counted(
    "Work that is done, by function.",
    "function",
    "stageDone",
    "fileTakenIn",
    "callbackTaken",
    "synced",
  ),
  "a-function-takes-long": {
    comment: "The slowest invocations of each function.",
    query: [
      'filter @type = "REPORT"',
      "stats max(@duration) as slowest, max(@maxMemoryUsed) as memory by @log",
      "sort slowest desc",
    ],
  },
  "continuations-are-dropped": counted(
    "What goes on in a message of its own, and why.",
    "function, reason",
    "messageGoesOn",
  ),
  "executions-die": {
    comment: "How executions ended.",
    query: ["fields @timestamp, code, execution, status, current", codes("executionEnded"), NEWEST_FIRST],
  },
  "aws-throttles-orders": faults(
    "Errors that name a throttled service.",
    "messageFailed",
    "messageNotSentAgain",
    "visibilityUnchanged",
  ),
  "the-sync-is-silent": faults(
    "Runs of the sync, and what failed in them.",
    "synced",
    "repairFailed",
    "functionFailed",
  ),
  "no-nightly-certificate": faults(
    "How far the nightly run came.",
    "nightlyUnfinished",
    "certificateWritten",
    "functionFailed",
  ),
  "the-sync-finds-breaks": faults(
    "Breaks, and what could not be compared.",
    "breakFound",
    "notCompared",
    "repairFailed",
  ),
  "events-are-lost": {
    comment: "Ends of executions that were heard.",
    query: [codes("executionEnded", "synced"), "stats count(*) as lines by bin(15m), code", "sort lines desc"],
  },
  "our-ordering-api-fails": runtime("Failures of our own Ordering API.", "orderingApiFailed|Task timed out"),
};

export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, parts: MonitoredParts) {
    super(scope, id);
    const { service, edgeFunctions, stageFunctions, orderingApi } = parts;
    const functions = [...Object.values(edgeFunctions), ...stageFunctions];
    const logGroupNames = functions.map(({ logGroup }) => logGroup.logGroupName);
    const ours = orderingApi === undefined ? [] : [orderingApi.server.logGroup.logGroupName];
    for (const [about, question] of Object.entries(WAYS)) {
      this.#save(`${service}/way of one ${about}`, question, logGroupNames);
    }
    for (const [section, question] of Object.entries(SECTIONS)) {
      const isOfOurs = section === "our-ordering-api-fails";
      if (isOfOurs && ours.length === 0) continue;
      this.#save(`${service}/runbook/${section}`, question, isOfOurs ? ours : logGroupNames);
    }
  }

  #save(name: string, { comment, query }: Question, logGroupNames: string[]): void {
    const id = name.replaceAll(/[^A-Za-z0-9]/g, "");
    new CfnQueryDefinition(this, id, { name, logGroupNames, queryString: `# ${comment}\n${query.join("\n| ")}` });
  }
}
