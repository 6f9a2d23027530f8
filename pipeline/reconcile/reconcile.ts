// A nightly run over as many invocations as it takes: each goes on where the one before put down the state, one at a time, until the
// certificate is written. A run that fails writes none; one that could not compare everything says so.
import type { NightlyRecord } from "../../contracts/records.ts";
import type { Invocation } from "../../adapters/runtime/lambda-edge.ts";
import { getText, putObject, unlessMissing } from "../../adapters/aws/objects.ts";
import { readJson } from "../../domain/read-json.ts";
import { BreakBook } from "./break-book.ts";
import { HeardCalls } from "./heard-calls.ts";
import { Night, type NightState, PHASES, readNightState } from "./night.ts";
import { expiryPhase } from "./expiry-phase.ts";
import { dropsPhase, executionsPhase, filesPhase, listPhase, type Phase } from "./night-phases.ts";
import { NightlyLease } from "./nightly-lease.ts";
import type { NightlyTurn, ReconcileDeps } from "./reconcile-deps.ts";
import { writeCertificate } from "./write-certificate.ts";

export type { ReconcileDeps } from "./reconcile-deps.ts";

/** A run was begun and is not through. */
export async function isUnderWay({ table }: Pick<ReconcileDeps, "table">): Promise<boolean> {
  return (await new NightlyLease(table).read())?.state === "running";
}

export interface ReconcileAsk {
  /** A new run is asked for; else one that was begun goes on. */
  readonly begins: boolean;
  readonly graceMinutes: number;
}

export type Reconciled = "nothingToDo" | "unfinished" | "written";

const MINUTE_MILLIS = 60_000;
/** The longest page, with its questions to the partner, and the writing of one file's results. */
const RESERVE_MILLIS = 3 * MINUTE_MILLIS;
/** State is put down at least this often: what a crash costs. */
const SAVE_EVERY_MILLIS = MINUTE_MILLIS;
/** A run that is not through by then ends as a partial one, before the next night. */
const RUN_MILLIS_MAX = 12 * 60 * MINUTE_MILLIS;

const STEPS: Readonly<Record<Exclude<NightState["phase"], "end">, Phase>> = {
  drops: dropsPhase,
  list: listPhase,
  files: filesPhase,
  expiry: expiryPhase,
  executions: executionsPhase,
};

export async function reconcile(deps: ReconcileDeps, ask: ReconcileAsk, invocation: Invocation): Promise<Reconciled> {
  const timeIsShort = (): boolean => invocation.remainingMillis() < RESERVE_MILLIS;
  // The lease would block the next invocation and nothing would be done in this one.
  if (timeIsShort() && !ask.begins) return "nothingToDo";
  const lease = new NightlyLease(deps.table);
  const nowMillis = deps.clock.now().getTime();
  const remainingMillis = invocation.remainingMillis();
  const held = await lease.take({ ...ask, owner: deps.newOwner(), nowMillis, remainingMillis });
  if (held === undefined) return "nothingToDo";
  const turn = turnOf(deps, held, invocation, timeIsShort);
  const store = new NightStore(deps, held.runId);
  const night = await store.load();
  if (lease.wasUnreadable) night.miss("The record of the run before could not be read.");
  const isOverdue = nowMillis - Date.parse(held.runId) > RUN_MILLIS_MAX;
  if (isOverdue) night.miss(`The run was not through after 12 hours; it had come to: ${night.state.phase}.`);
  else if (!(await goThrough(turn, night, () => store.saveNowAndThen(night)))) {
    await store.save(night);
    await lease.release(held);
    invocation.log.info("nightlyUnfinished", { phase: night.state.phase, file: night.state.nextFile });
    return "unfinished";
  }
  const compared = !isOverdue;
  const certificate = await writeCertificate(turn, night, { previous: held.certificate, compared });
  await lease.finish(held, certificate);
  return "written";
}

/** False: time ran short. */
async function goThrough(turn: NightlyTurn, night: Night, onPage: () => Promise<void>): Promise<boolean> {
  const { state } = night;
  while (state.phase !== "end") {
    if (turn.timeIsShort()) return false;
    if (!(await STEPS[state.phase](turn, night, onPage))) return false;
    state.phase = PHASES[PHASES.indexOf(state.phase) + 1] ?? "end";
  }
  return true;
}

function turnOf(
  deps: ReconcileDeps,
  { runId, graceMinutes }: NightlyRecord,
  { log, meter }: Invocation,
  timeIsShort: () => boolean,
): NightlyTurn {
  const seen = { unanswered: 0 };
  return {
    ...{ deps, book: new BreakBook(deps.table), runId, log, meter, timeIsShort },
    graceMillis: graceMinutes * MINUTE_MILLIS,
    newCalls: () => new HeardCalls({ calls: deps.calls, sleep: deps.sleep, timeIsShort, seen }),
  };
}

class NightStore {
  readonly #deps: ReconcileDeps;
  readonly #location: { readonly bucket: string; readonly key: string };
  #savedAt: number;

  constructor(deps: ReconcileDeps, runId: string) {
    this.#deps = deps;
    this.#location = { bucket: deps.workBucket, key: `nightly/${runId}.json` };
    this.#savedAt = deps.clock.now().getTime();
  }

  async load(): Promise<Night> {
    const { s3 } = this.#deps;
    const text = await unlessMissing(s3, this.#location, () => getText(s3, this.#location));
    if (text === undefined) return new Night();
    const state = readNightState(readJson(text));
    if (state !== undefined) return new Night(state);
    const night = new Night();
    night.miss("What the run had put down could not be read: it began anew.");
    return night;
  }

  async save({ state }: Night): Promise<void> {
    await putObject(this.#deps.s3, this.#location, JSON.stringify(state), "application/json");
    this.#savedAt = this.#deps.clock.now().getTime();
  }

  async saveNowAndThen(night: Night): Promise<void> {
    if (this.#deps.clock.now().getTime() - this.#savedAt >= SAVE_EVERY_MILLIS) await this.save(night);
  }
}
