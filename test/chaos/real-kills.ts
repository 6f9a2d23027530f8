// `npm run chaos [-- --minutes M --sites N --seed S --lookup on|off]`: rounds with real kills until the time is over (default: 5 minutes, 300
// sites a round), at an Ordering API whose transactions can be looked up and at one where they cannot, in turn. Real threads
// and sockets: a seed gives the same file and faults, not the same moments. Status 1 where something was lost or there twice.
import { parseArgs } from "node:util";
import { freePort } from "../e2e/free-port.ts";
import { chaosRound, type RoundOutcome } from "./chaos-round.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "5" },
    sites: { type: "string", default: "300" },
    /** `on` or `off` for every round, else in turn. */
    lookup: { type: "string", default: "turns" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const KILL_EVERY_MILLIS = 150;
const endsAt = performance.now() + Number(values.minutes) * 60_000;
const ports = { partner: await freePort(), callbacks: await freePort() };
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const outcomes: RoundOutcome[] = [];
for (let round = 0; round === 0 || performance.now() < endsAt; round += 1) {
  const seed = Number(values.seed) + round;
  const canLookUp = values.lookup === "turns" ? round % 2 === 0 : values.lookup === "on";
  say(`round ${String(round + 1)}: seed ${String(seed)}, transactions ${canLookUp ? "can" : "cannot"} be looked up`);
  const outcome = await chaosRound({
    ...{ seed, canLookUp, ports, say, sites: Number(values.sites) },
    killEveryMillis: KILL_EVERY_MILLIS,
    killForMillis: Math.max(30_000, endsAt - performance.now()),
  });
  tell(outcome);
  outcomes.push(outcome);
}
const total = (count: (outcome: RoundOutcome) => number): string =>
  String(outcomes.reduce((sum, outcome) => sum + count(outcome), 0));
say(
  `${String(outcomes.length)} rounds: ${total(({ kills }) => kills)} kills (${total(({ killsInWork }) => killsInWork)} in work), ` +
    `${total(({ cuts }) => cuts)} of ${total(({ calls }) => calls)} calls cut, ` +
    `${total(({ redriven }) => redriven)} redrives, ${total(({ findings }) => findings.length)} findings`,
);
process.exitCode = outcomes.some(({ findings }) => findings.length > 0) ? 1 : 0;

function tell(outcome: RoundOutcome): void {
  const { kills, killsInWork, calls, cuts, jumps, held, resolved, redriven, rows, seconds, findings } = outcome;
  say(
    `  ${seconds.toFixed(0)} s, ${String(kills)} kills (${String(killsInWork)} in work), ` +
      `${String(cuts)} of ${String(calls)} calls cut, ${String(jumps)} jumps of time`,
  );
  say(
    `  held ${JSON.stringify(held)}; an operator found ${String(resolved.happened)} calls that happened and ` +
      `${String(resolved.didNotHappen)} that did not, and redrove ${String(redriven)} times`,
  );
  say(`  rows ${JSON.stringify(rows)}`);
  for (const finding of findings) say(`  FOUND ${finding}`);
}
