// Shrinks a failing run to the fewest faults that still break the same rule: first halves, then single faults are left out,
// for as long as the rule stays broken. Fault points have stable names, so leaving one out leaves the others where they are.
import type { RunResult } from "./run-seed.ts";

const RUNS_MAX = 300;

export async function shrink(
  failing: RunResult,
  run: (only: ReadonlySet<string>) => Promise<RunResult>,
): Promise<RunResult> {
  const [finding] = failing.findings;
  let best = failing;
  let left = RUNS_MAX;
  const stillFails = async (points: readonly string[]): Promise<boolean> => {
    left -= 1;
    const result = await run(new Set(points));
    if (!result.findings.some(({ rule }) => rule === finding?.rule)) return false;
    best = result;
    return true;
  };
  for (let size = Math.ceil(failing.faults.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    let at = 0;
    while (at < best.faults.length && left > 0) {
      const points = best.faults.map(({ point }) => point);
      if (!(await stillFails([...points.slice(0, at), ...points.slice(at + size)]))) at += size;
    }
  }
  return best;
}

export function storyOf(shrunk: RunResult): string {
  const faults = shrunk.faults.map(
    ({ at, fault, point }, n) => `  ${String(n + 1)}. ${new Date(at).toISOString()} ${fault} at ${point}`,
  );
  const broken = shrunk.findings.map(({ rule, detail }) => `  -> ${rule}: ${detail}`);
  return [`shortest story of seed ${String(shrunk.seed)}:`, ...faults, ...broken].join("\n");
}
