// Runs the command line in this process: a command of half a second is mostly loading. That a command needs nothing but a process of its
// own is shown by deployed-stack.test.ts, that it talks to a terminal by terminal.test.ts.
import { commandLine } from "../../cli/command-line.ts";
import { FakeTerminal } from "../cli/fake-terminal.ts";
import type { Said } from "./command.ts";

export async function apexBulkHere(args: readonly string[]): Promise<Said> {
  const terminal = new FakeTerminal();
  const code = await commandLine(args, terminal, new AbortController().signal);
  return { code, stdout: terminal.answers.join(""), stderr: terminal.notes.join("") };
}
