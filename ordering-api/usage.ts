// What `npm run ordering-api -- --help` says, and that nothing misspelled is ignored: the server takes no operand and no option, its
// settings come from the environment.
import { Command } from "commander";
import { STANDALONE_SETTINGS } from "./env.ts";

/** Prints help and exits with 0, or names what is wrong and exits with 2; otherwise it returns. */
export function readUsage(words: readonly string[]): void {
  const names = STANDALONE_SETTINGS.map(({ name }) => name.length);
  const settings = STANDALONE_SETTINGS.map(
    ({ name, means, byDefault }) => `  ${name.padEnd(Math.max(...names))}  ${means}; default ${byDefault}`,
  );
  new Command("npm run ordering-api --")
    .description("AT&T's APEX Ordering API as a sandbox on this machine: fictional prices and accounts, no network.")
    .usage("[--help]")
    .helpOption("-h, --help", "print help")
    .allowExcessArguments(false)
    .showHelpAfterError("Help: npm run ordering-api -- --help")
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .addHelpText(
      "after",
      `\nEnvironment:\n${settings.join("\n")}\n\nExamples:\n  npm run ordering-api\n      serve on port 8080; Ctrl-C ends it\n` +
        "  PORT=9000 ORDERING_DATA_DIR=memory npm run ordering-api\n      on another port, keeping nothing\n\nEverything else: docs/ordering-api.md",
    )
    .parse(words, { from: "user" });
}
