// Options that several commands share.
import type { OptionSpec } from "../command-call.ts";

export const json: OptionSpec = { type: "flag", summary: "print one JSON object on standard output" };
export const out: OptionSpec = { type: "text", value: "DIR", summary: "folder for results and state (default: out)" };
export const distributor: OptionSpec = { type: "text", value: "NAME", summary: "whose file it is (default: demo)" };
export const owner: OptionSpec = {
  type: "text",
  value: "NAME",
  summary: "whose order_ref it is, where several distributors have it",
};
export const policy: OptionSpec = {
  type: "text",
  value: "order|file|site",
  choices: ["order", "file", "site"],
  summary: "what a bad row holds back (default: the distributor's policy)",
};
export const orderingUrl: OptionSpec = { type: "text", value: "URL", summary: "another Ordering API, with its path" };
export const sheet: OptionSpec = {
  type: "text",
  value: "NAME",
  summary: "sheet of an Excel workbook (default: the first that is not hidden)",
};
const stackOutputs: OptionSpec = {
  type: "text",
  value: "FILE",
  summary:
    "outputs file of a deployed stack, as `cdk deploy --outputs-file` writes it (default: the cloud of a `run` that is up)",
};
export const boardPort: OptionSpec = {
  type: "port",
  value: "N",
  summary: "port of the board (default: any that is free)",
};
export const yes: OptionSpec = { type: "flag", summary: "do it without asking" };
const timeout: OptionSpec = {
  type: "seconds",
  value: "SECONDS",
  summary: "how long --wait waits at most (default: 1800)",
};
/** `what`: what is followed. */
export const waiting = (what: string) =>
  ({ wait: { type: "flag", summary: `follow ${what} to the end and print the outcome` }, timeout }) as const;

/** Where an operator's command works, and how it answers. */
export const where = { out, "stack-outputs": stackOutputs, json } as const;

export const ASKS_NOTE = "It shows what it will do and asks first; --yes does it without asking.";
/** A distributor's way, in place of a stack (docs/front-door.md). */
export const byApi = {
  api: { type: "text", value: "URL", summary: "the front door of a deployment, instead of its stack" },
  "token-file": { type: "text", value: "FILE", summary: "your token for --api (default: APEX_API_TOKEN)" },
} as const satisfies Record<string, OptionSpec>;

export const ORDER_NOTE = "ORDER is an order_ref (the newest order that has it) or an order id (o-…).";
