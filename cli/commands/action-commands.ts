// Commands of operators that change something: each shows what it will do, and asks.
import { PAUSABLE_STAGES } from "../../contracts/stage-names.ts";
import type { CommandSpec } from "../command-call.ts";
import { ASKS_NOTE, ORDER_NOTE, owner, waiting, where, yes } from "./options.ts";

const STAGE_NAMES = PAUSABLE_STAGES.join(", ");

export const ACTION_COMMANDS = {
  resolve: {
    operands: "ORDER [NAME=ID…]",
    operandsMin: 1,
    operandsMax: 20_000,
    summary: "report the outcome of a call when it is unknown; without options: list open calls and what to ask AT&T",
    notes: [
      ORDER_NOTE,
      "With --happened, give the ids that the call created: NAME is the contract's name (orderId) or a site_ref.",
      "The order stays held until it is redriven.",
      ASKS_NOTE,
    ],
    examples: [
      ["resolve PO-7", "list the open calls of an order"],
      ["resolve PO-7 --happened orderId=801Rq00000AbCdE SITE-1=801Rq00000AbCdF --redrive", "it took effect"],
      ["resolve PO-7 --did-not-happen --redrive", "the call had no effect; it is made again"],
    ],
    options: {
      distributor: owner,
      call: {
        type: "text",
        value: "CALL",
        summary: "which call, as `resolve ORDER` names it; needed where several are open",
      },
      happened: { type: "flag", summary: "the call took effect and created these ids" },
      "did-not-happen": { type: "flag", summary: "the call had no effect; it is made again" },
      "look-again": { type: "flag", summary: "ask the Ordering API, where it can be asked; without --call, about all" },
      settled: { type: "flag", summary: "what AT&T said after the order ended has been settled with AT&T" },
      redrive: { type: "flag", summary: "put the order back to work when no other call of it is open" },
      yes,
      ...waiting("the redriven order"),
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
      "An order held for a credit condition is redriven when the condition is met; where AT&T still says Conditional, it is held again.",
      ASKS_NOTE,
    ],
    examples: [
      ["redrive PO-7 --wait", "continue from the stage where it stopped, and follow it to its end"],
      ["redrive PO-7 PO-8 --anew", "in new executions"],
    ],
    options: {
      distributor: owner,
      anew: {
        type: "flag",
        summary: "start a new execution on the state machine as deployed now; confirmed calls are not made again",
      },
      yes,
      ...waiting("the orders"),
      ...where,
    },
    perform: async (call) => (await import("../redrive.ts")).redriveOrders(call),
  },
  cancel: {
    operands: "ORDER…",
    operandsMin: 1,
    operandsMax: 1000,
    summary: "stop orders, and show what AT&T already has and cannot be stopped",
    notes: [ORDER_NOTE, ASKS_NOTE],
    examples: [
      ["cancel PO-7", "see what would be stopped and what AT&T already has, then say yes or no"],
      ["cancel PO-7 PO-8 --yes --wait", "without asking, and print when it is over"],
    ],
    options: { distributor: owner, yes, ...waiting("the orders"), ...where },
    perform: async (call) => (await import("../cancel.ts")).cancelOrders(call),
  },
  pause: {
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    summary: "pause everything, one stage or one distributor; without options: list what is paused",
    notes: [
      "Paused orders wait where they are and are not sent to AT&T; nothing is lost and nothing fails. Calls that are under way " +
        "end, files are still read, and credit decisions and signatures still arrive.",
      ASKS_NOTE,
    ],
    examples: [
      ["pause", "what is paused, since when and why"],
      ['pause --stage handoff --reason "AT&T maintenance"', "hand nothing off for a while"],
      ["pause --distributor northwind-telecom", "pause the orders of one distributor"],
      ["pause --all --yes", "everything, without asking"],
    ],
    options: {
      all: { type: "flag", summary: "everything" },
      stage: { type: "text", value: "STAGE", choices: PAUSABLE_STAGES, summary: `one stage: ${STAGE_NAMES}` },
      distributor: { type: "text", value: "NAME", summary: "the orders of one distributor" },
      reason: { type: "text", value: "TEXT", summary: "why; shown wherever something waits for it" },
      yes,
      wait: { type: "flag", summary: "return once no new call can start (2 seconds)" },
      ...where,
    },
    perform: async (call) => (await import("../pause.ts")).pause(call),
  },
  resume: {
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    summary: "end a pause: its orders continue from where they are",
    notes: [
      "Orders continue within a tenth of the time that the pause lasted, and within 5 minutes at most.",
      ASKS_NOTE,
    ],
    examples: [
      ["resume --stage handoff", "end the pause of a stage"],
      ["resume --all --yes --wait", "end the pause of everything, and follow its orders to the end"],
    ],
    options: {
      all: { type: "flag", summary: "the pause of everything; pauses of stages and distributors stay" },
      stage: {
        type: "text",
        value: "STAGE",
        choices: PAUSABLE_STAGES,
        summary: `the pause of one stage: ${STAGE_NAMES}`,
      },
      distributor: { type: "text", value: "NAME", summary: "the pause of a distributor" },
      yes,
      ...waiting("its orders"),
      ...where,
    },
    perform: async (call) => (await import("../pause.ts")).resume(call),
  },
  "dead-letters": {
    operands: "[QUEUE…]",
    operandsMin: 0,
    operandsMax: 20,
    summary: "list the messages that failed too often, send them back or drop them",
    notes: [
      "QUEUE is intake, start-order, webhook, mail, decisions, undelivered or a stage. For a stage, a function has " +
        "already answered its messages and held their orders: redrive those orders. undelivered holds scheduled runs that failed.",
      ASKS_NOTE,
    ],
    examples: [
      ["dead-letters", "what is parked, and where"],
      ["dead-letters intake --send-back", "let the intake try again"],
      ['dead-letters intake --drop 5f1e --reason "test file"', "delete a message, with the reason"],
    ],
    options: {
      "send-back": { type: "flag", summary: "all messages of QUEUE go back to where they came from" },
      drop: { type: "text", value: "MESSAGE[,MESSAGE…]", summary: "delete these messages of QUEUE; needs --reason" },
      reason: { type: "text", value: "TEXT", summary: "why; recorded in the order's timeline" },
      yes,
      ...waiting("the messages that are sent back"),
      ...where,
    },
    perform: async (call) => (await import("../dead-letters.ts")).deadLetters(call),
  },
} as const satisfies Record<string, CommandSpec>;
