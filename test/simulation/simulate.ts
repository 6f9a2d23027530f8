// The simulation's command line: one seed with its ledger, or a search over many; a failing seed is shrunk to the fewest
// faults that still break the same rule, and told as a story. Exit status 1: a rule was broken.
import { parseArgs } from "node:util";
import { makeRunner } from "./make-runner.ts";
import { mutationNamed } from "./mutations.ts";
import type { RunResult } from "./run-seed.ts";
import { shrink, storyOf } from "./shrink.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    seeds: { type: "string" },
    minutes: { type: "string", default: "60" },
    mutation: { type: "string", default: "none" },
    logs: { type: "boolean", default: false },
    shrink: { type: "boolean", default: true },
    "keep-going": { type: "boolean", default: false },
  },
  allowNegative: true,
});

const realNow = performance.now.bind(performance);
const runner = makeRunner();
const mutation = mutationNamed(values.mutation);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const run = (seed: number, only?: ReadonlySet<string>): Promise<RunResult> =>
  runner({ seed, mutation, ...(only !== undefined && { only }) });

async function report(result: RunResult): Promise<void> {
  say(
    `seed ${String(result.seed)}: ${String(result.findings.length)} findings, ${String(result.faults.length)} faults`,
  );
  for (const { rule, detail } of result.findings.slice(0, 10)) say(`  ${rule}: ${detail}`);
  if (values.shrink) say(storyOf(await shrink(result, (only) => run(result.seed, only))));
}

async function one(seed: number): Promise<boolean> {
  const result = await run(seed);
  if (values.logs) for (const line of result.logs) say(line);
  say(result.ledger);
  if (result.findings.length > 0) await report(result);
  return result.findings.length === 0;
}

async function search(from: number, to: number): Promise<boolean> {
  const started = realNow();
  const totals = { seeds: 0, failing: 0, points: 0, faults: 0, events: 0 };
  for (let seed = from; seed <= to && realNow() - started < Number(values.minutes) * 60_000; seed += 1) {
    const result = await run(seed);
    totals.seeds += 1;
    totals.points += result.points;
    totals.faults += result.faults.length;
    totals.events += result.events;
    if (result.findings.length === 0) continue;
    totals.failing += 1;
    await report(result);
    if (!values["keep-going"]) break;
  }
  const seconds = (realNow() - started) / 1000;
  const { user, system } = process.cpuUsage();
  const perSecond = (of: number): number => Math.round((totals.seeds / of) * 10) / 10;
  const cpuSeconds = Math.round((user + system) / 1e6);
  say(
    JSON.stringify({
      ...totals,
      seconds: Math.round(seconds),
      cpuSeconds,
      seedsASecond: perSecond(seconds),
      seedsACpuSecond: perSecond(cpuSeconds),
    }),
  );
  return totals.failing === 0;
}

const [from = 1, to = from] = (values.seeds ?? "1..100").split("..").map(Number);
const sound = values.seed === undefined ? await search(from, to) : await one(Number(values.seed));
process.exitCode = sound ? 0 : 1;
