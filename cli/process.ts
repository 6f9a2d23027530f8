// The process of the command line. The first interrupt lets a command end in good order, the second ends it at once; a reader
// that goes away (`… | head`) is no fault.
import { keepHeapYoung } from "../adapters/runtime/young-heap.ts";
import { commandLine } from "./command-line.ts";
import { faultText } from "./fault-text.ts";
import { processTerminal } from "./terminal.ts";
import { EXIT } from "./usage-error.ts";

// Before any worker starts: what is compiled under other flags of V8 is not shared.
keepHeapYoung();

const interrupt = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
    interrupt.abort();
  });
}
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit(EXIT.everyRowWentThrough);
  });
}

const terminal = await processTerminal();
// From a callback that nobody waits for: told like any other fault.
process.on("uncaughtException", (error) => {
  terminal.note(...`apex-bulk: ${faultText(error)}`.split("\n"));
  process.exit(EXIT.broke);
});

const status = await commandLine(process.argv.slice(2), terminal, interrupt.signal);
// What was written leaves first: a pipe takes it later than the process would end.
process.stdout.write("", () => process.exit(status));
