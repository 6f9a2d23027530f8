// What the parts of the pipeline share: the data they work on, the settings, the partner they call.
import { BATCH_MESSAGES_MAX, CHUNK_SITES_AT_ONCE } from "../../contracts/limits.ts";
import { STAGES } from "../../contracts/stage-names.ts";
import type { Stage } from "../../contracts/stages.ts";
import type { DeploymentSettings } from "../../contracts/deployment-settings.ts";
import type { PartnerEnvironment } from "../function-environment.ts";
import type { DataStack } from "../stacks/data-stack.ts";

export interface PipelinePartProps {
  readonly data: DataStack;
  readonly settings: DeploymentSettings;
  readonly partner: PartnerEnvironment;
}

/** Consumers at once of each queue: batches of ten, so ten consumers keep a hundred slow calls in the air. */
export const CONSUMERS_MAX = { intake: 5, startOrder: 5, stage: 10, settle: 5, deadLetters: 2, notices: 2 } as const;

/**
 * Executions that are always kept for AT&T's callbacks, and its most: a callback that Lambda has no room for is answered with an
 * error, and AT&T need not send it again. At 50 ms each, 20 take 400 a second.
 */
export const CALLBACKS_RESERVED = 20;

/**
 * Functions that go on with long work, or wait for the partner, in a message to their own queue. Lambda would stop them as an
 * endless loop after about 16 messages (ADR 0017); contracts/limits.ts has the end of our own.
 */
export const GO_ON: ReadonlySet<string> = new Set(["intake", ...STAGES.filter((stage) => stage !== "settle")]);

/** Stages whose messages are chunks of sites. */
const CHUNK_STAGES: readonly Stage[] = ["enrich", "handoff"];
/** The slowest partner for which a stage that works alone still makes all the calls it may. */
const ANSWER_SECONDS = 2;

/**
 * Messages in a batch. Where the partner limits the rate, no more than keep it busy: a worker is taken until the last message
 * of its batch had its turn, and what only waits there for a slot keeps another distributor's message waiting (ADR 0009).
 */
export function batchSizeOf(stage: Stage, callsPerSecond: number): number {
  if (callsPerSecond === 0) return BATCH_MESSAGES_MAX;
  const callsAtOnce = CHUNK_STAGES.includes(stage) ? CHUNK_SITES_AT_ONCE : 1;
  const busy = Math.ceil((callsPerSecond * ANSWER_SECONDS) / (CONSUMERS_MAX.stage * callsAtOnce));
  return Math.min(BATCH_MESSAGES_MAX, busy);
}
