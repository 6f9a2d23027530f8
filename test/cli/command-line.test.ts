// Exit statuses and where words go: answers to standard output, faults to standard error.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commandLine } from "../../cli/command-line.ts";
import type { CommandSpec } from "../../cli/command-call.ts";
import { COMMANDS } from "../../cli/commands/command-table.ts";
import { fileToDrop } from "../../cli/drop-file.ts";
import { fileIdOf } from "../../contracts/ids.ts";
import { csvOf, validRows } from "../pipeline/intake/example-file.ts";
import { FakeTerminal } from "./fake-terminal.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "apex-command-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function said(...words: string[]): Promise<{ status: number; answer: string; note: string }> {
  const terminal = new FakeTerminal();
  const status = await commandLine(words, terminal, new AbortController().signal);
  return { status, answer: terminal.answers.join(""), note: terminal.notes.join("") };
}

describe("the command line", () => {
  it("answers help and version on standard output with status 0", async () => {
    expect(await said("--help")).toMatchObject({ status: 0, note: "" });
    expect(await said("run", "--help")).toMatchObject({ status: 0, answer: expect.stringContaining("--ordering-url") });
    expect((await said("--version")).answer).toMatch(/^apex-bulk \d+\.\d+\.\d+\n$/);
  });

  it("ends with 2 and says so on standard error where it is used wrongly", async () => {
    expect(await said("rnu")).toMatchObject({
      status: 2,
      answer: "",
      note: expect.stringContaining("(Did you mean run?)"),
    });
    expect(await said("run", "--polcy", "site")).toMatchObject({ status: 2, answer: "" });
  });

  it("ends with 2 and names the file that cannot be read, before anything is started", async () => {
    const missing = path.join(folder, "missing.csv");
    const { status, note } = await said("run", missing, "--out", path.join(folder, "out"));
    expect(status).toBe(2);
    expect(note).toContain(`${missing} cannot be read: there is no such file\n`);
    expect((await said("run", folder, "--out", path.join(folder, "out"))).note).toContain("is not a file");
  });

  it("tells where the issues of single rows end and those between rows begin", async () => {
    const [first = {}, second = {}, third = {}] = validRows(3, 3, new Date());
    const file = path.join(folder, "both.csv");
    await writeFile(file, csvOf([first, { ...second, site_ref: first["site_ref"] ?? "" }, { ...third, floor: "" }]));
    const { answer } = await said("validate", file);
    expect(answer.split("\n").filter((line) => !line.includes("fix:"))).toMatchObject([
      expect.stringContaining("error row 4, floor"),
      "  Then, with the rows of each order side by side:",
      expect.stringContaining("error row 2, site_ref"),
      expect.stringContaining("error row 3, site_ref"),
      expect.stringContaining("3 rows, 1 order: 3 errors, 3 rows would not be sent"),
      "",
    ]);
    await writeFile(file, csvOf([first, second]).replace("site_ref", "sight_ref"));
    expect((await said("validate", file)).answer).toContain("site_ref is missing. No row was checked.");
  });

  it("ends with 2 for a distributor that is no name", async () => {
    expect((await said("run", "--distributor", "../x")).note).toContain("--distributor is a name");
  });

  it("ends with 2 where an operator's command has no cloud to talk to", async () => {
    expect(await said("status", "--out", folder)).toMatchObject({
      status: 2,
      note: expect.stringContaining("no embedded cloud runs under"),
    });
    const outputs = path.join(folder, "outputs.json");
    await writeFile(outputs, "[]");
    expect((await said("status", "--stack-outputs", outputs)).note).toContain("is not an outputs file");
  });
});

describe("fileToDrop", () => {
  it("knows the batch before the drop: distributor and bytes", async () => {
    const file = path.join(folder, "a.csv");
    await writeFile(file, "abc");
    const sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    expect(await fileToDrop(file, "demo")).toEqual({
      contentHash: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
      path: file,
      bytes: 3,
      fileId: fileIdOf("demo", sha256),
    });
  });
});

describe("docs/command-line.md", () => {
  it("tells of every command and every option, and of no other option", async () => {
    const text = await readFile(path.resolve(import.meta.dirname, "../../docs/command-line.md"), "utf8");
    const known = Object.entries<CommandSpec>(COMMANDS).flatMap(([name, { options }]) => {
      expect(text).toContain(`\`${name}`);
      return Object.keys(options).map((option) => `--${option}`);
    });
    const told = new Set(text.match(/(?<=`)--[a-z-]+|(?<= )--(?:keep|stack-outputs)/g));
    expect([...new Set(known)].filter((option) => !told.has(option))).toEqual([]);
    expect([...told].filter((option) => !known.includes(option) && option !== "--silent")).toEqual([]);
  });
});
