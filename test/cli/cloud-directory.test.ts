// One process a folder, and no cloud where the process of its note has died.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  claimCloudDirectory,
  cloudDirectory,
  forgetRunningCloud,
  noteRunningCloud,
  runningClouds,
} from "../../cli/cloud-directory.ts";

const CLOUD = {
  endpoint: "http://127.0.0.1:4566",
  region: "us-east-1",
  credentials: { accessKeyId: "ROOT", secretAccessKey: "root" },
  outputs: { TableName: "t" },
};

let out: string;
beforeEach(async () => {
  out = await mkdtemp(path.join(tmpdir(), "apex-cli-"));
});
afterEach(async () => {
  await rm(out, { recursive: true, force: true });
});

const noteOf = async (directory: string, pid: number): Promise<void> => {
  await mkdir(directory, { recursive: true });
  await writeFile(path.join(directory, "cloud.json"), JSON.stringify({ pid, ...CLOUD }));
};

describe("a cloud's folder", () => {
  it("is another one for another Ordering API", () => {
    const folders = [
      cloudDirectory(out, undefined),
      cloudDirectory(out, "http://127.0.0.1:8080/api/v1"),
      cloudDirectory(out, "http://127.0.0.1:8080/api/v2"),
    ];
    expect(new Set(folders).size).toBe(3);
    expect(folders.every((folder) => path.dirname(folder) === path.join(out, ".cloud"))).toBe(true);
  });

  it("is refused while another process uses it", async () => {
    const directory = cloudDirectory(out, undefined);
    const other = spawn(process.execPath, ["-e", "process.stdin.resume()"], { stdio: ["pipe", "ignore", "ignore"] });
    await noteOf(directory, other.pid ?? 0);
    await expect(claimCloudDirectory(directory, { fresh: true })).rejects.toThrow(/is in use by another run/);
    expect(await runningClouds(out)).toHaveLength(1);
    const ended = once(other, "exit");
    other.kill();
    await ended;
    await expect(claimCloudDirectory(directory, { fresh: false })).resolves.toBeUndefined();
    expect(await runningClouds(out)).toEqual([]);
  });

  it("keeps what it holds unless it is to be fresh", async () => {
    const directory = cloudDirectory(out, undefined);
    const kept = path.join(directory, "state");
    await claimCloudDirectory(directory, { fresh: false });
    await writeFile(kept, "sent");
    await claimCloudDirectory(directory, { fresh: false });
    expect(await readFile(kept, "utf8")).toBe("sent");
    await claimCloudDirectory(directory, { fresh: true });
    await expect(readFile(kept)).rejects.toThrow(/ENOENT/);
  });

  it("says where the cloud is while it runs, and no longer", async () => {
    const directory = cloudDirectory(out, undefined);
    await claimCloudDirectory(directory, { fresh: false });
    await noteRunningCloud(directory, CLOUD);
    const note = JSON.parse(await readFile(path.join(directory, "cloud.json"), "utf8")) as object;
    expect(note).toEqual({ pid: process.pid, ...CLOUD });
    await forgetRunningCloud(directory);
    expect(await runningClouds(out)).toEqual([]);
  });
});
