// What operators do on a cloud that runs: they pause, submit, see what waits, resume and cancel. In a pseudo-terminal of 80 and of 120 columns nothing is wider than it.
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Report, Said } from "./command.ts";
import { apexBulkHere } from "./command-here.ts";
import { csvOf, rowsOf } from "./hand-written-file.ts";
import { KeptRun } from "./kept-run.ts";
import { canOpenTerminals } from "./pseudo-terminal.ts";

const MAIN = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "apex-operators-"));
});
afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

interface Wait {
  readonly orderRef: string;
  readonly stage: string;
  readonly what: string;
}

/** Lines of a program in a terminal of that width, without its control sequences. */
function inTerminal(columns: number, words: readonly string[]): string[] {
  const command = `stty cols ${String(columns)} rows 40; ${[process.execPath, MAIN, ...words].map((word) => `'${word}'`).join(" ")}`;
  const text = execFileSync("script", ["-qc", command, "/dev/null"], { encoding: "utf8" });
  return text.replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, "").split(/[\r\n]+/);
}

it("pauses, submits, sees what waits, resumes and cancels", async () => {
  const out = join(dir, "out");
  const file = async (name: string, ref: string, company: string): Promise<string> => {
    await writeFile(join(dir, name), csvOf(rowsOf(ref, company, 2)));
    return join(dir, name);
  };
  const operator = (...args: string[]): Promise<Said> => apexBulkHere([...args, "--out", out]);
  const json = async (...args: string[]): Promise<unknown> =>
    JSON.parse((await operator(...args, "--json")).stdout) as unknown;
  const run = new KeptRun([await file("first.csv", "PO-1", "Lone Star Dental"), "--no-board", "--out", out], {});
  try {
    await run.up();
    expect(await operator("pause", "--stage", "handoff")).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("Add --yes"),
    });
    expect(await json("pause")).toEqual({ paused: [] });
    const paused = await operator("pause", "--stage", "handoff", "--reason", "maintenance", "--yes", "--wait");
    expect(paused.stdout).toContain("Stage handoff is paused by an operator: maintenance.");

    const submitted = await operator("submit", await file("second.csv", "PO-2", "Cedar Clinics"), "--yes", "--json");
    const { batchId, status } = (JSON.parse(submitted.stdout) as Report).files[0]!;
    expect([submitted.code, status]).toEqual([0, "received"]);
    const waitsOnceIn = async (stage: string): Promise<readonly Wait[]> => {
      for (;;) {
        const { waits } = (await json("waits")) as { waits: readonly Wait[] };
        if (waits.some((wait) => wait.stage === stage)) return waits;
      }
    };
    const waits = await waitsOnceIn("handoff");
    expect(waits).toMatchObject([{ orderRef: "PO-2", stage: "handoff", what: "person" }]);
    expect(await json("status")).toMatchObject({
      paused: [{ scope: "stage", name: "handoff", reason: "maintenance" }],
    });
    expect((await operator("status")).stdout).toContain("Stage handoff is paused by an operator: maintenance. Since ");
    expect(await json("show", "PO-2")).toMatchObject({
      reason: { code: "paused", message: "Stage handoff is paused by an operator: maintenance." },
      next: [expect.stringContaining("resume --stage handoff")],
    });
    const { results } = ((await json("results", batchId)) as Report).files[0]!;
    expect(await readFile(join(results, "results.csv"), "utf8")).toContain(",paused,");
    expect(await operator("redrive", "PO-2", "--yes")).toMatchObject({
      code: 3,
      stdout: expect.stringContaining("It continues when the pause ends"),
    });

    expect(await json("resume", "--stage", "handoff", "--yes", "--wait")).toMatchObject({
      orders: [{ orderRef: "PO-2", end: { status: "completed", sites: { completed: 2 } } }],
    });

    const silent = await file("third.csv", "PO-3", "SIM SIGN SILENT Co");
    await operator("submit", silent, "--yes");
    await waitsOnceIn("contract");
    if (canOpenTerminals) {
      for (const columns of [80, 120]) {
        const words = ["submit", silent, "--yes", "--wait", "--timeout", "1", "--out", out];
        const lines = inTerminal(columns, words);
        expect(lines.join("\n")).toContain("2 await the approver's signature");
        const drawn = lines.filter((line) => /^ {2}(quote|credit|contract|handoff)|third\.csv: /.test(line));
        expect(drawn.length).toBeGreaterThan(0);
        expect(drawn.filter((line) => line.length >= columns)).toEqual([]);
      }
    }
    expect(await json("cancel", "PO-3", "--yes", "--wait")).toMatchObject({
      orders: [{ moved: true, outcome: "cancelled", end: { status: "cancelled" } }],
    });
    expect((await operator("cancel", "PO-2", "--yes")).stdout).toContain("cannot be canceled any more");
  } finally {
    await run.end();
  }
});
