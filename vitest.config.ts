// Tests run without a network, in any order, on both cores of a small machine. Time limits only end what hangs: no test passes or
// fails by the clock, also on a machine many times slower. Three loops: `npm run test:fast` in seconds, `npm test`, and
// `npm run test:long`, which .ci/run adds.
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Whole processes, clouds, browsers, simulated worlds, random play: `npm run test:fast` leaves them out. */
const SLOW = [
  "test/simulation/**",
  "test/browser/**",
  "test/e2e/**",
  "test/front-door/**",
  "test/monitoring/**",
  "test/notices/**",
  "test/chaos/**",
  "test/board/serve-board.test.ts",
  "test/cli/completion.test.ts",
  "test/cli/run-lock.test.ts",
  "test/cli/template.test.ts",
  "test/docs/commands.test.ts",
  "test/docs/site.test.ts",
  "test/infra/bundle.test.ts",
  "test/infra/distributor-role.test.ts",
  "test/infra/feeds.test.ts",
  "test/infra/nag.test.ts",
  "test/infra/settings.test.ts",
  "test/infra/sftp.test.ts",
  "test/lambdas/damaged-records.test.ts",
  "test/local/aliases.test.ts",
  "test/local/faults.test.ts",
  "test/local/hosted-environments.test.ts",
  "test/local/payload-limits.test.ts",
  "test/local/recursion.test.ts",
  "test/local/step-functions/errors.test.ts",
  "test/local/step-functions/history.test.ts",
  "test/local/step-functions/states.test.ts",
  "test/local/unreached-queues.test.ts",
  "test/ordering-api/kill.test.ts",
  "test/ordering-api/standalone.test.ts",
  "test/ordering-api/store/store.test.ts",
  "test/ordering-api/usage.test.ts",
  "test/pipeline/intake/continuation.test.ts",
  "test/pipeline/intake/correction-loop.test.ts",
  "test/pipeline/intake/corrections.test.ts",
  "test/pipeline/intake/interrupted-intake.test.ts",
  "test/pipeline/intake/nothing-lost.test.ts",
  "test/pipeline/intake/ordered-elsewhere.test.ts",
  "test/pipeline/partner/rate/rate-fairness.test.ts",
  "test/pipeline/partner/rate/rate-limiter.test.ts",
  "test/reading/corpus.test.ts",
  "test/reading/csv/csv-reader.test.ts",
  "test/reading/hostile.test.ts",
  "test/reading/spoiled-neighbors.test.ts",
  "test/tidy/import-directions.test.ts",
];
/** More seeds of what `npm test` shows with fewer, and files of a million rows. */
const LONG = ["test/**/*-long.test.ts"];
/** Properties that `npm run test:long` tries with more random cases and kills (test/fakes/random-runs.ts). */
const RANDOM = [
  "test/ordering-api/kill.test.ts",
  "test/pipeline/intake/continuation.test.ts",
  "test/pipeline/intake/correction-loop.test.ts",
  "test/pipeline/intake/ordered-elsewhere.test.ts",
];
/**
 * Rooms that touch nothing which outlives a test share their processes, for most of their time is loading code. Not test/contracts/products,
 * which makes up products; not test/ordering-api, whose libraries keep state of their own.
 */
const TOGETHER = [
  ...[
    "domain",
    "avps",
    "adapters",
    "reading",
    "pipeline",
    "statemachines",
    "lambdas",
    "local",
    "cli",
    "board",
    "docs",
    "config",
    "tidy",
  ].map((room) => `test/${room}/**/*.test.ts`),
  "test/contracts/*.test.ts",
  // The order of a template's exports depends on what its process has synthesized before: the snapshots want their own.
  "test/infra/!(snapshot).test.ts",
];

// Each process that a test starts would compile the same code again.
process.env["NODE_COMPILE_CACHE"] ??= fileURLToPath(new URL(".build/compiled", import.meta.url));

const loop = process.env["npm_lifecycle_event"];
const [include, exclude] =
  loop === "test:long"
    ? [[...LONG, ...RANDOM], []]
    : loop === "test:fast"
      ? [undefined, [...SLOW, ...LONG]]
      : [undefined, LONG];
const left = ["test/bench/**", "node_modules/**", ...exclude];

export default defineConfig({
  test: {
    testTimeout: 600_000,
    hookTimeout: 600_000,
    teardownTimeout: 60_000,
    // Vitest leaves one core to itself, which on two cores is half of them.
    maxWorkers: Math.max(2, availableParallelism()),
    restoreMocks: true,
    // What a test prints is shown where it fails.
    silent: "passed-only",
    projects: [
      { extends: true, test: { name: "together", include: include ?? TOGETHER, exclude: left, isolate: false } },
      {
        extends: true,
        test: {
          name: "apart",
          include: include === undefined ? ["test/**/*.test.ts"] : [],
          exclude: [...left, ...TOGETHER],
        },
      },
    ],
  },
});
