// Looks for each deliberate bug (mutations.ts) over the seeds from 1 on, and says at which seed it was found and by which
// rule. Exit status 1: one of them was not found.
import { parseArgs } from "node:util";
import { makeRunner } from "./make-runner.ts";
import { MUTATIONS } from "./mutations.ts";

const { values } = parseArgs({ options: { seeds: { type: "string", default: "1000" }, only: { type: "string" } } });
const runner = makeRunner();
const wanted = MUTATIONS.filter(({ name }) => values.only === undefined || values.only.split(",").includes(name));

for (const mutation of wanted) {
  let found = "not found";
  for (let seed = 1; seed <= Number(values.seeds) && found === "not found"; seed += 1) {
    const [finding] = (await runner({ seed, mutation })).findings;
    if (finding !== undefined) found = `found at seed ${String(seed)}: ${finding.rule}`;
  }
  process.stdout.write(`${mutation.name}: ${found}\n`);
  if (found === "not found") process.exitCode = 1;
}
