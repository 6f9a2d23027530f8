// Commands about the command line itself.
import type { CommandSpec } from "../command-call.ts";

export const SHELL_COMMANDS = {
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
