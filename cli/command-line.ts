// From words to an exit status: which command runs, and how its failures are told. Commands are loaded when they are asked
// for, so that `--help` and `template` do not wait for the embedded cloud's code.
import { readFile } from "node:fs/promises";
import path from "node:path";
import { faultText } from "./fault-text.ts";
import { helpText } from "./help-text.ts";
import { type Invocation, parseArguments } from "./parse-arguments.ts";
import type { Terminal } from "./terminal.ts";
import { EXIT, UsageError } from "./usage-error.ts";

export async function commandLine(
  words: readonly string[],
  terminal: Terminal,
  interrupted: AbortSignal,
): Promise<number> {
  try {
    return await perform(parseArguments(words), terminal, interrupted);
  } catch (error) {
    if (error instanceof UsageError) {
      terminal.note(`apex-bulk: ${error.message}\nSee: npm start -- --help\n`);
      return EXIT.usage;
    }
    // What an interrupt has torn on its way is not broken.
    if (interrupted.aborted) return EXIT.interrupted;
    terminal.note(`apex-bulk: ${faultText(error)}\n`);
    return EXIT.broke;
  }
}

async function perform(invocation: Invocation, terminal: Terminal, interrupted: AbortSignal): Promise<number> {
  if (invocation.kind === "help") {
    terminal.answer(helpText(invocation.command));
    return EXIT.everyRowWentThrough;
  }
  if (invocation.kind === "version") {
    terminal.answer(`${await version()}\n`);
    return EXIT.everyRowWentThrough;
  }
  const call = { operands: invocation.operands, values: invocation.options, terminal, interrupted };
  switch (invocation.command) {
    case "run":
      return (await import("./run.ts")).run(call);
    case "validate":
      return (await import("./validate.ts")).validate(call);
    case "template":
      return (await import("./template.ts")).template(call);
    case "status":
      return (await import("./status.ts")).status(call);
    case "results":
      return (await import("./results.ts")).results(call);
    case "resolve":
      return (await import("./resolve.ts")).resolveCalls(call);
    case "redrive":
      return (await import("./act-on-orders.ts")).redriveOrders(call);
    case "cancel":
      return (await import("./act-on-orders.ts")).cancelOrders(call);
    case "dead-letters":
      return (await import("./dead-letters.ts")).deadLetters(call);
  }
}

async function version(): Promise<string> {
  const text = await readFile(path.resolve(import.meta.dirname, "..", "package.json"), "utf8");
  const manifest: unknown = JSON.parse(text);
  const found =
    typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : undefined;
  return `apex-bulk ${String(found)}`;
}
