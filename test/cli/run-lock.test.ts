// One run at a time uses an --out folder: the second is told so, and a run that died blocks nobody.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isOutLocked, lockOut } from "../../cli/run-lock.ts";

const MODULE = path.resolve(import.meta.dirname, "../../cli/run-lock.ts");
const HOLDER = `
  const { lockOut } = await import(process.argv[1]);
  try { await lockOut(process.argv[2]); console.log("locked"); }
  catch (error) { console.log(error.message); process.exit(1); }
  process.stdin.resume();
`;

let out: string;
const holders: ChildProcess[] = [];
beforeEach(async () => {
  out = await mkdtemp(path.join(tmpdir(), "apex-lock-"));
});
afterEach(async () => {
  for (const holder of holders.splice(0)) holder.kill("SIGKILL");
  await rm(out, { recursive: true, force: true });
});

/** A process of its own that takes the lock, and what it said. */
async function holder(): Promise<{ readonly child: ChildProcess; readonly said: string }> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", HOLDER, MODULE, out]);
  holders.push(child);
  const [text] = (await once(child.stdout, "data")) as [Buffer];
  return { child, said: text.toString() };
}

describe("the lock of an --out folder", () => {
  it("goes to one of two runs that begin at one moment, and the other says in one line who has it", async () => {
    const [one, other] = await Promise.all([holder(), holder()]);
    const [winner, loser] = one.said === "locked\n" ? [one, other] : [other, one];
    expect(winner.said).toBe("locked\n");
    expect(loser.said).toContain(`${out} is in use by another run`);
    expect(loser.said).toContain("choose another --out.");
    expect(loser.said.trimEnd()).not.toContain("\n");
    await expect(lockOut(out)).rejects.toThrow(`process ${String(winner.child.pid)}, since `);
    expect(isOutLocked(out)).toBe(true);
  });

  it("is free once its owner was killed, also where another process has the owner's number now", async () => {
    const { child } = await holder();
    child.kill("SIGKILL");
    await once(child, "close");
    const note = path.join(out, ".cloud", "run.json");
    expect(JSON.parse(await readFile(note, "utf8"))).toMatchObject({ pid: child.pid });
    await writeFile(note, JSON.stringify({ pid: process.pid, since: new Date(0).toISOString() }));
    expect(isOutLocked(out)).toBe(false);
    const lock = await lockOut(out);
    expect(isOutLocked(out)).toBe(true);
    await lock.release();
    expect(isOutLocked(out)).toBe(false);
  });

  it("waits for a command that only looks whether it is taken", async () => {
    const lock = await lockOut(out);
    await lock.release();
    const looks = Array.from({ length: 50 }, () => isOutLocked(out));
    expect(looks).not.toContain(true);
  });

  it("touches nothing else in the folder", async () => {
    const lock = await lockOut(out);
    expect(await readdir(out)).toEqual([".cloud"]);
    await lock.release();
    expect(await readdir(path.join(out, ".cloud"))).toEqual(["run.lock"]);
  });

  it("names a lock file that is none, and what to do", async () => {
    await (await lockOut(out)).release();
    const file = path.join(out, ".cloud", "run.lock");
    await writeFile(file, "x".repeat(5000));
    await expect(lockOut(out)).rejects.toThrow(`${file} is damaged. Delete it, then run the command again.`);
  });
});
