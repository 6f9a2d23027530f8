// Whether the plan that a run was given still holds: decided before the embedded cloud starts, since a cloud that starts goes on
// with what waits in it.
import path from "node:path";
import { changedSince, type FilePlan } from "../pipeline/intake/plan-file.ts";
import { restingCloudIn } from "./cloud-directory.ts";
import type { OptionValues } from "./command-call.ts";
import type { FileToDrop } from "./drop-file.ts";
import { planOf } from "./plan-of-file.ts";
import { commandTo, type RunOptions, textOption } from "./run-options.ts";
import { openResting } from "./stack-connection.ts";
import type { Terminal } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

interface Gate {
  readonly operands: readonly string[];
  readonly files: readonly FileToDrop[];
  readonly options: RunOptions;
  readonly values: OptionValues;
  /** Of the embedded cloud; this process holds the lock of its --out. */
  readonly directory: string;
  readonly terminal: Terminal;
}

/** True: there is no plan, or it holds. False: it does not, and why has been told. */
export async function planHolds({ operands, files, options, values, directory, terminal }: Gate): Promise<boolean> {
  const { plan: hash } = options;
  if (hash === undefined) return true;
  const [file] = files;
  if (file === undefined || operands.length !== 1)
    throw new UsageError("--plan goes with the one FILE that was planned");
  const now = await planNow(file, options, directory);
  const changed = changedSince(hash, now.hash);
  if (changed?.length === 0) return true;
  const name = path.basename(file.path);
  const words = ["plan", file.path, ...["distributor", "policy", "sheet", "ordering-url"].flatMap(optionWords)];
  terminal.note(
    `The plan no longer holds: ${changed === undefined ? `${hash} is not the hash of a plan` : changed.map((part) => WHY[part](name)).join("; ")}. Nothing was sent.`,
    `Look at what a run would do now: ${commandTo(words, values)}`,
  );
  if (options.json) terminal.json({ plan: { asked: hash, now: now.hash, changed: changed ?? [] }, files: [] });
  return false;

  function optionWords(name: string): string[] {
    const value = textOption(values, name);
    return value === undefined ? [] : [`--${name}`, value];
  }
}

const WHY = {
  file: (name: string) => `${name} has changed since`,
  settings: () => "the distributor, its profile, --policy or --sheet is another",
  world: () => "what earlier files have sent has changed since",
} as const;

async function planNow(file: FileToDrop, options: RunOptions, directory: string): Promise<FilePlan> {
  const resting = await restingCloudIn(directory);
  if (resting === undefined) return planOf(file, options, undefined);
  const { store, close } = await openResting(resting);
  try {
    return await planOf(file, options, store.table);
  } finally {
    await close();
  }
}
