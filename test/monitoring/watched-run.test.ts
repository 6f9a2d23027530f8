// What a whole run tells those who watch: every figure and line of the dashboard has a value, but for those of troubles that did not
// happen.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NAMES } from "../../contracts/deployment.ts";
import { METRICS_NAMESPACE } from "../../contracts/metrics.ts";
import { projectPath } from "../../infra/project-path.ts";
import { FrontDoorCloud, put } from "../front-door/front-door-cloud.ts";

/** Header and first row of the example; and that row once more, as an order that cannot go. */
const [HEADER = "", ROW = ""] = readFileSync(projectPath("examples", "demo-orders.csv"), "utf8").split("\n");
const FILE = `${HEADER}\n${ROW}\n${ROW.replace("NW-10045", "NW-20000").replace(",NY,10118", ",ZZ,10118")}\n`;
/** Told only where something went wrong, or of rows that were there before. */
const OF_TROUBLE = [
  ...["BreakerRefusals", "RateWaits", "PartnerUnauthorized"],
  ...["RowsTaken unchanged", "RowsClosed held", "RowsClosed waiting", "RowsClosed unchanged"],
];

let watched: FrontDoorCloud;

beforeAll(async () => {
  watched = await FrontDoorCloud.start();
  const token = await watched.token("demo");
  const offer = await watched.offer(token, "orders.csv", FILE);
  await put(offer, FILE);
  await watched.atRest(token, offer.batchId);
  const sync = watched.cloud.outputs[NAMES.outputs.sync]!;
  for (const event of [{ kind: "quarterHour" }, { kind: "nightly", graceMinutes: 0 }]) {
    const answer = await watched.cloud.invoke(sync, event);
    if (!answer.ok) throw new Error(answer.error.errorMessage);
  }
}, 120_000);
afterAll(async () => {
  await watched.close();
});

test("a whole run gives a value to every metric of ours on the dashboard, but for troubles that did not happen", () => {
  const { cloudWatch } = watched.cloud;
  const shown = [...cloudWatch.dashboards.values()].flatMap(({ widgets }) =>
    widgets.flatMap(({ lines }) => lines?.metrics ?? []),
  );
  const told = new Set(cloudWatch.store.list().map(({ name, dimensions }) => wordsOf(name, dimensions)));
  const silent = shown
    .filter(({ namespace }) => namespace === METRICS_NAMESPACE)
    .map(({ name, dimensions }) => wordsOf(name, dimensions))
    .filter((words) => !told.has(words));
  expect([...new Set(silent)].sort()).toEqual([...OF_TROUBLE].sort());
});

const wordsOf = (name: string, { service: _, ...labels }: Readonly<Record<string, string>>): string =>
  [name, ...Object.values(labels)].join(" ");
