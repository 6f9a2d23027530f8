// The heap of functions that whole files pass through: nearly everything they allocate is a row or an order and dies young.
import { setFlagsFromString } from "node:v8";

/**
 * V8 decides once for each place in the code, by the first hundred objects it sees, whether what is allocated there goes
 * straight to the old generation. A scavenge in the middle of a group of orders makes it decide wrongly, and what lies there
 * then keeps whole groups alive: 40 MB more, a tenth more time, one run in two (docs/performance.md). The flag may not stand in
 * NODE_OPTIONS; here it holds for code that is optimized from now on.
 */
export function keepHeapYoung(): void {
  setFlagsFromString("--no-allocation-site-pretenuring");
}
