// Every command with its options: the one table from which arguments are checked and help is printed, so that help never
// names something that does not work.

export interface OptionSpec {
  readonly type: "text" | "flag" | "count" | "port" | "seconds";
  /** How help names the value. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly summary: string;
}

export interface CommandSpec {
  readonly operands: string;
  readonly operandsMin: number;
  readonly operandsMax: number;
  readonly summary: string;
  readonly notes: readonly string[];
  readonly options: Readonly<Record<string, OptionSpec>>;
}

const distributor: OptionSpec = { type: "text", value: "NAME", summary: "whose file it is (default: demo)" };
const owner: OptionSpec = {
  type: "text",
  value: "NAME",
  summary: "whose order_ref it is; needed where several distributors have it",
};
const policy: OptionSpec = {
  type: "text",
  value: "order|file|site",
  choices: ["order", "file", "site"],
  summary: "what a bad row holds back (default: the distributor's own policy)",
};
const out: OptionSpec = { type: "text", value: "DIR", summary: "where results and state lie (default: out)" };
const json: OptionSpec = { type: "flag", summary: "one JSON object on standard output" };
const stackOutputs: OptionSpec = {
  type: "text",
  value: "FILE",
  summary: "a deployed stack: the file of `cdk deploy --outputs-file` (default: the cloud of a running `run`)",
};
/** Of commands on single orders. */
const ORDER_NOTE =
  "ORDER is an order_ref, which means its newest order, or an order id (o-…), as `status` and events.ndjson have it.";

export const COMMANDS = {
  run: {
    operands: "[FILE…]",
    operandsMin: 0,
    operandsMax: 1000,
    summary: "send files through every stage on the embedded cloud and write the results",
    notes: [
      "Without FILE it runs the bundled example. The state under --out is kept: run a corrected file with the same",
      "--out and only the corrected rows are sent; run a file again after an interruption and it goes on.",
    ],
    options: {
      distributor,
      out,
      policy,
      "ordering-url": {
        type: "text",
        value: "URL",
        summary: "another Ordering API; credentials from APEX_CLIENT_ID and APEX_CLIENT_SECRET",
      },
      "callback-port": {
        type: "port",
        value: "N",
        summary: "port where callbacks arrive; signing secret from APEX_WEBHOOK_SECRET",
      },
      timeout: { type: "seconds", value: "SECONDS", summary: "how long to wait for the last row (default: 1800)" },
      keep: { type: "flag", summary: "stay up after the outcome, for status and results, until interrupted" },
      json,
    },
  },
  validate: {
    operands: "FILE",
    operandsMin: 1,
    operandsMax: 1,
    summary: "check a file as `run` would; nothing is sent, nothing is written",
    notes: [],
    options: { distributor, policy, json },
  },
  template: {
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    summary: "print a filled, valid example file",
    notes: [],
    options: {
      format: {
        type: "text",
        value: "csv|json|ndjson",
        choices: ["csv", "json", "ndjson"],
        summary: "form of the file (default: csv)",
      },
      rows: { type: "count", value: "N", summary: "number of sites (default: 3)" },
    },
  },
  status: {
    operands: "[BATCH…]",
    operandsMin: 0,
    operandsMax: 1000,
    summary: "where the orders of a batch are; without BATCH: every one that is open or needs a person",
    notes: ["BATCH is the batchId that `run` prints."],
    options: { out, "stack-outputs": stackOutputs, json },
  },
  results: {
    operands: "BATCH",
    operandsMin: 1,
    operandsMax: 1,
    summary: "download the results of a batch as they stand",
    notes: ["BATCH is the batchId that `run` prints."],
    options: { out, "stack-outputs": stackOutputs, json },
  },
  resolve: {
    operands: "ORDER [NAME=ID…]",
    operandsMin: 1,
    operandsMax: 20_000,
    summary: "say what became of a call whose outcome is unknown; alone: what is open and what to ask AT&T",
    notes: [
      "With --happened come the ids that the call made: NAME is the contract's name (orderId) or a site_ref.",
      "The order stays held until it is redriven.",
      ORDER_NOTE,
    ],
    options: {
      distributor: owner,
      call: {
        type: "text",
        value: "CALL",
        summary: "which call, as `resolve ORDER` names it; not needed where one is open",
      },
      happened: { type: "flag", summary: "it took effect, and made these ids" },
      "did-not-happen": { type: "flag", summary: "it had no effect: it is made again" },
      "look-again": { type: "flag", summary: "ask the Ordering API, where it can be asked; without --call: for all" },
      redrive: { type: "flag", summary: "put the order back to work when no other call of it is open" },
      out,
      "stack-outputs": stackOutputs,
      json,
    },
  },
  redrive: {
    operands: "ORDER…",
    operandsMin: 1,
    operandsMax: 1000,
    summary: "put held orders back to work, once the reason is gone",
    notes: [ORDER_NOTE, "A met credit condition is approved by it."],
    options: {
      distributor: owner,
      anew: {
        type: "flag",
        summary:
          "in a new execution, on the state machine as deployed now; calls that are confirmed are not made again",
      },
      out,
      "stack-outputs": stackOutputs,
      json,
    },
  },
  cancel: {
    operands: "ORDER…",
    operandsMin: 1,
    operandsMax: 1000,
    summary: "stop orders; says what AT&T has already and cannot be stopped",
    notes: [ORDER_NOTE],
    options: { distributor: owner, out, "stack-outputs": stackOutputs, json },
  },
  "dead-letters": {
    operands: "[QUEUE…]",
    operandsMin: 0,
    operandsMax: 20,
    summary: "list the messages that failed too often, send them back or drop them",
    notes: [
      "QUEUE is intake, start-order, decisions or a stage. A stage's parked messages are answered by a function, which",
      "holds their orders: redrive these.",
    ],
    options: {
      "send-back": { type: "flag", summary: "all messages of QUEUE go back to where they came from" },
      drop: { type: "text", value: "MESSAGE[,MESSAGE…]", summary: "delete these messages of QUEUE; needs --reason" },
      reason: { type: "text", value: "TEXT", summary: "why; stands in the timeline of the order" },
      out,
      "stack-outputs": stackOutputs,
      json,
    },
  },
} as const satisfies Record<string, CommandSpec>;

export type CommandName = keyof typeof COMMANDS;
