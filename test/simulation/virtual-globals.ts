// Replaces the process's clocks, timers and chance by the simulation's, so that no code under it, ours or a library's, can
// tell one run from another. Only in a process of its own: nothing is ever put back.
import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import type { Chance } from "./chance.ts";
import { currentInvocation } from "./invocation.ts";
import type { VirtualTime } from "./virtual-time.ts";
import { hear } from "./wire.ts";

export interface Current {
  time: VirtualTime;
  chance: Chance;
}

const RealDate = Date;

export function installVirtualGlobals(current: Current): void {
  class VirtualDate extends RealDate {
    constructor(value: number | string | Date = current.time.now()) {
      super(value);
    }
    static override now(): number {
      return current.time.now();
    }
  }
  Object.assign(globalThis, {
    Date: VirtualDate,
    setTimeout: (run: () => void, millis = 0) => {
      const caller = currentInvocation.getStore();
      return { cancel: current.time.setTimer(millis, () => hear(caller, run)), unref: () => undefined };
    },
    clearTimeout: (timer: { cancel: () => void } | undefined) => timer?.cancel(),
  });
  Math.random = () => current.chance.next("Math.random");
  Object.assign(crypto, { randomUUID: () => current.chance.uuid("randomUUID") });
  syncBuiltinESMExports();
}
