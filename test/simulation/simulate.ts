// The simulation's command line: one seed with its ledger, or a search over many; a failing seed is shrunk to the fewest
// faults that still break the same rule, and told as a story. Exit status 1: a rule was broken.
import { parseArgs } from "node:util";
import { makeRunner } from "./make-runner.ts";
import { mutationNamed } from "./mutations.ts";
import type { RunResult } from "./run-seed.ts";
import { answerBlocks, type RunBlock, runBlock, search, SearchProcess } from "./search.ts";
import { shrink, storyOf } from "./shrink.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    seeds: { type: "string", default: "1..100" },
    minutes: { type: "string", default: "60" },
    /** Processes that search at the same time. */
    jobs: { type: "string", default: "1" },
    mutation: { type: "string", default: "none" },
    logs: { type: "boolean", default: false },
    shrink: { type: "boolean", default: true },
    "keep-going": { type: "boolean", default: true },
    /** One of the processes of `--jobs`. */
    answers: { type: "boolean", default: false },
  },
  allowNegative: true,
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const progress = (line: string): void => void process.stderr.write(`${line}\n`);
const keepGoing = values["keep-going"];

type Run = (seed: number, only?: ReadonlySet<string>) => Promise<RunResult>;

/** From here on this process lives in virtual time. */
function makeRun(): Run {
  const mutation = mutationNamed(values.mutation);
  const runner = makeRunner();
  return (seed, only) => runner({ seed, mutation, ...(only !== undefined && { only }) });
}

async function storyOfFailing(run: Run, result: RunResult): Promise<string> {
  const { seed, findings, faults } = result;
  const lines = [`seed ${String(seed)}: ${String(findings.length)} findings, ${String(faults.length)} faults`];
  for (const { rule, detail } of findings.slice(0, 10)) lines.push(`  ${rule}: ${detail}`);
  if (values.shrink) lines.push(storyOf(await shrink(result, (only) => run(seed, only))));
  return lines.join("\n");
}

function blockRunner(): RunBlock {
  const run = makeRun();
  return (block) => runBlock(block, run, (failing) => storyOfFailing(run, failing), keepGoing);
}

async function one(seed: number): Promise<boolean> {
  const run = makeRun();
  const result = await run(seed);
  if (values.logs) for (const line of result.logs) say(line);
  say(result.ledger);
  if (result.findings.length > 0) say(await storyOfFailing(run, result));
  return result.findings.length === 0;
}

async function many(): Promise<boolean> {
  const [from = 1, to = from] = values.seeds.split("..").map(Number);
  const options = { from, to, minutes: Number(values.minutes), keepGoing, say, progress };
  if (Number(values.jobs) === 1) return search(options, [blockRunner()]);
  using processes = new DisposableStack();
  const runners = Array.from({ length: Number(values.jobs) }, (): RunBlock => {
    const child = processes.use(new SearchProcess(["--answers", ...process.argv.slice(2)]));
    return (block) => child.run(block);
  });
  return await search(options, runners);
}

if (values.answers) answerBlocks(blockRunner());
else process.exitCode = (await (values.seed === undefined ? many() : one(Number(values.seed)))) ? 0 : 1;
