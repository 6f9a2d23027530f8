// The whole table of aims (docs/performance.md) in one go: `npm run bench:aims [-- --only start,job,rate,start-up,intake,cost]`. Some eight
// minutes on a quiet machine with two cores. Every figure is a ratio or a process's own time; load says how quiet it was.
import { spawnSync } from "node:child_process";
import { existsSync, renameSync, rmSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { freePort } from "../e2e/free-port.ts";
import { callDirectly } from "./direct-calls.ts";
import { orderFile } from "./order-file.ts";
import { againstApi, type Job, runJob, startOrderingApi } from "./processes.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const { values } = parseArgs({ options: { only: { type: "string", default: "start,job,rate,start-up,intake,cost" } } });
const chosen = new Set(values.only.split(","));
const dir = await mkdtemp(join(tmpdir(), "apex-aims-"));
let runs = 0;

function tell(what: string, measured: string, aim: string): void {
  console.log(`| ${what} | ${measured} | ${aim} | ${(loadavg()[0] ?? 0).toFixed(1)} |`);
}

async function fileOf(orders: number, sites: number): Promise<string> {
  const file = join(dir, `${String(orders)}x${String(sites)}.csv`);
  await writeFile(file, orderFile(orders, sites));
  return file;
}

/** A run with a folder of its own. Without a file: the bundled example. */
function job(file: string | undefined, args: readonly string[] = [], env: Record<string, string> = {}): Promise<Job> {
  runs += 1;
  const out = join(dir, `out-${String(runs)}`);
  return runJob([...(file === undefined ? [] : [file]), "--out", out, ...args], { env });
}

const seconds = (value: number): string => `${value.toFixed(1)} s`;
const used = ({ wallSeconds, cpuSeconds, peakMegabytes }: Job): string =>
  `${seconds(wallSeconds)}, ${seconds(cpuSeconds)} processor, ${peakMegabytes.toFixed(0)} MB`;
const whole = (one: Job): string => (one.rows.handedOff === one.rows.total ? "" : `, ${JSON.stringify(one.rows)}`);

async function starts(): Promise<void> {
  // What was built before is put back, so that nobody else's assembly is lost.
  const [build, aside] = [join(ROOT, ".build"), join(ROOT, ".build-before-aims")];
  if (existsSync(build)) renameSync(build, aside);
  try {
    tell("`npm start`, the first time", used(await job(undefined)), "≤ 10 s");
  } finally {
    if (existsSync(aside)) {
      rmSync(build, { recursive: true, force: true });
      renameSync(aside, build);
    }
  }
  await job(await fileOf(1, 1));
  tell("`npm start` after that", used(await job(undefined)), "≤ 6 s");
  const three = await fileOf(1, 3);
  const warm = [await job(three), await job(three), await job(three)];
  const [, median] = warm.toSorted((one, other) => one.wallSeconds - other.wallSeconds);
  if (median !== undefined) tell("`run` of a 3-site file, warm, median of 3", used(median), "≤ 4 s");
}

async function jobs(): Promise<void> {
  await job(await fileOf(1, 1));
  const port = await freePort();
  const api = await startOrderingApi(port);
  const { args, env } = againstApi(api, port);
  await job(await fileOf(1, 1), args, env);
  const before = await callDirectly(api.url, 10, 20);
  const apart = await job(await fileOf(10, 20), args, env);
  const after = await callDirectly(api.url, 10, 20);
  api.stop();
  const direct = (before.seconds + after.seconds) / 2;
  const ratio = (apart.wallSeconds / direct).toFixed(1);
  tell(
    "main job, 200 sites ÷ its calls directly",
    `${ratio} × ${seconds(direct)}: ${used(apart)}${whole(apart)}`,
    "≤ 5 ×",
  );
  const large = await job(await fileOf(1, 1000));
  tell("one order of 1,000 sites", used(large) + whole(large), "≤ 25 s, ≤ 40 s processor, ≤ 500 MB");
  const many = await job(await fileOf(100, 20));
  tell("2,000 sites (100 × 20)", used(many) + whole(many), "≤ 45 s, ≤ 500 MB");
}

/** Another bench of this folder, with its own words. */
function bench(name: string, ...args: readonly string[]): void {
  console.log(`\n$ node test/bench/${name}.ts ${args.join(" ")}`);
  spawnSync(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...args], { stdio: "inherit" });
}

try {
  console.log("| what | measured | aim | load |\n| --- | --- | --- | --- |");
  if (chosen.has("start")) await starts();
  if (chosen.has("job")) await jobs();
  if (chosen.has("rate")) {
    bench("rate", "--rate", "40", "--only", "rate");
    bench("rate", "--rate", "50", "--orders", "12", "--only", "rate");
    bench("rate", "--rate", "50", "--orders", "10", "--only", "fairness");
  }
  if (chosen.has("start-up")) bench("start-up", "5");
  if (chosen.has("intake")) bench("intake", "200000");
  if (chosen.has("cost")) bench("cost");
} finally {
  await rm(dir, { recursive: true, force: true });
}
