// What is done to the pools of all functions together: a start, an end, and environments killed for chaos tests.
import type { EventSourceMapping } from "./event-source-mapping.ts";
import type { Functions } from "../provision/provision-functions.ts";

/** An invocation makes a few calls; a partner that is slower than this is cut off. */
const END_WITHIN_MILLIS = 10_000;

/**
 * No message is received any more, and what is under way has a while to end: a call to the partner that is cut off leaves an unknown
 * outcome behind, which a person has to settle. `withinMillis`: of the machine's own time, also where the cloud has another clock.
 */
export async function endWork(
  mappings: readonly Pick<EventSourceMapping, "stop" | "idle">[],
  withinMillis = END_WITHIN_MILLIS,
): Promise<void> {
  for (const mapping of mappings) mapping.stop();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, withinMillis);
  });
  await Promise.race([Promise.all(mappings.map((mapping) => mapping.idle())), late]);
  clearTimeout(timer);
}

export function closeFunctions(functions: Functions): void {
  for (const pool of functions.values()) pool.close();
}

/** One after the other, behind whatever comes first: an environment that is wrong shows at once, not at its first event. */
export async function warmUp(functions: Functions): Promise<void> {
  for (const pool of functions.values()) await pool.warm();
}

export async function killWorkers(
  functions: Functions,
  choose: (functionName: string, index: number) => boolean,
): Promise<number> {
  const pools = [...functions.values()];
  const killed = await Promise.all(pools.map((pool) => pool.kill((index) => choose(pool.settings.name, index))));
  return killed.reduce((sum, count) => sum + count, 0);
}
