// Makes a process fit for simulation: virtual clocks, chance and disk in place of its own, once; then runs seeds.
import { Chance } from "./chance.ts";
import { installLentBuffers } from "./lent-buffers.ts";
import { installMemoryDisk } from "./memory-disk.ts";
import { type RunOptions, type RunResult, runSeed } from "./run-seed.ts";
import { type Current, installVirtualGlobals } from "./virtual-globals.ts";
import { VirtualTime } from "./virtual-time.ts";

export type Runner = (options: Pick<RunOptions, "seed" | "only" | "mutation">) => Promise<RunResult>;

export function makeRunner(): Runner {
  const current: Current = { time: new VirtualTime(0), chance: new Chance(0) };
  installMemoryDisk();
  installLentBuffers();
  installVirtualGlobals(current);
  const rejected: string[] = [];
  process.on("unhandledRejection", (reason) => {
    rejected.push(reason instanceof Error ? (reason.stack ?? reason.message) : String(reason));
  });
  const unhandled = { take: () => rejected.splice(0) };
  return (options) => runSeed({ ...options, current, unhandled });
}
