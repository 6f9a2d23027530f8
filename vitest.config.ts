// Tests run in files of their own, without a network, in any order, on both cores of a small machine. Time limits only end what
// hangs: no test passes or fails by the clock, also on a machine many times slower.
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Whole processes, simulated worlds, real kills, files of a million rows: `npm run test:fast` leaves them out. */
const SLOW = [
  "test/simulation/**",
  "test/chaos/real-kills.test.ts",
  "test/e2e/**",
  "test/pipeline/intake/nothing-lost.test.ts",
  "test/pipeline/partner/rate/rate-fairness.test.ts",
  "test/reading/hostile.test.ts",
  "test/infra/bundle.test.ts",
  "test/infra/nag.test.ts",
  "test/ordering-api/kill.test.ts",
  "test/ordering-api/standalone.test.ts",
  "test/tidy/import-directions.test.ts",
];
const isFast = process.env["npm_lifecycle_event"] === "test:fast";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/bench/**", "node_modules/**", ...(isFast ? SLOW : [])],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    teardownTimeout: 60_000,
    // Vitest leaves one core to itself, which on two cores is half of them.
    maxWorkers: Math.max(2, availableParallelism()),
    restoreMocks: true,
  },
});
