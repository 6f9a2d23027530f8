// The folder that keeps an embedded cloud's state between runs, and the note in it that tells the operators' commands where
// the running cloud is. The note counts only while a run holds the lock of its --out folder (run-lock.ts).
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import { readJson } from "../domain/read-json.ts";
import { DamagedFile } from "../local/damaged-file.ts";
import { isOutLocked } from "./run-lock.ts";

const RunningCloudSchema = z.object({
  pid: z.int().positive(),
  endpoint: z.string(),
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  outputs: z.record(z.string(), z.string()),
  /** Address of the board that the run serves. */
  board: z.string().optional(),
});
export type RunningCloud = z.infer<typeof RunningCloudSchema>;

const NOTE = "cloud.json";
/** What the last cloud of the folder was made of; stays behind for commands that read its state afterward. */
const OUTPUTS = "outputs.json";
const OutputsSchema = z.record(z.string(), z.string());

/** The state that a run has left behind. */
export interface RestingCloud {
  readonly directory: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** When its last run began. */
  readonly since: Date;
}

/** What was sent to one Ordering API says nothing about another: each has a state of its own. */
export function cloudDirectory(out: string, orderingUrl: string | undefined): string {
  if (orderingUrl === undefined) return path.join(out, ".cloud", "embedded");
  const host = new URL(orderingUrl).host.replaceAll(/[^a-zA-Z0-9.-]/g, "-");
  const hash = createHash("sha256").update(orderingUrl).digest("hex").slice(0, 8);
  return path.join(out, ".cloud", `${host}-${hash}`);
}

/**
 * Prepares the folder for this process, which holds the lock of its --out. `fresh`: what it held is forgotten. The note of a
 * run that died is taken away in any case.
 */
export async function claimCloudDirectory(directory: string, { fresh }: { fresh: boolean }): Promise<void> {
  if (fresh) await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  await forgetRunningCloud(directory);
}

export async function noteRunningCloud(directory: string, cloud: Omit<RunningCloud, "pid">): Promise<void> {
  const unfinished = path.join(directory, `${NOTE}.unfinished`);
  const note: RunningCloud = { pid: process.pid, ...cloud };
  await writeFile(unfinished, JSON.stringify(note, null, 2), { mode: 0o600 });
  await writeFile(path.join(directory, OUTPUTS), JSON.stringify(cloud.outputs, null, 2));
  await rename(unfinished, path.join(directory, NOTE));
}

export async function forgetRunningCloud(directory: string): Promise<void> {
  await rm(path.join(directory, NOTE), { force: true });
}

/** The clouds that run under `out` now: none while no run holds its lock, whatever notes a crash has left. */
export async function runningClouds(out: string): Promise<RunningCloud[]> {
  if (!isOutLocked(out)) return [];
  const parent = path.join(out, ".cloud");
  const names = await readdir(parent).catch(() => []);
  const clouds = await Promise.all(names.map((name) => runningCloud(path.join(parent, name))));
  return clouds.filter((cloud) => cloud !== undefined);
}

/** The cloud of one folder, where a run is up in it. */
export async function runningCloudIn(out: string, directory: string): Promise<RunningCloud | undefined> {
  return isOutLocked(out) ? await runningCloud(directory) : undefined;
}

/** Of the runs under `out`, the state of the one that began last. */
export async function restingCloud(out: string): Promise<RestingCloud | undefined> {
  const parent = path.join(out, ".cloud");
  const names = await readdir(parent).catch(() => []);
  const clouds = await Promise.all(names.map((name) => restingCloudIn(path.join(parent, name))));
  const known = clouds.filter((cloud) => cloud !== undefined);
  return known.sort((one, other) => other.since.getTime() - one.since.getTime())[0];
}

/** What the last run of one folder has left. */
export async function restingCloudIn(directory: string): Promise<RestingCloud | undefined> {
  const file = path.join(directory, OUTPUTS);
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const outputs = OutputsSchema.safeParse(readJson(text));
  if (!outputs.success) throw new DamagedFile(file);
  return { directory, outputs: outputs.data, since: (await stat(file)).mtime };
}

async function runningCloud(directory: string): Promise<RunningCloud | undefined> {
  const text = await readFile(path.join(directory, NOTE), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const note = RunningCloudSchema.safeParse(readJson(text));
  return note.success ? note.data : undefined;
}
