// An operator who pauses something for a while, from a second to days, and resumes it; and a watch on the partner: what is paused
// makes no call that another could not have begun before.
import { PAUSABLE_STAGES } from "../../contracts/stage-names.ts";
import type { PauseScope } from "../../contracts/pauses.ts";
import { FUNCTION_TIMEOUT_SECONDS } from "../../contracts/limits.ts";
import { PAUSES_KEPT_MILLIS } from "../../pipeline/orders/pause-store.ts";
import type { World } from "./world.ts";

const SECOND = 1_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** What was admitted before the pause has left by then, or its function is over. */
const UNDER_WAY_MILLIS = PAUSES_KEPT_MILLIS + FUNCTION_TIMEOUT_SECONDS.stage * SECOND;
/** Longer than any world is ill. */
const RESUME_TRIES = 50_000;
const DISTRIBUTORS = ["demo", "northwind-telecom"] as const;

export class Pauses {
  readonly #world: World;
  /** Since when everything is known to be paused. */
  #allSince: number | undefined;
  readonly #coming = new Set<string>();

  constructor(world: World) {
    this.#world = world;
    const { chance } = world;
    if (chance.of("pauses") >= 0.3) return;
    world.onStageCall = (path) => this.#onStageCall(path);
    for (let n = 0; n < chance.whole("pauses count", 1, 3); n += 1) this.#plan(`pause ${String(n)}`);
  }

  /** One is still to begin or to end. */
  isComing(): boolean {
    return this.#coming.size > 0;
  }

  #onStageCall(path: string): void {
    const since = this.#allSince;
    if (since === undefined || this.#world.time.now() - since < UNDER_WAY_MILLIS) return;
    this.#world.violations.push({ rule: "what is paused makes no call", detail: path });
  }

  #plan(name: string): void {
    const { chance, time } = this.#world;
    const scope = this.#scopeOf(name);
    const draw = chance.of(`${name} length`);
    const length = draw < 0.3 ? draw * 100 * SECOND : draw < 0.6 ? draw * 2 * HOUR : draw * 6 * DAY;
    const at =
      chance.of(`${name} at`) < 0.5 ? chance.of(`${name} at`) * 10 * SECOND : chance.of(`${name} at`) * 3 * DAY;
    this.#coming.add(name);
    let isOver = false;
    time.setTimer(at, () => {
      this.#world.operate(async ({ pauses }) => {
        // Tried again for so long that it would only come after its end.
        if (isOver) return;
        await pauses.pause(scope, "a test");
        if (scope.scope === "all") this.#allSince ??= time.now();
      });
    });
    time.setTimer(at + length, () => {
      isOver = true;
      this.#resume(name, scope);
    });
  }

  /** As often as it takes. */
  #resume(name: string, scope: PauseScope): void {
    if (scope.scope === "all") this.#allSince = undefined;
    this.#world.operate(async ({ pauses }) => {
      await pauses.resume(scope);
      if (scope.scope === "all") this.#allSince = undefined;
      this.#coming.delete(name);
    }, RESUME_TRIES);
  }

  #scopeOf(name: string): PauseScope {
    const { chance } = this.#world;
    const scope = chance.pick<PauseScope["scope"]>(`${name} scope`, ["all", "stage", "distributor"]);
    if (scope === "all") return { scope, name: "" };
    if (scope === "distributor") return { scope, name: chance.pick(`${name} distributor`, DISTRIBUTORS) };
    const stage = PAUSABLE_STAGES[chance.whole(`${name} stage`, 0, PAUSABLE_STAGES.length - 1)] ?? "quote";
    return { scope, name: stage };
  }
}
