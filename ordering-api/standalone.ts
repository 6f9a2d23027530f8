// The Ordering API alone on one machine: a server, decisions by timer instead of by queue, the store given.
import { randomInt } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { Server } from "node:http";
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import type { PartnerCredentials } from "../contracts/deployment.ts";
import { makeOrderingApi, type OrderingApi, type OrderingApiWorld } from "./app.ts";
import { type Behavior, DEFAULT_BEHAVIOR } from "./behavior.ts";
import { deliverDecision, type DeliveryWorld } from "./decisions/deliver-decision.ts";
import { PendingDecisions } from "./decisions/pending-decisions.ts";
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
  readonly behavior?: Behavior;
}
export interface Standalone {
  readonly api: OrderingApi;
  readonly server: Server;
  /** Takes up the decisions that an earlier run left in the store. */
  readonly resume: () => Promise<void>;
  /** No decision is sent after it, and the store is not used any more. */
  readonly close: () => Promise<void>;
}

const RANDOM_STEPS = 2 ** 47;
const { resolve } = createRequire(import.meta.url);

export function makeStandalone(options: StandaloneOptions): Standalone {
  const store = options.store ?? new MemoryStore();
  const pending = new PendingDecisions(store, (decision) =>
    deliverDecision(decision, world).catch((error: unknown) => {
      logError(error, undefined);
    }),
  );
  let effects = 0;
  const world: OrderingApiWorld & DeliveryWorld = {
    store,
    behavior: options.behavior ?? DEFAULT_BEHAVIOR,
    decisionDelayMillis: options.decisionDelayMillis,
    hands: { areOn: false },
    now: () => new Date(),
    random: () => randomInt(RANDOM_STEPS) / RANDOM_STEPS,
    sequence: () => (effects += 1),
    sleep: (millis) => sleep(millis),
    schedule: (decision) => pending.schedule(decision),
    viewerFile: (name) => readFile(resolve(`swagger-ui-dist/${name}`), "utf8"),
    credentials: () => Promise.resolve(options.credentials),
    webhookSecret: () => Promise.resolve(options.webhookSecret),
    post: (path, callback) => postCallback(`${options.callbackBaseUrl.replace(/\/$/, "")}${path}`, callback),
    onError: logError,
  };
  const api = makeOrderingApi(world);
  return { api, server: makeServer(api), resume: () => pending.resume(), close: () => pending.stop() };
}
