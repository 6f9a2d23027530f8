// What is done to the pools of all functions together: a start, an end, and environments killed for chaos tests.
import type { Functions } from "../provision/provision-functions.ts";

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
