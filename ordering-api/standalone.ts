// The Ordering API alone on one machine: a server, decisions by timer instead of by queue, the store given.
import { randomInt } from "node:crypto";
import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { PartnerCredentials } from "../contracts/deployment.ts";
import { makeOrderingApi, type OrderingApi, type OrderingApiWorld } from "./app.ts";
import { type Behaviour, DEFAULT_BEHAVIOUR } from "./behaviour.ts";
import type { Decision } from "./decisions/decision.ts";
import { deliverDecision, type DeliveryWorld } from "./decisions/deliver-decision.ts";
import { postCallback } from "./decisions/post-callback.ts";
import { makeServer } from "./http/server.ts";
import { logError } from "./log-error.ts";
import { MemoryStore } from "./store/memory-store.ts";
import type { Store } from "./store/store.ts";

export interface StandaloneOptions {
  readonly credentials: PartnerCredentials;
  readonly webhookSecret: string;
  readonly callbackBaseUrl: string;
  readonly decisionDelayMillis: number;
  readonly store?: Store;
  readonly behaviour?: Behaviour;
}
export interface Standalone {
  readonly api: OrderingApi;
  readonly server: Server;
  /** No decision is sent after it. */
  readonly close: () => void;
}

const RANDOM_STEPS = 2 ** 47;
/** Node's timers cannot wait longer. */
const TIMER_MILLIS_MAX = 2 ** 31 - 1;

export function makeStandalone(options: StandaloneOptions): Standalone {
  const timers = new Set<NodeJS.Timeout>();
  let effects = 0;
  const schedule = (decision: Decision): Promise<void> => {
    const wait = decision.fault === "early" ? 0 : Math.max(0, decision.dueAt - Date.now());
    const timer = setTimeout(
      () => {
        timers.delete(timer);
        deliverDecision(decision, world).catch((error: unknown) => {
          logError(error, undefined);
        });
      },
      Math.min(TIMER_MILLIS_MAX, wait),
    );
    timers.add(timer);
    return Promise.resolve();
  };
  const world: OrderingApiWorld & DeliveryWorld = {
    store: options.store ?? new MemoryStore(),
    behaviour: options.behaviour ?? DEFAULT_BEHAVIOUR,
    decisionDelayMillis: options.decisionDelayMillis,
    now: () => new Date(),
    random: () => randomInt(RANDOM_STEPS) / RANDOM_STEPS,
    sequence: () => (effects += 1),
    sleep: (millis) => sleep(millis),
    schedule,
    credentials: () => Promise.resolve(options.credentials),
    webhookSecret: () => Promise.resolve(options.webhookSecret),
    post: (path, callback) => postCallback(`${options.callbackBaseUrl.replace(/\/$/, "")}${path}`, callback),
    onError: logError,
  };
  const api = makeOrderingApi(world);
  return {
    api,
    server: makeServer(api),
    close: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
