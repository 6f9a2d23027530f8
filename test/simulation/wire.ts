// Every call that simulated code makes to the outside goes through here: it takes some virtual time, meets what the fault
// plan has for it, and is heard only by a process that still lives.
import type { Chance } from "./chance.ts";
import type { FaultPlan, FaultTable } from "./fault-plan.ts";
import { currentInvocation, type Invocation } from "./invocation.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** What can happen to an AWS call; `repeated`: the answer was lost, and the SDK made the call a second time. */
export const AWS_FAULTS: FaultTable = [
  ["throttled", 0.15],
  ["lostBefore", 0.1],
  ["lostAfter", 0.25],
  ["repeated", 0.2],
  ["killedBefore", 0.1],
  ["killedAfter", 0.15],
  ["slow", 0.05],
];

/**
 * `strayed`: the sender hears nothing but its own time-out, and what it had sent arrives much later, over what others have
 * done since; `killedStraying`: the same of a sender that dies. A function that is frozen in the middle of a request and goes on
 * hours later does so too.
 */
export const BATCH_FAULTS: FaultTable = [...AWS_FAULTS, ["strayed", 4], ["killedStraying", 2]];

/** A person's process is ended in the middle more often than a function: the terminal is closed, the machine sleeps. */
const OPERATOR_FAULTS: FaultTable = [
  ["killedBefore", 4],
  ["killedAfter", 4],
];

export interface WireParts {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly plan: FaultPlan;
}

export interface WireCall<T> {
  /** Names the call point, with what it is about. */
  readonly name: string;
  readonly effect: () => T | Promise<T>;
  readonly faults?: FaultTable;
  /** What it needs can be out of reach for hours, for the function that asks. */
  readonly needs?: string;
  /** Given a request that has strayed: it may arrive at the worst moment, and arrives once. */
  readonly onStrayed?: (arrive: () => void) => void;
  /** Thrown for `throttled`, `lostBefore` and `lostAfter`. */
  readonly error?: (fault: string) => Error;
}

const LATENCY_MILLIS_MAX = 30;
const SLOW_MILLIS_MAX = 40_000;
const STRAY_MILLIS_MAX = 48 * 3_600_000;

export class Wire {
  readonly #parts: WireParts;

  constructor(parts: WireParts) {
    this.#parts = parts;
  }

  call<T>({ name, effect, faults = AWS_FAULTS, error = awsError, needs, onStrayed }: WireCall<T>): Promise<T> {
    const { chance, plan, time } = this.#parts;
    const caller = currentInvocation.getStore();
    return new Promise((resolve, reject) => {
      if (caller?.dead === true) return;
      const point = plan.visit(`${caller?.instance.functionName ?? "cloud"}: ${name}`);
      const who = caller?.instance.functionName ?? "cloud";
      const isOut = needs !== undefined && plan.isOut(`${who}: ${needs}`);
      const table = who === "operator" ? [...faults, ...OPERATOR_FAULTS] : faults;
      const decided = isOut ? "throttled" : plan.decide(point, table);
      // The cloud itself does not die.
      const fault = caller === undefined && decided?.startsWith("killed") === true ? undefined : decided;
      const range = fault === "slow" ? SLOW_MILLIS_MAX : LATENCY_MILLIS_MAX;
      const fails = fault === "throttled" || fault === "lostBefore";
      time.setTimer(1 + chance.of(`latency ${point}`) * range, () => {
        // A request on its way takes effect although its sender has died meanwhile.
        if (fault === "killedBefore") kill(caller, point);
        else if (fault === "strayed" || fault === "killedStraying") {
          if (fault === "strayed") hear(caller, () => reject(error(fault)));
          else kill(caller, point);
          let hasArrived = false;
          const arrive = (): void => {
            if (!hasArrived) void settled(effect, false);
            hasArrived = true;
          };
          onStrayed?.(arrive);
          time.setTimer(chance.of(`stray ${point}`) * STRAY_MILLIS_MAX, arrive);
        } else if (fails) hear(caller, () => reject(error(fault)));
        else {
          void settled(effect, fault === "repeated").then((outcome) => {
            if (fault === "killedAfter") kill(caller, point);
            else if (fault === "lostAfter") hear(caller, () => reject(error(fault)));
            else hear(caller, () => (outcome.ok ? resolve(outcome.value) : reject(outcome.error)));
          });
        }
      });
    });
  }
}

type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Error };

async function settled<T>(effect: () => T | Promise<T>, twice: boolean): Promise<Outcome<T>> {
  try {
    // The first answer was lost, whatever it was.
    if (twice) await settled(effect, false);
    return { ok: true, value: await effect() };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error : new Error(String(error)) };
  }
}

export function kill(caller: Invocation | undefined, point: string): void {
  caller?.kill(`killed at ${point}`);
}

export function hear(caller: Invocation | undefined, act: () => void): void {
  if (caller === undefined) act();
  else caller.hear(act);
}

/** As the SDK throws it once its own tries are used up. */
function awsError(fault: string): Error {
  const name = fault === "throttled" ? "ThrottlingException" : "TimeoutError";
  return Object.assign(new Error(`simulated ${fault}`), { name });
}
