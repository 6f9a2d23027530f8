// A function as Lambda runs it: instances that keep what they learned between invocations, a deadline, a response that can
// be lost on its way to the event source, and death at any call.
import { jsonLogger } from "../../adapters/runtime/logger.ts";
import type { Invocation as Edge } from "../../adapters/runtime/lambda-edge.ts";
import { SILENT_METER } from "../../contracts/metrics.ts";
import { INTAKE_RESERVE_SECONDS } from "../../contracts/limits.ts";
import { invocationHeader } from "../../local/lambda/lineage.ts";
import type { InvokeResult } from "../../local/lambda/protocol.ts";
import type { FaultTable } from "./fault-plan.ts";
import { currentInvocation, Instance, Invocation } from "./invocation.ts";
import type { WireParts } from "./wire.ts";

const RESPONSE_FAULTS: FaultTable = [
  ["responseLost", 0.4],
  ["recycled", 0.4],
];

/** A file that takes most of an invocation's time to read: there is some left, and not enough for all of its orders. */
const TIME_FAULTS: Readonly<Record<string, FaultTable>> = { intake: [["short", 30]] };
const HURRIED_MILLIS = (INTAKE_RESERVE_SECONDS - 1) * 1000;

export type Handler = (event: never, edge: Edge) => Promise<unknown>;

export interface FunctionParts extends WireParts {
  readonly onLog: (line: string) => void;
  /** An invocation has died, or had no time for all of its work: another one may go on with its event. */
  readonly onCutOff: (name: string, event: unknown) => void;
}

export interface FunctionSettings {
  readonly name: string;
  readonly timeoutSeconds: number;
  /** Called once an instance, as a cold start does. */
  readonly make: () => Handler;
}

interface Warm {
  readonly instance: Instance;
  readonly handler: Handler;
}

/** What an event source needs of a function. */
export type Invocable = Pick<SimulatedFunction, "name" | "arn" | "isReady" | "onFree" | "invoke">;

export class SimulatedFunction {
  readonly #parts: FunctionParts;
  readonly #settings: FunctionSettings;
  readonly #idle: Warm[] = [];

  constructor(parts: FunctionParts, settings: FunctionSettings) {
    this.#parts = parts;
    this.#settings = settings;
  }

  isReady(): boolean {
    return true;
  }

  onFree(_listener: () => void): void {
    // Always ready: nobody needs to be told.
  }

  get name(): string {
    return this.#settings.name;
  }

  get arn(): string {
    return `arn:aws:lambda:us-east-1:000000000000:function:${this.name}`;
  }

  async invoke(event: unknown, causes: readonly (string | undefined)[] = []): Promise<InvokeResult> {
    const { name } = this.#settings;
    const { plan } = this.#parts;
    const instance = this.#idle.shift() ?? { instance: new Instance(name), handler: this.#settings.make() };
    const traceHeader = invocationHeader(this.arn, causes, "simulated");
    const result = await this.#run(instance, traceHeader, event);
    const fault = plan.decide(plan.visit(`response ${name}`), RESPONSE_FAULTS);
    if (!instance.instance.dead && fault !== "recycled") this.#idle.push(instance);
    return fault === "responseLost" ? failure("response lost") : result;
  }

  #run({ instance, handler }: Warm, traceHeader: string, event: unknown): Promise<InvokeResult> {
    const { time, onLog, plan } = this.#parts;
    const { name, timeoutSeconds } = this.#settings;
    const deadline = time.now() + timeoutSeconds * 1000;
    const hurried = plan.decide(plan.visit(`time ${name}`), TIME_FAULTS[name] ?? []) !== undefined;
    return new Promise((resolve) => {
      const end = (result: InvokeResult): void => {
        cancelDeadline();
        instance.active = undefined;
        if (!result.ok || hurried) this.#parts.onCutOff(name, event);
        resolve(result);
      };
      const invocation = new Invocation(instance, traceHeader, (reason) => {
        onLog(JSON.stringify({ level: "SIM", code: "died", function: name, reason }));
        end(failure(reason));
      });
      const cancelDeadline = time.setTimer(timeoutSeconds * 1000, () => {
        invocation.kill("timed out");
      });
      instance.active = invocation;
      const log = jsonLogger(onLog, { function: name });
      const left = (): number => deadline - time.now();
      const remainingMillis = hurried ? () => Math.min(left(), HURRIED_MILLIS) : left;
      const edge: Edge = { functionName: name, log, meter: SILENT_METER, remainingMillis };
      currentInvocation.run(invocation, () => {
        instance.thaw();
        handler(event as never, edge).then(
          (payload) => end({ ok: true, payload }),
          (error: unknown) => {
            const named = error instanceof Error ? error : new Error(typeof error);
            log.error("functionFailed", { errorName: named.name, errorMessage: named.message });
            end(failure(named.message));
          },
        );
      });
    });
  }
}

const failure = (errorMessage: string): InvokeResult => ({
  ok: false,
  error: { errorType: "Simulated", errorMessage, trace: [] },
});
