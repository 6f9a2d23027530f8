// The whole way, as a user goes it: the command line, the embedded cloud from the synthesized template, and an Ordering
// API: our own, and another one written from docs/apex-api.md that may misbehave.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { apexBulk, type Report, type Said } from "./command.ts";
import { freePort } from "./free-port.ts";
import { csvOf, rowsOf } from "./hand-written-file.ts";
import { newWebhookSecret, OtherOrderingApi, type OtherOptions } from "./other-ordering-api.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "apex-e2e-"));
});
afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

const reportOf = (said: Said): Report["files"][number] => {
  const file = (JSON.parse(said.stdout) as Report).files[0];
  if (file === undefined) throw new Error(`no file reported: ${said.stderr}`);
  return file;
};
const resultsOf = async (directory: string): Promise<Record<string, string>[]> =>
  parse(await readFile(join(directory, "results.csv")), { columns: true, bom: true });
const sum = (rows: Report["files"][number]["rows"]): number =>
  rows.handedOff + rows.failed + rows.held + rows.waiting + rows.unchanged;

async function runAgainstAnother(
  name: string,
  csv: string,
  options: Partial<OtherOptions>,
  args: readonly string[] = [],
) {
  const port = await freePort();
  const secret = newWebhookSecret();
  const server = new OtherOrderingApi({
    clientId: "their-id",
    clientSecret: "their-secret",
    webhookSecret: secret,
    callbackUrl: `http://127.0.0.1:${String(port)}`,
    ...options,
  });
  const url = await server.start();
  const file = join(dir, `${name}.csv`);
  await writeFile(file, csv);
  const environment = {
    APEX_CLIENT_ID: "their-id",
    APEX_CLIENT_SECRET: "their-secret",
    APEX_WEBHOOK_SECRET: secret,
    APEX_CALLS_PER_SECOND: "0",
  };
  const run = (more: Record<string, string> = {}): Promise<Said> =>
    apexBulk(
      [
        "run",
        file,
        "--json",
        "--out",
        join(dir, name),
        "--ordering-url",
        url,
        "--callback-port",
        String(port),
        ...args,
      ],
      { ...environment, ...more },
    );
  return { server, run, said: await run() };
}

describe("the whole way on our own Ordering API", () => {
  it("hands off every good site, blames the bad row, and reports the declined order", async () => {
    const bad = rowsOf("PO-3", "Gulf Coast Dental", 2);
    bad[1] = { ...bad[1], port_speed: "10G" };
    const rows = [...rowsOf("PO-1", "Lone Star Logistics", 4), ...rowsOf("PO-2", "SIM CREDIT DECLINE Inc", 2), ...bad];
    const file = join(dir, "own.csv");
    await writeFile(file, csvOf(rows));
    const said = await apexBulk(["run", file, "--json", "--out", join(dir, "own")]);
    const report = reportOf(said);
    expect(said.code, said.stderr).toBe(3);
    expect(report.rows).toMatchObject({ total: 8, handedOff: 4, failed: 4, held: 0, waiting: 0, unchanged: 0 });
    expect(report.issues).toContainEqual(expect.objectContaining({ severity: "error", row: 9, column: "port_speed" }));
    const results = await resultsOf(report.results);
    expect(results.map((row) => row["site_ref"])).toEqual(rows.map((row) => row["site_ref"]));
    expect(results.filter((row) => row["_outcome"] === "handedOff").every((row) => row["_sub_order_id"] !== "")).toBe(
      true,
    );
    expect(results.filter((row) => row["order_ref"] === "PO-2").map((row) => row["_code"])).toEqual([
      "creditDeclined",
      "creditDeclined",
    ]);
    expect(results.at(-2)?.["_order_status"]).toBe("rejected.validated");
  });
});

