// One run: a world and its workload from a seed, run until everything has come to rest, then held against the invariants.
// The same seed gives the same ledger, byte for byte.
import { emptyDisk } from "./memory-disk.ts";
import type { InjectedFault } from "./fault-plan.ts";
import { takeBackBuffers } from "./lent-buffers.ts";
import { findings } from "./invariants.ts";
import type { Finding } from "./timeline-invariant.ts";
import { ledgerText } from "./ledger.ts";
import type { Mutation } from "./mutation.ts";
import type { Current } from "./virtual-globals.ts";
import { LOOK_EVERY, RUN_UNTIL, Workload } from "./workload.ts";
import { World } from "./world.ts";
import { Chance } from "./chance.ts";

export interface RunOptions {
  readonly seed: number;
  /** Only these fault points; absent: as the seed has it. */
  readonly only?: ReadonlySet<string>;
  readonly mutation?: Mutation;
  /** Whose time and chance the process's globals show. */
  readonly current: Current;
  readonly unhandled: { readonly take: () => readonly string[] };
}

export interface RunResult {
  readonly seed: number;
  readonly findings: readonly Finding[];
  readonly faults: readonly InjectedFault[];
  readonly points: number;
  readonly events: number;
  readonly ledger: string;
  readonly logs: readonly string[];
}

const HOUR = 3_600_000;
const ATTENDED_ROUNDS_MAX = 6;

export async function runSeed({ seed, only, mutation, current, unhandled }: RunOptions): Promise<RunResult> {
  const chance = new Chance(seed ^ 0x5eed);
  const world = new World({
    seed,
    intensity: chance.pick("intensity", [0, 0.001, 0.002, 0.004, 0.008, 0.015, 0.03]),
    healedAfterMillis: chance.pick("healed", [2 * HOUR, 24 * HOUR, 20 * 24 * HOUR]),
    ...(only !== undefined && { only }),
    ...(mutation !== undefined && { mutation }),
  });
  current.time = world.time;
  current.chance = world.chance;
  emptyDisk();
  takeBackBuffers();
  const workload = new Workload(world);
  world.startSchedules();
  let rounds = chance.of("attended") < 0.75 ? ATTENDED_ROUNDS_MAX : 0;
  for (let quiet = 0; world.time.now() < RUN_UNTIL;) {
    await world.time.runUntil(world.time.now() + LOOK_EVERY);
    // What a damaged record has parked would be parked again.
    if (rounds > 0 && !workload.damages.areStanding()) await world.moveParked();
    quiet = world.isQuiet(workload.damages.files) && !workload.isComing() ? quiet + 1 : 0;
    if (quiet < 2) continue;
    if (workload.damages.mendLasting()) {
      quiet = 0;
      continue;
    }
    if (rounds === 0 || !workload.attend(rounds)) break;
    rounds -= 1;
    quiet = 0;
  }
  const ledger = await world.partner.ledger();
  const found = [
    ...(await findings(world, workload.inbox, ledger)),
    ...unhandled.take().map((detail) => ({ rule: "no unhandled rejection", detail })),
  ];
  return {
    seed,
    findings: found,
    faults: world.plan.injected,
    points: world.plan.pointCount,
    events: world.time.eventCount,
    ledger: ledgerText(world, ledger, found),
    logs: world.logs,
  };
}
