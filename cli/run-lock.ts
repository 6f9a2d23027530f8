// One run at a time uses an --out folder. The lock is the kernel's, on a file that SQLite holds open: it ends with its process,
// however that ends, so a dead owner never blocks, even where another process has its number by now. A note beside it tells
// who the owner is.
import { closeSync, existsSync, openSync } from "node:fs";
import { access, constants, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { readJson } from "../domain/read-json.ts";
import { Breakdown } from "./usage-error.ts";

const OwnerSchema = z.object({ pid: z.int().positive(), since: z.iso.datetime() });

/** An operator's command looks at the lock for a moment; a run that starts just then waits for it. */
const PATIENCE_MILLIS = 500;
/** SQLite's result codes, https://sqlite.org/rescode.html. */
const BUSY = 5;
const NOT_A_DATABASE = 26;

export interface RunLock {
  release(): Promise<void>;
}

const stateFolder = (out: string): string => path.join(out, ".cloud");
const lockFile = (out: string): string => path.join(stateFolder(out), "run.lock");
const ownerFile = (out: string): string => path.join(stateFolder(out), "run.json");

/** Before anything else under `out` is touched. A Breakdown where another run has it. */
export async function lockOut(out: string): Promise<RunLock> {
  await demandWritable(stateFolder(out));
  if (!existsSync(lockFile(out))) closeSync(openSync(lockFile(out), "a"));
  const lock = taken(lockFile(out), PATIENCE_MILLIS);
  if (lock === undefined) throw new Breakdown(await inUseText(out));
  const owner = { pid: process.pid, since: new Date().toISOString() };
  await writeFile(ownerFile(out), JSON.stringify(owner));
  return {
    async release() {
      await rm(ownerFile(out), { force: true });
      lock.close();
    },
  };
}

/** Neither SQLite nor a recursive mkdir says why it cannot write; the nearest folder that is there does. */
async function demandWritable(folder: string): Promise<void> {
  let there = path.resolve(folder);
  while (!existsSync(there)) there = path.dirname(there);
  await access(there, constants.W_OK);
  await mkdir(folder, { recursive: true });
}

/** A run uses `out` at this moment. */
export function isOutLocked(out: string): boolean {
  if (!existsSync(lockFile(out))) return false;
  const lock = taken(lockFile(out), 0);
  lock?.close();
  return lock === undefined;
}

function taken(file: string, patienceMillis: number): DatabaseSync | undefined {
  const lock = new DatabaseSync(file, { timeout: patienceMillis });
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock.close();
    const code = error instanceof Error && "errcode" in error ? error.errcode : undefined;
    if (code === BUSY) return undefined;
    if (code === NOT_A_DATABASE) throw new Breakdown(`${file} is damaged. Delete it, then run the command again.`);
    throw new Breakdown(
      `${file} cannot be locked (${error instanceof Error ? error.message : String(error)}). Choose an --out on a local disk that you can write to.`,
      { cause: error },
    );
  }
}

async function inUseText(out: string): Promise<string> {
  const text = await readFile(ownerFile(out), "utf8").catch(() => "");
  const owner = OwnerSchema.safeParse(readJson(text));
  const who = owner.success ? ` (process ${String(owner.data.pid)}, since ${owner.data.since})` : "";
  return `${out} is in use by another run${who}. Wait for it to end, or choose another --out.`;
}