describe("the whole way on another server that keeps the contract", () => {
  it("holds orders with the reason while credentials are wrong; then orders and hands off every site exactly once, and gives every decision its own outcome", async () => {
    const decided = ["Approved", "Declined", "Fraud", "Conditional", "Review", "Unsigned"];
    const csv = csvOf([
      ...rowsOf("PO-1", "Lone Star Logistics", 30),
      ...rowsOf("PO-2", "One Site LLC", 1),
      ...decided.flatMap((name) => rowsOf(`PO-${name}`, `${name} Co`, 2)),
    ]);
    const { server, said, run } = await runAgainstAnother("other", csv, {
      clientSecret: "another-secret",
      credit: (company) =>
        company.startsWith("Review")
          ? ["Manual Review", "Approved"]
          : decided.some((name) => company === `${name} Co`) && !company.startsWith("Unsigned")
            ? [company.split(" ")[0] ?? ""]
            : ["Auto-Approved"],
      esign: (company) => (company.startsWith("Unsigned") ? "contract.declined" : "contract.signed"),
    });
    const refused = await resultsOf(reportOf(said).results);
    expect(refused.map((row) => row["_code"])).toEqual(refused.map(() => "wrongCredentials"));
    expect(refused).toHaveLength(43);
    expect(said.stdout + said.stderr).not.toContain("their-secret");
    expect(server.effects).toEqual([]);

    const refusals = server.problems.splice(0);
    expect(new Set(refusals)).toEqual(new Set(["POST /opportunity-quote-apex: 401 bad credentials"]));

    const right = { APEX_CLIENT_SECRET: "another-secret" };
    const sent = await run(right);
    const report = reportOf(sent);
    expect(server.problems).toEqual([]);
    expect(sent.code, sent.stderr).toBe(3);
    expect(report.rows).toMatchObject({ total: 43, handedOff: 35, failed: 6, held: 2, waiting: 0 });
    for (const call of ["site", "order", "install", "port", "billing", "handoff"])
      expect(new Set(server.count(call).values()), call).toEqual(new Set([1]));
    for (const call of ["order", "install", "port", "billing", "handoff"])
      expect(server.count(call).size, call).toBe(35);
    // Not for those whose credit was not approved.
    expect(server.effects.filter((effect) => effect.call === "contract")).toHaveLength(5);
    const results = await resultsOf(report.results);
    const outcome = (name: string): string[] =>
      results
        .filter((row) => row["order_ref"] === `PO-${name}`)
        .map((row) => `${row["_outcome"] ?? ""} ${row["_code"] ?? ""}`.trim());
    expect(outcome("Approved"), sent.stderr).toEqual(["handedOff", "handedOff"]);
    expect(outcome("Review")).toEqual(["handedOff", "handedOff"]);
    expect(outcome("Declined")).toEqual(["failed creditDeclined", "failed creditDeclined"]);
    expect(outcome("Fraud")).toEqual(["failed creditFraud", "failed creditFraud"]);
    expect(outcome("Conditional")).toEqual(["held creditConditional", "held creditConditional"]);
    expect(outcome("Unsigned")).toEqual(["failed contractDeclined", "failed contractDeclined"]);
    // The same bytes again: nothing moves.
    const effects = server.effects.length;
    const again = await run(right);
    expect(reportOf(again).rows, again.stderr).toEqual(report.rows);
    expect(server.effects).toHaveLength(effects);
    await server.stop();
  });

  it("never orders, bills or hands off twice when connections are cut and answers are lost", async () => {
    const csv = csvOf([...rowsOf("PO-1", "Lone Star Logistics", 6), ...rowsOf("PO-2", "Second Co", 3)]);
    const { server, said } = await runAgainstAnother("faults", csv, {
      faults: [
        { path: "/order-apex", nth: 4, kind: "cutAfter" },
        { path: "/order-apex", nth: 6, kind: "status", status: 503, retryAfter: 1 },
        { path: "/order-enrichment/newBilling-apex", nth: 2, kind: "cutAfter" },
        { path: "/order-enrichment/newBilling-apex", nth: 5, kind: "status", status: 429, retryAfter: 1 },
        { path: "/order-enrichment/installation-shipping-apex", nth: 3, kind: "cutAfter" },
        { path: "/config-apex", nth: 1, kind: "malformed" },
      ],
    });
    const report = reportOf(said);
    expect(sum(report.rows)).toBe(9);
    expect(report.rows.waiting).toBe(0);
    expect(report.rows.held, said.stderr).toBeGreaterThan(0);
    for (const call of ["order", "billing", "handoff", "contract"])
      expect(Math.max(...server.count(call).values()), call).toBe(1);
    const results = await resultsOf(report.results);
    expect(results.filter((row) => row["_outcome"] === "held").map((row) => row["_code"])).toContain("outcomeUnknown");
    await server.stop();
  });
});
