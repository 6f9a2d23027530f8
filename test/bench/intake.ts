// `npm run bench:intake [ROWS]`: the whole intake of large files against csv-parse alone on the same file in the same run,
// each in a process of its own; time, peak memory, and what the forms of a file cost (docs/performance.md).
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MEASURES, type Measured, measure } from "./intake-measures.ts";
import { FILE_KINDS, writeBenchFile } from "./intake-files.ts";

const [first = "1000000", what, file] = process.argv.slice(2);
if (what !== undefined && file !== undefined) {
  const [name] = MEASURES.filter((known) => known === what);
  if (name !== undefined) process.stdout.write(JSON.stringify(await measure(name, file)));
} else await compare(Number(first));

async function compare(rows: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "apex-bench-"));
  try {
    const small = Math.ceil(rows / 10);
    const path = (kind: string, count: number): string => join(folder, `${kind}-${String(count)}`);
    await writeBenchFile(path("valid.csv", small), "valid.csv", small);
    for (const kind of FILE_KINDS) await writeBenchFile(path(kind, rows), kind, rows);
    const megabytes = Math.round(statSync(path("valid.csv", rows)).size / 1e6);
    process.stdout.write(`${String(rows)} rows, ${String(megabytes)} MB, 40 columns, 20 sites an order\n\n`);
    process.stdout.write("| measure | seconds | CPU s | peak RSS MB |\n| --- | --- | --- | --- |\n");
    run("csvParse", path("valid.csv", rows), "csv-parse alone, arrays");
    run("intake", path("valid.csv", small), `intake, ${String(small)} rows`);
    run("intake", path("valid.csv", rows), "intake");
    run("intake", path("invalid.csv", rows), "intake, every row invalid");
    run("intake", path("valid.csv.gz", rows), "intake, gzip");
    run("jsonLines", path("valid.ndjson", rows), "lines and JSON.parse alone");
    run("intake", path("valid.ndjson", rows), "intake, NDJSON");
    run("intake", path("valid.json", rows), "intake, JSON");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(name: string, path: string, title: string): void {
  const child = spawnSync(process.execPath, [import.meta.filename, "0", name, path], { encoding: "utf8" });
  if (child.status !== 0) throw new Error(`${title}: ${child.stderr}`);
  // Written by measure() in the child.
  const { seconds, cpuSeconds, peakMegabytes } = JSON.parse(child.stdout) as Measured;
  process.stdout.write(`| ${title} | ${seconds.toFixed(1)} | ${cpuSeconds.toFixed(1)} | ${String(peakMegabytes)} |\n`);
}
