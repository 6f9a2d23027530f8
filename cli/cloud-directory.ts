// The folder that keeps an embedded cloud's state between runs, and the note in it that tells the operators' commands where
// the running cloud is. One process at a time may use it: the note names its process.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import { Breakdown } from "./usage-error.ts";

const RunningCloudSchema = z.object({
  pid: z.int().positive(),
  endpoint: z.string(),
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  outputs: z.record(z.string(), z.string()),
});
export type RunningCloud = z.infer<typeof RunningCloudSchema>;

const NOTE = "cloud.json";

/** What was sent to one Ordering API says nothing about another: each has a state of its own. */
export function cloudDirectory(out: string, orderingUrl: string | undefined): string {
  if (orderingUrl === undefined) return path.join(out, ".cloud", "embedded");
  const host = new URL(orderingUrl).host.replaceAll(/[^a-zA-Z0-9.-]/g, "-");
  const hash = createHash("sha256").update(orderingUrl).digest("hex").slice(0, 8);
  return path.join(out, ".cloud", `${host}-${hash}`);
}

/** Takes the folder for this process. `fresh`: what it held is forgotten. */
export async function claimCloudDirectory(directory: string, { fresh }: { fresh: boolean }): Promise<void> {
  const owner = await runningCloud(directory);
  if (owner !== undefined) {
    throw new Breakdown(
      `${directory} is in use by another run (process ${String(owner.pid)}). Wait for it, or choose another --out.`,
    );
  }
  if (fresh) await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
}

export async function noteRunningCloud(directory: string, cloud: Omit<RunningCloud, "pid">): Promise<void> {
  const unfinished = path.join(directory, `${NOTE}.unfinished`);
  const note: RunningCloud = { pid: process.pid, ...cloud };
  await writeFile(unfinished, JSON.stringify(note, null, 2), { mode: 0o600 });
  await rename(unfinished, path.join(directory, NOTE));
}

export async function forgetRunningCloud(directory: string): Promise<void> {
  await rm(path.join(directory, NOTE), { force: true });
}

/** The clouds that run under `out` now. A note of a process that has died is no cloud. */
export async function runningClouds(out: string): Promise<RunningCloud[]> {
  const parent = path.join(out, ".cloud");
  const names = await readdir(parent).catch(() => []);
  const clouds = await Promise.all(names.map((name) => runningCloud(path.join(parent, name))));
  return clouds.filter((cloud) => cloud !== undefined);
}

async function runningCloud(directory: string): Promise<RunningCloud | undefined> {
  const text = await readFile(path.join(directory, NOTE), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const note = RunningCloudSchema.safeParse(parsedJson(text));
  return note.success && note.data.pid !== process.pid && isAlive(note.data.pid) ? note.data : undefined;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
