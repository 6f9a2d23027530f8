// Commands that only look: where orders are, and what they wait for.
import type { CommandSpec } from "../command-call.ts";
import { byApi, boardPort, distributor as boardDistributor, json, owner, where } from "./options.ts";

export const ORDER_COMMANDS = {
  show: {
    operands: "REF",
    operandsMin: 1,
    operandsMax: 1,
    summary: "show where an order, site or file is, why, what it waits for, and what to do next",
    notes: [
      "REF is an order_ref, order_ref/site_ref, an id of ours (o-…, f-…) or of AT&T's (15 or 18 characters), a transaction " +
        "id, a batch or a file name.",
      "If no run is active, it reads the state that the last one left.",
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
  explain: {
    operands: "CODE|REF [FIELD]",
    operandsMin: 1,
    operandsMax: 3,
    summary: "explain a code, or trace a value sent to AT&T back to its file, row and column",
    notes: [
      "CODE is any code that issues, results and `show` name. REF is an order_ref, order_ref/site_ref, or any id that `show` takes.",
      "FIELD is a column (site_zip), a field of AT&T's (address.zipCode, Port Speed), or a call and a field. A field that matches several " +
        "values lists them. The values are shown as they are, personal data too.",
    ],
    examples: [
      ["explain zip.form", "what the code means and how to fix it"],
      ["explain PO-7/S-1 site_zip", "a column: as written, as read, and where it was sent"],
      ["explain PO-7/S-1 createBilling contacts.contactDetails.city", "one field of one call"],
    ],
    options: { distributor: owner, ...where },
    perform: async (call) => (await import("../explain.ts")).explain(call),
  },
  waits: {
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    summary: "list who waits for what, since when and until when, and what expires within a week",
    notes: [
      "Quotes, credit approvals and signature requests are assumed valid for 60, 90 and 30 days; APEX_QUOTE_DAYS, " +
        "APEX_CREDIT_DAYS and APEX_ENVELOPE_DAYS in the environment change that.",
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
      "It is served on loopback only, and its address holds a token: anyone who has the address can do what you can.",
      "If a run is active, it prints the address of that run's board. If not, it starts an embedded cloud under --out, which stays up until " +
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
    summary: "show the progress of batches; without BATCH, of all that are open or need a person",
    notes: ["BATCH is the batch id that `run` prints (f-…). Anything else is answered as `show` does."],
    examples: [
      ["status", "what is open, and what needs a person"],
      ["status f-6c43a59bcd5964ebc720ebac --json", "one batch, for a program"],
    ],
    options: { ...where, ...byApi },
    perform: async (call) => (await import("../status.ts")).status(call),
  },
  breaks: {
    operands: "[SUBJECT…]",
    operandsMin: 0,
    operandsMax: 1000,
    summary: "list differences that the nightly run could not repair, with the command for each",
    notes: [
      "A break that the next nightly run no longer finds is closed automatically. Exit status 3: some open breaks have not been accepted.",
    ],
    examples: [
      ["breaks", "all of them, with cause and command"],
      [
        'breaks o-4711 --accept "AT&T has confirmed it"',
        "it is right as it is: no more alarms until its cause changes",
      ],
    ],
    options: {
      accept: { type: "text", value: "REASON", summary: "the breaks about SUBJECT are right as they are" },
      ...where,
    },
    perform: async (call) => (await import("../breaks.ts")).breaks(call),
  },
  certificate: {
    operands: "verify FILE",
    operandsMin: 1,
    operandsMax: 2,
    summary: "check a nightly certificate offline: its signature, its counts, and the one before it",
    notes: [
      "A valid certificate may still list breaks or be partial; it says so. Exit status: 0 valid, 3 not valid, with the reason, " +
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
      previous: { type: "text", value: "FILE", summary: "the previous certificate, which this one must follow" },
      json,
    },
    perform: async (call) => (await import("../certificate.ts")).certificate(call),
  },
} as const satisfies Record<string, CommandSpec>;
