// Commands of operators: where orders are, and what can be done about them.
import type { CommandSpec } from "../command-call.ts";
import { boardPort, distributor as boardDistributor, json, ORDER_NOTE, owner, where } from "./options.ts";

export const ORDER_COMMANDS = {
  show: {
    operands: "REF",
    operandsMin: 1,
    operandsMax: 1,
    summary: "where an order, a site or a file is, why, what it waits for, and what to do now",
    notes: [
      "REF is an order_ref, order_ref/site_ref, an id of ours (o-…, f-…) or of AT&T's (15 or 18 characters), a transaction " +
        "id, a batch or a file name.",
      "Where no run is up, the state that the last one left is read.",
    ],
    examples: [
      ["show PO-7", "an order by the distributor's own reference"],
      ["show PO-7/SITE-3", "one of its sites"],
      [
        "show 801Rq00000AbCdEIAV --stack-outputs stack-outputs.json",
        "by AT&T's order or sub-order, on a deployed stack",
      ],
    ],
    options: { distributor: owner, ...where },
    perform: async (call) => (await import("../show.ts")).show(call),
  },
  waits: {
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    summary: "who waits for what, since when and until when, and what ends within a week",
    notes: [
      "Quotes, credit approvals and signature requests are taken to be good for 60, 90 and 30 days; APEX_QUOTE_DAYS, " +
        "APEX_CREDIT_DAYS and APEX_ENVELOPE_DAYS in the environment say otherwise.",
    ],
    examples: [
      ["waits", "the longest wait first"],
      ["waits --json", "the same for a program"],
    ],
    options: where,
    perform: async (call) => (await import("../waits.ts")).waits(call),
  },
  board: {
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    summary: "serve the live page: drop files, correct their cells, follow orders, act on them",
    notes: [
      "It is served on loopback only, and its address holds a token: whoever has the address can do what you can.",
      "Where a run is up, its board is named; where none is, an embedded cloud is started under --out and stays up until " +
        "you interrupt it. With --stack-outputs it works on a deployed stack, with your credentials.",
    ],
    examples: [
      ["board", "open the address that it prints, and drop a file onto the page"],
      ["board --stack-outputs stack-outputs.json", "the same for a deployed stack"],
    ],
    options: {
      distributor: boardDistributor,
      out: where.out,
      "stack-outputs": where["stack-outputs"],
      "board-port": boardPort,
    },
    perform: async (call) => (await import("../board.ts")).board(call),
  },
  status: {
    operands: "[BATCH…]",
    operandsMin: 0,
    operandsMax: 1000,
    summary: "progress of batches; without BATCH, of every one that is open or needs a person",
    notes: ["BATCH is the batch id that `run` prints (f-…). Anything else is answered as `show` does."],
    examples: [
      ["status", "what is open, and what needs a person"],
      ["status f-6c43a59bcd5964ebc720ebac --json", "one batch, for a program"],
    ],
    options: where,
    perform: async (call) => (await import("../status.ts")).status(call),
  },
  resolve: {
    operands: "ORDER [NAME=ID…]",
    operandsMin: 1,
    operandsMax: 20_000,
    summary: "report the outcome of a call that nobody knows; alone: list such calls, and what to ask AT&T",
    notes: [
      ORDER_NOTE,
      "With --happened come the ids that the call made: NAME is the contract's name (orderId) or a site_ref.",
      "The order stays held until it is redriven.",
    ],
    examples: [
      ["resolve PO-7", "list the open calls of an order"],
      ["resolve PO-7 --happened orderId=801Rq00000AbCdE SITE-1=801Rq00000AbCdF --redrive", "it took effect"],
      ["resolve PO-7 --did-not-happen --redrive", "it had no effect: it is made again"],
    ],
    options: {
      distributor: owner,
      call: {
        type: "text",
        value: "CALL",
        summary: "which call, as `resolve ORDER` names it; needed where several are open",
      },
      happened: { type: "flag", summary: "it took effect and made these ids" },
      "did-not-happen": { type: "flag", summary: "it had no effect: it is made again" },
      "look-again": { type: "flag", summary: "ask the Ordering API, where it can be asked; without --call, about all" },
      settled: { type: "flag", summary: "what AT&T said after the order had ended is settled with AT&T" },
      redrive: { type: "flag", summary: "put the order back to work when no other call of it is open" },
      ...where,
    },
    perform: async (call) => (await import("../resolve.ts")).resolveCalls(call),
  },
  redrive: {
    operands: "ORDER…",
    operandsMin: 1,
    operandsMax: 1000,
    summary: "put held orders back to work, once the reason is gone",
    notes: [
      ORDER_NOTE,
      "An order held for a credit condition is redriven when the condition is met; that approves it.",
    ],
    examples: [
      ["redrive PO-7", "continue from the stage where it stopped"],
      ["redrive PO-7 PO-8 --anew", "in new executions"],
    ],
    options: {
      distributor: owner,
      anew: {
        type: "flag",
        summary: "in a new execution, on the state machine as deployed now; confirmed calls are not made again",
      },
      ...where,
    },
    perform: async (call) => (await import("../act-on-orders.ts")).redriveOrders(call),
  },
  cancel: {
    operands: "ORDER…",
    operandsMin: 1,
    operandsMax: 1000,
    summary: "stop orders; says what AT&T already has and cannot be stopped",
    notes: [ORDER_NOTE],
    examples: [["cancel PO-7", "stop it, and hear what AT&T already has"]],
    options: { distributor: owner, ...where },
    perform: async (call) => (await import("../act-on-orders.ts")).cancelOrders(call),
  },
  "dead-letters": {
    operands: "[QUEUE…]",
    operandsMin: 0,
    operandsMax: 20,
    summary: "list the messages that failed too often, send them back or drop them",
    notes: [
      "QUEUE is intake, start-order, decisions or a stage. A stage's messages are answered by a function, which holds " +
        "their orders: redrive these.",
    ],
    examples: [
      ["dead-letters", "what is parked, and where"],
      ["dead-letters intake --send-back", "let the intake try again"],
      ['dead-letters intake --drop 5f1e --reason "test file"', "delete a message, with the reason"],
    ],
    options: {
      "send-back": { type: "flag", summary: "all messages of QUEUE go back to where they came from" },
      drop: { type: "text", value: "MESSAGE[,MESSAGE…]", summary: "delete these messages of QUEUE; needs --reason" },
      reason: { type: "text", value: "TEXT", summary: "why; stands in the timeline of the order" },
      ...where,
    },
    perform: async (call) => (await import("../dead-letters.ts")).deadLetters(call),
  },
  certificate: {
    operands: "verify FILE",
    operandsMin: 1,
    operandsMax: 2,
    summary: "check a nightly certificate offline: its signature, its counts, and the one before it",
    notes: [
      "A certificate that is valid may still list breaks or be partial: it says so. Exit status: 0 valid, 3 not valid, with the reason, " +
        "1 a file cannot be read.",
    ],
    examples: [
      ["certificate verify certificate.json --key certificate-key.pem", "against the key that you trust"],
      ["certificate verify today.json --previous yesterday.json --json", "that one follows the other, for a program"],
    ],
    options: {
      key: {
        type: "text",
        value: "PEMFILE",
        summary: "the public key to trust (default: the one that the certificate carries)",
      },
      previous: { type: "text", value: "FILE", summary: "the certificate before, which this one must follow" },
      json,
    },
    perform: async (call) => (await import("../certificate.ts")).certificate(call),
  },
} as const satisfies Record<string, CommandSpec>;
