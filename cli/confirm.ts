// Before a command changes anything it says what it will do and asks. `--yes` answers in advance. Without it, where nobody can be
// asked, nothing is done and the command fails as wrong usage.
import type { CommandCall } from "./command-call.ts";
import { UsageError } from "./usage-error.ts";

/** `plan`: what it will do, a line each. False: the person said no, and nothing may be done. */
export async function confirmed(
  { values, terminal, interrupted }: Pick<CommandCall, "values" | "terminal" | "interrupted">,
  plan: readonly string[],
  question: string,
): Promise<boolean> {
  terminal.note(...plan);
  if (values["yes"] === true) return true;
  const answer = await terminal.ask(question, interrupted);
  if (answer === undefined) {
    throw new UsageError(
      "nobody can be asked, because standard input is no terminal; nothing was changed. Add --yes to do it",
    );
  }
  if (!answer) terminal.note("Nothing was changed.");
  return answer;
}
