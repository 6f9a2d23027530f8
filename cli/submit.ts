// Drops files into the inbox of a deployed stack, or of an embedded cloud that runs, as a distributor's upload does; with --wait it
// follows them as `run` does, and brings their results.
import path from "node:path";
import type { CommandCall } from "./command-call.ts";
import { confirmed } from "./confirm.ts";
import { counted } from "./counted.ts";
import { dropFile, type FileToDrop, fileToDrop } from "./drop-file.ts";
import { exitStatusOf, type FileOutcome } from "./file-outcome.ts";
import { fileRecord, followFiles, type Following } from "./follow-files.ts";
import { followedOutcome, policyNotes, unreadOutcome } from "./followed-outcome.ts";
import { submitByApi } from "./front-door-commands.ts";
import { frontDoorConnection } from "./front-door-connection.ts";
import { type OperatorSession, withOperatorSession } from "./operator-session.ts";
import { ordersToShow } from "./order-outcomes.ts";
import { outcomeReport } from "./outcome-report.ts";
import { progressDisplay } from "./progress-display.ts";
import { commandTo, type RunOptions, runOptions, textOption } from "./run-options.ts";
import { takenInBefore } from "./taken-in-before.ts";
import { EXIT } from "./usage-error.ts";
import { checkFile } from "./validate.ts";

/** A larger file takes long to check; its receipt tells the same. */
const CHECKED_BYTES_MAX = 50 * 1024 * 1024;
const NOTHING_BREAKS = new Promise<never>(() => undefined);

export async function submit(call: CommandCall): Promise<number> {
  const door = await frontDoorConnection(call.values);
  if (door !== undefined) return submitByApi(door, call);
  const { operands, values, terminal } = call;
  const options = runOptions(values);
  const files = new Map<string, FileToDrop>();
  for (const operand of operands) {
    const file = await fileToDrop(operand, options.distributor, options.sheet);
    files.set(file.fileId, file);
  }
  return withOperatorSession(values, async ({ store }) => {
    const plan: string[] = [];
    for (const file of files.values()) plan.push(...(await planned(file, options, store)));
    const destination =
      textOption(values, "stack-outputs") === undefined ? "the running embedded cloud" : "the deployed stack";
    const words = `Submit ${counted(files.size, "file")} to ${destination}?`;
    if (!(await confirmed(call, plan, words))) {
      if (options.json) terminal.json({ files: [], declined: true });
      return EXIT.rowsLeft;
    }
    const drops = new Map<string, string>();
    for (const file of files.values()) drops.set(file.fileId, await dropFile(store, file, options));
    if (values["wait"] === true) return await follow(call, store, { files: [...files.values()], drops, options });
    const outcomes = [...files.values()].map((file) => unreadOutcome(file, undefined));
    if (options.json) terminal.json({ files: outcomes });
    else terminal.answer(...outcomes.flatMap((outcome) => submittedLines(outcome, call)));
    return EXIT.everyRowWentThrough;
  });
}

async function planned(file: FileToDrop, options: RunOptions, store: OperatorSession["store"]): Promise<string[]> {
  const name = path.basename(file.path);
  const before = takenInBefore(name, await fileRecord(store.table, file.fileId));
  const whose = `for distributor ${options.distributor}`;
  if (file.bytes > CHECKED_BYTES_MAX) return [`${name} will be sent ${whose}.`, ...before];
  const { distributor, policy, sheet } = options;
  const ignore = (): void => undefined;
  const { rows, orders } = await checkFile(file.path, { distributor, policy, sheet, onIssue: ignore, onRead: ignore });
  const wrong = rows.failed === 0 ? "" : `; ${counted(rows.failed, "row")} would not be sent (see: validate)`;
  return [
    `${name} will be sent ${whose}: ${counted(rows.total, "row")}, ${counted(orders.total, "order")}${wrong}.`,
    ...before,
  ];
}

function submittedLines({ file, batchId }: FileOutcome, { values }: CommandCall): string[] {
  return [
    `${path.basename(file)} is submitted as batch ${batchId}.`,
    `  Where it is: ${commandTo(["status", batchId], values)}`,
    `  Its results: ${commandTo(["results", batchId], values)}`,
  ];
}

interface Submitted {
  readonly files: readonly FileToDrop[];
  readonly drops: ReadonlyMap<string, string>;
  readonly options: RunOptions;
}

async function follow(
  { values, terminal, interrupted }: CommandCall,
  store: OperatorSession["store"],
  { files, drops, options }: Submitted,
): Promise<number> {
  const display = progressDisplay(terminal, () => performance.now());
  const following = await followFiles(
    files.map(({ fileId, path: file }) => ({ fileId, name: path.basename(file) })),
    {
      ...{ table: store.table, display, interrupted, broken: NOTHING_BREAKS },
      timeoutMillis: options.timeoutSeconds * 1000,
      isAnswered: ({ fileId, drop }) => drop === drops.get(fileId),
    },
  );
  display.end();
  const outcomes: FileOutcome[] = [];
  for (const file of files) outcomes.push(await followedOutcome(file, following, { store, out: options.out }));
  if (options.json) terminal.json({ files: outcomes });
  else {
    const cloud = textOption(values, "stack-outputs") === undefined ? "up" : "deployed";
    for (const outcome of outcomes) {
      terminal.answer(...outcomeReport(outcome, await ordersToShow(outcome), { paint: terminal.paint, cloud }));
    }
  }
  terminal.note(...policyNotes(following, options.policy), ...endNotes(following, options));
  return following.how === "interrupted" ? EXIT.interrupted : exitStatusOf(outcomes);
}

function endNotes({ how }: Following, { timeoutSeconds }: RunOptions): string[] {
  if (how === "settled") return [];
  const why = how === "timedOut" ? `Stopped waiting after ${String(timeoutSeconds)} s (--timeout)` : "Interrupted";
  return [`${why}: these are the results as they stand. The files go on without you.`];
}
