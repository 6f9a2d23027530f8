// Commands on bulk files: the way of a file from the template to its results.
import type { CommandSpec } from "../command-call.ts";
import { beginPartnerThread } from "../partner-thread.ts";
import {
  ASKS_NOTE,
  boardPort,
  byApi,
  distributor,
  json,
  orderingUrl,
  out,
  policy,
  sheet,
  waiting,
  where,
  yes,
} from "./options.ts";

export const FILE_COMMANDS = {
  run: {
    operands: "[FILE…]",
    operandsMin: 0,
    operandsMax: 1000,
    summary: "send files through every stage on the embedded cloud, and write the results",
    notes: [
      "Without FILE it runs the bundled example.",
      "The state under --out is kept: run failed.csv with the same --out and only the corrected rows are sent; run a file " +
        "again after an interruption and it continues.",
      "Another Ordering API (--ordering-url) needs APEX_CLIENT_ID, APEX_CLIENT_SECRET and, for its callbacks, " +
        "APEX_WEBHOOK_SECRET in the environment.",
    ],
    examples: [
      ["run orders.csv", "send a file; results go to out/orders-f-…/"],
      ["run orders.csv --keep", "stay up afterward, for show, waits and the other commands"],
      ["run out/orders-f-1a2b/failed.csv", "send the corrected rows"],
      ["run orders.csv --ordering-url https://host/api/v1 --callback-port 8787", "use another Ordering API"],
    ],
    options: {
      distributor,
      out,
      policy,
      sheet,
      "ordering-url": orderingUrl,
      "api-port": {
        type: "port",
        value: "N",
        summary: "open the front door on this port; `token` prints tokens for it",
      },
      "callback-port": { type: "port", value: "N", summary: "port where callbacks arrive" },
      plan: { type: "text", value: "HASH", summary: "send only if the plan with this hash is still valid" },
      timeout: { type: "seconds", value: "SECONDS", summary: "how long to wait for the last row (default: 1800)" },
      keep: { type: "flag", summary: "stay up after the outcome until interrupted" },
      "no-board": { type: "flag", summary: "do not serve the board, the live page of this run" },
      "board-port": boardPort,
      json,
    },
    perform: async (call) => {
      const thread = call.values["ordering-url"] === undefined ? beginPartnerThread() : undefined;
      try {
        return await (await import("../run.ts")).run(call, thread);
      } finally {
        await thread?.close();
      }
    },
  },
  validate: {
    operands: "FILE",
    operandsMin: 1,
    operandsMax: 1,
    summary: "check a file as `run` would; nothing is sent, nothing is written",
    notes: ["All errors are reported at once, each with its row, column, reason and fix."],
    examples: [
      ["validate orders.csv", "list every error with its fix"],
      ["validate orders.csv --json", "the same for a program"],
    ],
    options: { distributor, policy, sheet, json },
    perform: async (call) => (await import("../validate.ts")).validate(call),
  },
  plan: {
    operands: "FILE",
    operandsMin: 1,
    operandsMax: 1,
    summary: "show what a file would do: orders and sites to create, unchanged, refused; nothing is written",
    notes: [
      "It decides as `run` would, on the state under --out (running or not), on another Ordering API's (--ordering-url), or on a " +
        "deployed stack.",
      "It prints a hash: `run FILE --plan HASH` sends nothing if the file or what was sent before it has changed since.",
    ],
    examples: [
      ["plan orders.csv", "one order per line: + to send, ~ sent again, = unchanged, ✗ refused"],
      ["plan orders.csv --json", "the same for a program"],
      ["plan orders.csv --stack-outputs stack-outputs.json", "against a deployed stack"],
    ],
    options: { distributor, policy, sheet, "ordering-url": orderingUrl, ...where },
    perform: async (call) => (await import("../plan.ts")).plan(call),
  },
  template: {
    operands: "[FILE]",
    operandsMin: 0,
    operandsMax: 1,
    summary: "print a filled, valid example file, or write it to FILE",
    notes: ["An existing FILE is not overwritten. Without --format, its extension decides the format."],
    examples: [
      ["template > orders.csv", "something to start from"],
      ["template orders.xlsx", "the same as an Excel workbook, every column as text"],
      ["template --format json --rows 200 > load.json", "a larger file to test with"],
    ],
    options: {
      format: {
        type: "text",
        value: "csv|json|ndjson|xlsx",
        choices: ["csv", "json", "ndjson", "xlsx"],
        summary: "format of the file (default: the extension of FILE, else csv)",
      },
      rows: { type: "count", value: "N", summary: "number of sites (default: 3)" },
    },
    perform: async (call) => (await import("../template.ts")).template(call),
  },
  submit: {
    operands: "FILE…",
    operandsMin: 1,
    operandsMax: 1000,
    summary: "drop files into the inbox of a deployed stack or a running embedded cloud",
    notes: ["It uploads them as a distributor would. Without --wait it returns as soon as they are there.", ASKS_NOTE],
    examples: [
      ["submit orders.csv --stack-outputs stack-outputs.json", "send a file to a deployed stack"],
      ["submit orders.csv --yes --wait", "to the cloud of a `run --keep`, and bring the results to out/"],
      ["submit orders.csv --yes --wait --json", "the same for a program"],
      ["submit orders.csv --yes --api https://host --token-file token.txt", "as a distributor, through the front door"],
    ],
    options: { distributor, policy, sheet, yes, ...waiting("the files"), ...where, ...byApi },
    perform: async (call) => (await import("../submit.ts")).submit(call),
  },
  results: {
    operands: "BATCH",
    operandsMin: 1,
    operandsMax: 1,
    summary: "download the current results of a batch",
    notes: ["BATCH is the batch id that `run` prints (f-…)."],
    examples: [
      ["results f-6c43a59bcd5964ebc720ebac", "write results.csv, failed.csv and report.html below out/"],
      ["results f-6c43a59bcd5964ebc720ebac --api https://host --token-file token.txt", "as a distributor"],
    ],
    options: { ...where, ...byApi },
    perform: async (call) => (await import("../results.ts")).results(call),
  },
} as const satisfies Record<string, CommandSpec>;
