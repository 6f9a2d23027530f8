// How many random cases or kills something is tried with: some in `npm test`, many in `npm run test:long`, whose list of such files is in
// vitest.config.ts. fast-check draws new cases each time, and prints the seed of what fails.
const isLong = process.env["npm_lifecycle_event"] === "test:long";

export function randomRuns(some: number, many: number): number {
  return isLong ? many : some;
}
