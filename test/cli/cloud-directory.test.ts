// Where a cloud's state lies, and that only the note of a run that is alive counts.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
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
import { lockOut } from "../../cli/run-lock.ts";

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

  it("says where the cloud is while its run holds the lock, and no longer", async () => {
    const directory = cloudDirectory(out, undefined);
    await claimCloudDirectory(directory, { fresh: false });
    await noteRunningCloud(directory, CLOUD);
    expect(await runningClouds(out)).toEqual([]);
    const lock = await lockOut(out);
    expect(await runningClouds(out)).toEqual([{ pid: process.pid, ...CLOUD }]);
    await forgetRunningCloud(directory);
    expect(await runningClouds(out)).toEqual([]);
    await lock.release();
  });

  it("forgets the note of a run that died before it says where its own cloud is", async () => {
    const directory = cloudDirectory(out, undefined);
    await claimCloudDirectory(directory, { fresh: false });
    await noteRunningCloud(directory, CLOUD);
    const lock = await lockOut(out);
    await claimCloudDirectory(directory, { fresh: false });
    expect(await runningClouds(out)).toEqual([]);
    await lock.release();
  });
});
