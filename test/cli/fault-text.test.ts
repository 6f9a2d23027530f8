// Faults of the machine: one line with file and remedy, without stacks and without what is in a file.
import { describe, expect, it } from "vitest";
import { faultText, machineFault } from "../../cli/fault-text.ts";
import { Breakdown } from "../../cli/usage-error.ts";
import { DamagedFile } from "../../local/damaged-file.ts";
import { named } from "../../local/named-error.ts";

const systemError = (code: string, more: object = {}): Error =>
  Object.assign(new Error(`${code}: it failed`), { code, ...more });

describe("a fault of the machine", () => {
  it.each([
    ["ENOSPC", "the disk is full. Free some space, then run the same command again"],
    ["EROFS", "the file system is read-only. Make it writable or choose another --out"],
    ["EACCES", "you have no permission. Change its owner or mode"],
    ["EMFILE", "too many files are open. Raise the limit (ulimit -n)"],
    ["ENOTDIR", "a file is where a folder should be"],
  ])("of the code %s names the file and the remedy", (code, words) => {
    const text = machineFault(systemError(code, { path: "/data/out/results.csv" }));
    expect(text).toContain(`/data/out/results.csv: ${words}`);
    expect(text).not.toContain("\n");
  });

  it("is found behind what it caused, and under the words of LevelDB", () => {
    const level = Object.assign(new Error("IO error: /data/000003.log: No space left on device"), {
      code: "LEVEL_IO_ERROR",
    });
    expect(machineFault(new Error("could not close", { cause: level }))).toContain(
      "/data/000003.log: the disk is full.",
    );
    expect(machineFault(new AggregateError([new Error("x"), systemError("EIO", { path: "/d" })]))).toContain(
      "/d: the disk fails",
    );
  });

  it("of a write to an open file has the name that the file was opened by", () => {
    expect(machineFault(named(systemError("ENOSPC"), "/data/body"))).toMatch(/^\/data\/body: the disk is full/);
  });

  it("is none where the words only look like one", () => {
    expect(machineFault(new Error("no space left on device"))).toBeUndefined();
    expect(machineFault("ENOSPC")).toBeUndefined();
  });

  it("says of damaged state what deleting it means, and of what is built that it is made again", () => {
    expect(machineFault(new DamagedFile("/o/.cloud/embedded/secrets.json"))).toBe(
      "/o/.cloud/embedded/secrets.json is damaged. Restore /o/.cloud/embedded from a copy, or delete it: the embedded cloud " +
        "then remembers nothing, and what was sent before would be sent again.",
    );
    expect(machineFault(new DamagedFile("/r/.build/assembly-1/manifest.json"))).toBe(
      "/r/.build/assembly-1/manifest.json is damaged. Delete /r/.build/assembly-1; it is made again.",
    );
  });
});

describe("any other fault", () => {
  it("is one line that leads to the code, without a piece of the file that could not be read", () => {
    let error: unknown;
    try {
      JSON.parse('{"password":"hunter2"');
    } catch (caught) {
      error = caught;
    }
    const text = faultText(error);
    expect(text).toMatch(/^a fault of apex-bulk itself, SyntaxError \(.*fault-text\.test\.ts:\d+\)$/);
    expect(text).not.toContain("hunter2");
  });

  it("says what is written for people as it is", () => {
    expect(faultText(new Breakdown("port 8787 is in use"))).toBe("port 8787 is in use");
  });
});
