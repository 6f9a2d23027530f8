// Commands that no file and no order is given to: what orders cost, and the command line itself.
import type { CommandSpec } from "../command-call.ts";
import { distributor, json, orderingUrl, out } from "./options.ts";

export const SHELL_COMMANDS = {
  cost: {
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    summary: "run orders on the embedded cloud and print what they would cost on AWS",
    notes: ["It runs orders of two sizes to measure growth as well. Nothing is kept."],
    examples: [
      ["cost", "10 orders of 10 sites"],
      ["cost --orders 50 --sites 25 --json", "for a program"],
    ],
    options: {
      orders: { type: "count", value: "N", summary: "number of orders (default: 10)" },
      sites: { type: "count", value: "M", summary: "sites per order (default: 10)" },
      json,
    },
    perform: async (call) => (await import("../cost.ts")).cost(call),
  },
  token: {
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    summary: "print a token for the front door of an embedded cloud that was started with --api-port",
    notes: ["It is good for an hour. A deployed front door takes the tokens of its own issuer only."],
    examples: [["token --distributor demo > token.txt", "for curl, or for --token-file"]],
    options: { distributor, out, "ordering-url": orderingUrl },
    perform: async (call) => (await import("../local-issuer.ts")).token(call),
  },
  completion: {
    operands: "SHELL",
    operandsMin: 1,
    operandsMax: 1,
    summary: "print a script that completes commands and options: bash, zsh or fish",
    notes: [
      "The script defines apex-bulk where it is not on the PATH: in a checkout, `apex-bulk …` then does what " +
        "`npm start -- …` does.",
    ],
    examples: [
      ["completion bash > ~/.apex-bulk.bash", "then add to ~/.bashrc: source ~/.apex-bulk.bash"],
      ["completion zsh > ~/.apex-bulk.zsh", "then add to ~/.zshrc, after compinit: source ~/.apex-bulk.zsh"],
      ["completion fish > ~/.config/fish/completions/apex-bulk.fish", "read by the next fish"],
    ],
    options: {},
    perform: async (call) => (await import("../completion.ts")).completion(call),
  },
} as const satisfies Record<string, CommandSpec>;
