// From words to an exit status: which command runs, and how its failures are told.
import { COMMANDS } from "./commands/command-table.ts";
import { faultText } from "./fault-text.ts";
import { commandNamed, parseArguments } from "./parse-arguments.ts";
import type { Terminal } from "./terminal.ts";
import { EXIT, PROGRAM, UsageError } from "./usage-error.ts";

export async function commandLine(
  words: readonly string[],
  terminal: Terminal,
  interrupted: AbortSignal,
): Promise<number> {
  try {
    const invocation = parseArguments(words, terminal.answerColumns);
    if (invocation.kind === "text") {
      terminal.answer(...invocation.text.split("\n"));
      return EXIT.everyRowWentThrough;
    }
    const { command, operands, options: values } = invocation;
    return await COMMANDS[command].perform({ operands, values, commands: COMMANDS, terminal, interrupted });
  } catch (error) {
    if (error instanceof UsageError) {
      const command = error.command ?? commandNamed(words);
      terminal.note(
        `apex-bulk: ${error.message}`,
        `See: ${PROGRAM} ${command === undefined ? "" : `${command} `}--help`,
      );
      return EXIT.usage;
    }
    // What an interrupt has torn on its way is not broken.
    if (interrupted.aborted) return EXIT.interrupted;
    terminal.note(...`apex-bulk: ${faultText(error)}`.split("\n"));
    return EXIT.broke;
  }
}
