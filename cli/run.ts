// The main job: drops files into an embedded cloud, follows them until nothing moves any more, brings the results to the
// caller's folder and says what became of every row.
import { once } from "node:events";
import path from "node:path";
import { NAMES } from "../contracts/deployment.ts";
import type { CommandCall } from "./command-call.ts";
import { cloudDirectory } from "./cloud-directory.ts";
import { dropFile, type FileToDrop, fileToDrop } from "./drop-file.ts";
import { type EmbeddedSession, openEmbeddedSession } from "./embedded-session.ts";
import { exitStatusOf, type FileOutcome } from "./file-outcome.ts";
import { fileRecord, followFiles, type Following } from "./follow-files.ts";
import { followedOutcome, policyNotes } from "./followed-outcome.ts";
import { ordersToShow } from "./order-outcomes.ts";
import { outcomeReport } from "./outcome-report.ts";
import type { PartnerThread } from "./partner-thread.ts";
import { planHolds } from "./plan-gate.ts";
import { lockOut } from "./run-lock.ts";
import { withBoard } from "./run-board.ts";
import { progressDisplay } from "./progress-display.ts";
import { type RunOptions, runOptions } from "./run-options.ts";
import { takenInBefore } from "./taken-in-before.ts";
import { settingsFromEnvironment } from "./settings-from-environment.ts";
import type { Terminal } from "./terminal.ts";
import { EXIT } from "./usage-error.ts";

const EXAMPLE = path.resolve(import.meta.dirname, "..", "examples", "demo-orders.csv");

/** `partnerThread`: of our own Ordering API, begun already. */
export async function run(
  { operands, values, terminal, interrupted }: CommandCall,
  partnerThread: PartnerThread | undefined,
): Promise<number> {
  const options = runOptions(values);
  const settings = settingsFromEnvironment(options.orderingUrl);
  const isExample = operands.length === 0;
  const files: FileToDrop[] = [];
  for (const file of isExample ? [EXAMPLE] : operands)
    files.push(await fileToDrop(file, options.distributor, options.sheet));
  for (const warning of settings.warnings) terminal.note(`Warning: ${warning}`);
  const directory = isExample
    ? path.join(options.out, ".cloud", "example")
    : cloudDirectory(options.out, settings.orderingUrl);
  const lock = await lockOut(options.out);
  try {
    if (!(await planHolds({ operands, files, options, values, directory, terminal }))) return EXIT.rowsLeft;
    const session = await openEmbeddedSession({
      directory,
      fresh: isExample,
      settings,
      callbackPort: options.callbackPort,
      partnerThread,
      apiPort: options.apiPort,
      say: (line) => {
        terminal.note(line);
      },
    });
    const status = await closing(session, () =>
      withBoard({ session, options, values, terminal }, () =>
        runFiles({ files, options, session, terminal, interrupted }),
      ),
    );
    // The example shows what becomes of bad rows too: it has done its job when it has finished (docs/bulk-file.md §6).
    return isExample && status === EXIT.rowsLeft && !interrupted.aborted ? EXIT.everyRowWentThrough : status;
  } finally {
    await lock.release();
  }
}

/** What ended the run is told; that the cloud could not be closed after it (a full disk) is not. */
async function closing(session: EmbeddedSession, run: () => Promise<number>): Promise<number> {
  let status: number;
  try {
    status = await run();
  } catch (error) {
    await session.close().catch(() => undefined);
    throw error;
  }
  await session.close();
  return status;
}

function keptText(out: string, batchId: string): string[] {
  const same = out === "out" ? "" : ` --out ${out}`;
  return [
    "The embedded cloud stays up until you interrupt it (Ctrl-C); another run with this --out must wait for that. In another terminal:",
    `  npm start -- status${same}`,
    `  npm start -- results ${batchId}${same}`,
    `  npm start -- resolve ORDER_REF${same}    (redrive and cancel work the same way)`,
  ];
}

interface Run {
  readonly files: readonly FileToDrop[];
  readonly options: RunOptions;
  readonly session: EmbeddedSession;
  readonly terminal: Terminal;
  readonly interrupted: AbortSignal;
}

async function runFiles({ files, options, session, terminal, interrupted }: Run): Promise<number> {
  const { store } = session;
  const batches = new Map(files.map((file) => [file.fileId, file]));
  if (options.orderingUrl !== undefined && session.callbackUrl !== undefined) {
    terminal.note(`Callbacks are expected at ${session.callbackUrl}/callbacks/credit and …/callbacks/esign`);
  }
  const frontDoor = session.outputs[NAMES.outputs.frontDoorUrl];
  if (frontDoor !== undefined) terminal.note(`The front door is open at ${frontDoor} (docs/front-door.md)`);
  const drops = new Map<string, string>();
  const notes: string[] = [];
  for (const file of batches.values()) {
    notes.push(...takenInBefore(path.basename(file.path), await fileRecord(store.table, file.fileId)));
    drops.set(file.fileId, await dropFile(store, file, options));
  }
  const display = progressDisplay(terminal, () => performance.now());
  const following = await followFiles(
    [...batches.values()].map(({ fileId, path: file }) => ({ fileId, name: path.basename(file) })),
    {
      table: store.table,
      display,
      timeoutMillis: options.timeoutSeconds * 1000,
      interrupted,
      broken: session.broken,
      isAnswered: ({ fileId, drop }) => drop === drops.get(fileId),
    },
  );
  display.end();
  const outcomes: FileOutcome[] = [];
  // One after the other: two operands of the same bytes have the same folder.
  for (const file of files) outcomes.push(await followedOutcome(file, following, { store, out: options.out }));
  terminal.note(...notes);
  await tell(outcomes, following, { session, terminal, options });
  if (options.keep && !interrupted.aborted) {
    terminal.note(...keptText(options.out, files[0]?.fileId ?? ""));
    await Promise.race([once(interrupted, "abort"), session.broken]);
  }
  return following.how === "interrupted" ? EXIT.interrupted : exitStatusOf(outcomes);
}

async function tell(
  outcomes: readonly FileOutcome[],
  following: Following,
  { session, terminal, options }: { session: EmbeddedSession; terminal: Terminal; options: RunOptions },
): Promise<void> {
  const { how } = following;
  if (options.json) {
    terminal.json({ files: outcomes });
  } else {
    for (const outcome of outcomes) {
      const cloud = options.keep && how !== "interrupted" ? "up" : "ended";
      terminal.answer(...outcomeReport(outcome, await ordersToShow(outcome), { paint: terminal.paint, cloud }));
    }
  }
  if (how === "timedOut") {
    terminal.note(
      `Timed out after ${String(options.timeoutSeconds)} s (--timeout): these are the results as they stand.`,
    );
  }
  if (how === "interrupted") terminal.note("Interrupted: these are the results as they stand; the state is kept.");
  terminal.note(...policyNotes(following, options.policy));
  for (const fault of session.faults().slice(0, 5)) terminal.note(`Inside the cloud: ${fault}`);
}
