// `npm run bench:intake [-- ROWS]`: the whole intake of large files against csv-parse alone on the same file in the same run;
// time, peak memory, and what the forms of a file cost (docs/performance.md). Each measure is a process of its own and runs
// what is deployed: bundled, with the intake function's Node options.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { FILES_NODE_OPTIONS } from "../../contracts/limits.ts";
import { FILE_KINDS, writeBenchFile } from "./intake-files.ts";
import type { MEASURES, Measured } from "./intake-measures.ts";

const rows = Number(process.argv[2] ?? "1000000");
const folder = mkdtempSync(join(tmpdir(), "apex-bench-"));
const bundle = join(folder, "measures.mjs");
try {
  buildSync({
    entryPoints: [join(import.meta.dirname, "intake-measures.ts")],
    outfile: bundle,
    bundle: true,
    platform: "node",
    format: "esm",
    mainFields: ["module", "main"],
    minifySyntax: true,
    minifyWhitespace: true,
    banner: { js: `import { createRequire } from "node:module"; const require = createRequire("${import.meta.url}");` },
    logLevel: "warning",
  });
  await compare();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function compare(): Promise<void> {
  const small = Math.ceil(rows / 10);
  const path = (kind: string, count: number): string => join(folder, `${kind}-${String(count)}`);
  await writeBenchFile(path("valid.csv", small), "valid.csv", small);
  for (const kind of FILE_KINDS) await writeBenchFile(path(kind, rows), kind, rows);
  const megabytes = Math.round(statSync(path("valid.csv", rows)).size / 1e6);
  console.log(`${String(rows)} rows, ${String(megabytes)} MB, 40 columns, 20 sites an order; ${FILES_NODE_OPTIONS}\n`);
  console.log("| measure | seconds | CPU s | peak RSS MB | seconds ÷ |\n| --- | --- | --- | --- | --- |");
  const csvParse = run("csvParse", path("valid.csv", rows), "csv-parse alone, arrays");
  const tenth = run("intake", path("valid.csv", small), `intake, ${String(small)} rows`);
  const valid = run("intake", path("valid.csv", rows), "intake", ["csv-parse alone", csvParse]);
  run("csvParse", path("quoted.csv", rows), "csv-parse alone, a quoted cell a row");
  run("intake", path("quoted.csv", rows), "intake, a quoted cell a row", ["intake", valid]);
  run("intake", path("invalid.csv", rows), "intake, every row invalid", ["intake", valid]);
  run("intake", path("valid.csv.gz", rows), "intake, gzip", ["intake", valid]);
  const lines = run("jsonLines", path("valid.ndjson", rows), "lines and JSON.parse alone");
  const ndjson = run("rows", path("valid.ndjson", rows), "NDJSON as rows", ["lines and JSON.parse", lines]);
  run("rows", path("valid.json", rows), "a JSON list as rows", ["NDJSON as rows", ndjson]);
  const whole = run("intake", path("valid.ndjson", rows), "intake, NDJSON");
  run("intake", path("valid.json", rows), "intake, JSON", ["intake, NDJSON", whole]);
  const grown = (of: (measured: Measured) => number): string => (of(valid) / of(tenth)).toFixed(2);
  console.log(
    `\nten times the rows: ${grown(({ seconds }) => seconds)} × the time, ${grown((m) => m.peakMegabytes)} × the memory`,
  );
}

type Measure = (typeof MEASURES)[number];

function run(name: Measure, path: string, title: string, against?: readonly [title: string, Measured]): Measured {
  const child = spawnSync(process.execPath, [FILES_NODE_OPTIONS, bundle, name, path], { encoding: "utf8" });
  if (child.status !== 0) throw new Error(`${title}: ${child.stderr}`);
  // Written by measure() in the child.
  const measured = JSON.parse(child.stdout) as Measured;
  const { seconds, cpuSeconds, peakMegabytes } = measured;
  const ratio = against === undefined ? "" : `${(seconds / against[1].seconds).toFixed(2)} × ${against[0]}`;
  console.log(`| ${title} | ${seconds.toFixed(1)} | ${cpuSeconds.toFixed(1)} | ${String(peakMegabytes)} | ${ratio} |`);
  return measured;
}
