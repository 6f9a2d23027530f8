// The example file: every format is valid when it is read again, at any number of rows, with npm's lines on top, and as a workbook.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OptionValues } from "../../cli/command-call.ts";
import { templateRows } from "../../domain/rows/template.ts";
import { template } from "../../cli/template.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { validated } from "../pipeline/intake/validated.ts";
import { FakeTerminal } from "./fake-terminal.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "apex-template-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function printed(values: OptionValues, file?: string): Promise<{ terminal: FakeTerminal; bytes: Buffer }> {
  const terminal = new FakeTerminal();
  const operands = file === undefined ? [] : [file];
  const interrupted = new AbortController().signal;
  expect(await template({ operands, values, commands: {}, terminal, interrupted })).toBe(0);
  return { terminal, bytes: Buffer.concat([Buffer.from(terminal.answers.join("")), ...terminal.written]) };
}
const NPM = Buffer.from("\n> apex-bulk@0.2.0 start\n> node cli/main.ts template\n\n");

describe.each(["csv", "json", "ndjson", "xlsx"])("the example as %s", (format) => {
  it("has no error and no warning", async () => {
    const { bytes } = await printed({ format, rows: 45 });
    const { issues, result } = await validated([bytes]);
    expect(issues).toEqual([]);
    expect(result.rows).toMatchObject({ total: 45, waiting: 45 });
    expect(result.format.kind).toBe(format);
  });

  it("is read with the lines of npm on top, and says so", async () => {
    const { issues, result } = await validated([NPM, (await printed({ format })).bytes]);
    expect(issues.map(({ code }) => code)).toEqual(["file.npmLines"]);
    expect(result.rows.waiting).toBe(3);
  });
});

it.each([
  ["2026-11-28", ["2027-03-01", "2027-03-15", "2027-04-30"]],
  ["2031-12-31", ["2032-04-01", "2032-04-15", "2032-05-31"]],
  ["2028-01-31", ["2028-05-01", "2028-05-15", "2028-06-30"]],
])("has days ahead of %s", (today, days) => {
  const [header = [], row = []] = [...templateRows(1, { today: new Date(today) })];
  const names = ["contract_effective_date", "requested_start_date", "requested_due_date"];
  expect(names.map((name) => row[header.indexOf(name)])).toEqual(days);
});

it("warns of nothing in 20,000 rows of its own", async () => {
  const { issues } = await validated([(await printed({ rows: 20_000 })).bytes]);
  expect(issues).toEqual([]);
});

it("writes a file by its ending, and never over one that is there", async () => {
  const file = join(dir, "orders.xlsx");
  const { terminal } = await printed({}, file);
  expect(terminal.notes.join("")).toContain("3 rows");
  expect((await validated([await readFile(file)])).result.format.kind).toBe("xlsx");
  await expect(printed({}, file)).rejects.toThrow("it is there already");
  await expect(printed({}, join(dir, "orders.txt"))).rejects.toBeInstanceOf(UsageError);
});
