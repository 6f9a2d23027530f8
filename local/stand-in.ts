// A server outside the cloud in the place of a stack: what the others import of it leads there. So a partner can be what it is,
// a server that knows nothing of this cloud, although the assembly holds a stack for it.
import type { Fronts } from "./fronts.ts";
import type { StackTemplate } from "./template/assembly.ts";
import { declaredApis } from "./template/read-resources.ts";

export interface StandIn {
  readonly stack: string;
  /**
   * Called once the cloud's own addresses are open, unless the assembly has no such stack. `apiAddress`: by the name of an HTTP
   * API. Answers the address (scheme, host, port) at which the others find every HTTP API of that stack.
   */
  readonly start: (apiAddress: (name: string) => string) => Promise<string>;
}

/** API id → address, of the stack whose place a server outside takes. */
export async function standInAddresses(
  standIn: StandIn | undefined,
  leftOut: readonly StackTemplate[],
  { addressOf }: Fronts,
): Promise<readonly (readonly [string, string])[]> {
  if (standIn === undefined || leftOut.length === 0) return [];
  const address = await standIn.start(addressOf);
  return declaredApis(leftOut).map(({ id }) => [id, address]);
}
