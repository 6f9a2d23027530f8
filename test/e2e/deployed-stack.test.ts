// An operator at a deployed stack: one process is the stack, and every command of another finds it by its outputs file, with endpoint
// and credentials from the environment, as on AWS. What is told to be typed next leads to the same stack.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { apexBulk, type Report, type Said } from "./command.ts";
import { csvOf, rowsOf } from "./hand-written-file.ts";
import { KeptRun } from "./kept-run.ts";

let dir: string;
let stack: KeptRun;
let env: Record<string, string>;
let outputs: string;

/** As in a shell of somebody who has the outputs file and credentials, and no run. */
const operator = (...args: string[]): Promise<Said> =>
  apexBulk([...args, "--stack-outputs", outputs, "--out", join(dir, "mine")], env);

async function json(...args: string[]): Promise<unknown> {
  const said = await operator(...args, "--json");
  expect(said.code, said.stderr).toBe(0);
  return JSON.parse(said.stdout);
}

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(dir, name), text);
  return join(dir, name);
}

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "apex-deployed-"));
  const theirs = join(dir, "theirs");
  const first = await file("first.csv", csvOf(rowsOf("PO-1", "Lone Star Dental", 1)));
  stack = new KeptRun([first, "--no-board", "--out", theirs], {});
  await stack.up();
  const note = JSON.parse(await readFile(join(theirs, ".cloud", "embedded", "cloud.json"), "utf8")) as {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
    outputs: Record<string, string>;
  };
  outputs = await file("stack-outputs.json", JSON.stringify({ ApexBulkData: note.outputs }));
  env = {
    AWS_ENDPOINT_URL: note.endpoint,
    AWS_REGION: note.region,
    AWS_ACCESS_KEY_ID: note.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: note.credentials.secretAccessKey,
  };
});
afterAll(async () => {
  await stack.end();
  await rm(dir, { recursive: true, force: true });
});

it("plans, submits, follows, shows, explains, pauses, resumes and brings results", async () => {
  const rows = rowsOf("PO-2", "Cedar Clinics", 2);
  const orders = await file("second.csv", csvOf(rows));
  expect(await json("plan", orders)).toMatchObject({
    orders: [{ orderRef: "PO-2", action: "create", sites: { create: 2, unchanged: 0, refused: 0 } }],
  });

  const paused = await operator("pause", "--stage", "handoff", "--reason", "maintenance", "--yes", "--wait");
  expect(paused.stdout).toContain(`resume --stage handoff --out ${join(dir, "mine")} --stack-outputs ${outputs}`);
  const submitted = (await json("submit", orders, "--yes")) as Report;
  const { batchId } = submitted.files[0]!;
  let waits: unknown = [];
  while (JSON.stringify(waits) === "[]") waits = ((await json("waits")) as { waits: unknown }).waits;
  expect(waits).toMatchObject([{ orderRef: "PO-2", stage: expect.any(String), what: expect.any(String) }]);
  expect(await json("pause")).toMatchObject({
    paused: [{ scope: "stage", name: "handoff", reason: "maintenance", by: expect.stringContaining("@") }],
  });
  expect(await json("resume", "--stage", "handoff", "--yes", "--wait")).toMatchObject({
    scope: "stage",
    endedAt: expect.any(String),
  });

  const followed = (await json("submit", orders, "--yes", "--wait")) as Report;
  expect(followed.files[0]).toMatchObject({ batchId, rows: { total: 2, handedOff: 2 } });
  expect(await json("show", "PO-2")).toMatchObject({ kind: "order", status: "completed", next: [] });
  expect(await json("status", batchId)).toMatchObject({ batches: [{ batchId, status: "completed" }] });
  expect(await json("show", batchId)).toMatchObject({ kind: "batch", status: "completed" });
  expect(await json("explain", "PO-2/PO-2-S1", "site_zip")).toMatchObject({
    file: "second.csv",
    column: { row: 2, read: rows[0]?.["site_zip"] },
  });
  const { results } = ((await json("results", batchId)) as Report).files[0]!;
  expect(results.startsWith(join(dir, "mine"))).toBe(true);
  expect(await readFile(join(results, "results.csv"), "utf8")).toContain(",handedOff,");
  expect(await json("plan", orders)).toMatchObject({ orders: [{ action: "unchanged", sites: { unchanged: 2 } }] });
  expect((await operator("results", batchId)).stdout).toContain("2 rows");
});

it("says what is missing where the stack cannot be reached or its outputs are not its own", async () => {
  const nowhere = await apexBulk(["waits", "--stack-outputs", outputs], {
    ...env,
    AWS_ENDPOINT_URL: "http://127.0.0.1:9",
  });
  expect([nowhere.code, nowhere.stdout]).toEqual([1, ""]);
  expect(nowhere.stderr).not.toContain("    at ");
  const others = await file("others.json", JSON.stringify({ Other: { Url: "https://example.com" } }));
  const said = await apexBulk(["waits", "--stack-outputs", others], env);
  expect([said.code, said.stdout]).toEqual([1, ""]);
  expect(said.stderr).toContain("the stack has no output");
});
