// The plan of a file of this machine, with the settings of a run.
import { createReadStream } from "node:fs";
import type { Table } from "../adapters/aws/table.ts";
import { type FilePlan, planFile } from "../pipeline/intake/plan-file.ts";
import { profileOf } from "../reading/profiles.ts";
import type { FileToDrop } from "./drop-file.ts";
import type { RunOptions } from "./run-options.ts";

export type PlanSettings = Pick<RunOptions, "distributor" | "policy" | "sheet">;

/** `table`: of the world that the file meets; undefined: a new one. */
export function planOf(file: FileToDrop, settings: PlanSettings, table: Table | undefined): Promise<FilePlan> {
  const { path, contentHash } = file;
  return planFile({
    ...settings,
    ...{ contentHash, table, now: new Date() },
    open: () => createReadStream(path),
    profile: profileOf(settings.distributor),
  });
}
