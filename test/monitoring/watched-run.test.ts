// What a whole run tells those who watch: every figure and line of the dashboard has a value, but for those of troubles that did not
// happen; saved queries ask for fields that lines have; one id leads from the upload to AT&T and back; and no line or metric says anything personal or secret.
import { readdirSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, expect, test } from "vitest";
import { NAMES } from "../../contracts/deployment.ts";
import { METRICS_NAMESPACE } from "../../contracts/metrics.ts";
import { projectPath } from "../../infra/project-path.ts";
import { endWorld } from "../fakes/end-world.ts";
import { Synthesized } from "../infra/synthesized.ts";
import { template } from "./alarm-world.ts";
import { FrontDoorCloud, put } from "../front-door/front-door-cloud.ts";
import { tracesAtPartner } from "./traces-at-partner.ts";

/** Header and first row of the example; and that row once more, as an order that cannot go. */
const [HEADER = "", ROW = ""] = readFileSync(projectPath("examples", "demo-orders.csv"), "utf8").split("\n");
const BAD = ROW.replace("NW-10045", "NW-20000").replace(",NY,10118", ",ZZ,10118");
const DECLINED = ROW.replace("NW-10045", "NW-30000").replace("Acme Dental Group", "SIM CREDIT DECLINE Group");
const FILE = `${[HEADER, ROW, BAD, DECLINED].join("\n")}\n`;
/** Told only where something went wrong, or of rows that were there before. */
const OF_TROUBLE = [
  ...["BreakerRefusals", "RateWaits", "PartnerUnauthorized", "ResultsUntold"],
  ...["RowsTaken unchanged", "RowsClosed held", "RowsClosed waiting", "RowsClosed unchanged"],
];
/** Nobody here asks for a webhook or a mail: test/notices/notices.test.ts sees these. */
const OF_NOTICES = ["mail", "webhook"].flatMap((way) => [`Notices ${way} sent`, `Notices ${way} returned`]);

const app = Synthesized.whole();
let watched: FrontDoorCloud;
let token: string;

beforeAll(async () => {
  watched = await FrontDoorCloud.start();
  token = await watched.token("demo");
  const offer = await watched.offer(token, "orders.csv", FILE);
  await put(offer, FILE);
  await watched.atRest(token, offer.batchId);
  // Messages that nobody could have written, so that there are lines of failures too.
  const stage = template()
    .ofType("AWS::Lambda::Function")
    .find(({ ref }) => ref.includes("StagesQuote"))!.ref;
  await watched.cloud.invoke(stage, {});
  await watched.cloud.invoke(stage, {
    Records: [{ messageId: "m-1", body: "{}", attributes: {}, messageAttributes: {} }],
  });
  const sync = watched.cloud.outputs[NAMES.outputs.sync]!;
  for (const event of [{ kind: "quarterHour" }, { kind: "nightly", graceMinutes: 0 }]) {
    const answer = await watched.cloud.invoke(sync, event);
    if (!answer.ok) throw new Error(answer.error.errorMessage);
  }
});
afterAll(async () => {
  await watched.close();
});

const lines = (): Record<string, unknown>[] =>
  watched
    .log()
    .split("\n")
    .flatMap((line) => {
      const json = /^\S+ (\{.*\})$/.exec(line)?.[1];
      const parsed = json === undefined ? {} : (JSON.parse(json) as Record<string, unknown>);
      return "code" in parsed ? [parsed] : [];
    });

/** Logs Insights' own functions and words, and names that a query gives. */
const WORDS =
  /^(fields|filter|sort|asc|desc|stats|count|max|as|by|bin|in|and|or|not|ispresent|strcontains|like|lines|slowest|memory|15m)$/;

/** As `Settle` writes it when an execution ends by itself, which none does in a run that goes well. */
async function linesOfDeadExecution(): Promise<Record<string, unknown>[]> {
  const { world, settle, ended } = await endWorld({});
  await settle(ended("TIMED_OUT"));
  return world.logged.map((line) => JSON.parse(line));
}

test("a saved query asks only for fields and codes that functions write", async () => {
  const queries = app.ofType("AWS::Logs::QueryDefinition");
  const fields = new Set([...lines(), ...(await linesOfDeadExecution())].flatMap((line) => Object.keys(line)));
  const written = sourcesOf(["pipeline", "lambdas", "adapters"]);
  expect(queries.length).toBeGreaterThan(25);
  for (const { properties } of queries) {
    const [, ...query] = String(properties["QueryString"]).split("\n");
    const text = query.join("\n").replaceAll(/\/.*?\//g, "");
    const asked = [...text.replaceAll(/"[^"]*"/g, "").matchAll(/(?<![@\w])[a-zA-Z]\w*/g)].map(([word]) => word);
    expect(asked.filter((word) => !WORDS.test(word) && !fields.has(word))).toEqual([]);
    const codes = /code in \[(.*)\]/.exec(text)?.[1]?.match(/\w+/g) ?? [];
    expect(codes.filter((code) => !written.includes(`"${code}"`))).toEqual([]);
    expect(Object.keys(properties)).toContain("LogGroupNames");
  }
});

test("each section of the runbook that an alarm names has its query, and each query its section", () => {
  const named = app
    .ofType("AWS::CloudWatch::Alarm")
    .map(({ properties }) => String(properties["AlarmDescription"]).split("#")[1]);
  const saved = app
    .ofType("AWS::Logs::QueryDefinition")
    .flatMap(({ properties }) => /^apex-bulk\/runbook\/(.+)$/.exec(String(properties["Name"]))?.[1] ?? []);
  expect(saved.sort()).toEqual([...new Set(named)].sort());
});

test("the log leads from a file to its orders, from a quote to AT&T's decisions, and every line has X-Ray's id", () => {
  const of = (code: string) => lines().filter((line) => line["code"] === code);
  expect(of("orderStart").map(({ fileId }) => fileId)).toEqual(
    of("orderStart").map(() => of("fileTakenIn")[0]!["fileId"]),
  );
  const orders = new Set(of("orderStart").map(({ orderId }) => orderId));
  expect(of("stageDone").every(({ orderId }) => orders.has(orderId))).toBe(true);
  expect(of("callbackTaken").every(({ quoteId }) => /\w/.test(String(quoteId)))).toBe(true);
  expect(lines().filter(({ xrayTraceId }) => typeof xrayTraceId !== "string")).toEqual([]);
});

test("AT&T's trace id of an order leads to each station of its way, and to nothing of another order", async () => {
  const [batchId] = lines().flatMap(({ code, fileId }) => (code === "uploadOffered" ? [fileId] : []));
  const traces = await tracesAtPartner(watched.cloud);
  expect(traces.size).toBe(2);
  for (const traceId of traces) {
    const [file, order] = traceId.split(".");
    expect(file).toBe(batchId);
    const found = askedFor(traceId);
    expect(new Set(found.map(({ orderId }) => orderId))).toEqual(new Set([undefined, order]));
    const codes = new Set(found.map(({ code }) => code));
    for (const station of STATIONS) expect(codes, station).toContain(station);
  }
});

/** Upload, drop, message of the order, stages, AT&T's decision, results. */
const STATIONS = [
  ...["uploadOffered", "fileTakenIn", "orderStart"],
  ...["stageDone", "stageWaiting", "callbackTaken", "orderSettled"],
];

/** The lines that the saved query finds once a person has put the id in. `strcontains(a, b)`: b is within a. */
function askedFor(traceId: string): Record<string, unknown>[] {
  const saved = app
    .ofType("AWS::Logs::QueryDefinition")
    .find(({ properties }) => properties["Name"] === "apex-bulk/way of one trace");
  const filter = /filter (.*)/.exec(String(saved?.properties["QueryString"]))?.[1];
  expect(filter).toBe('ispresent(traceId) and strcontains("TRACE_ID", traceId)');
  return lines().filter((line) => typeof line["traceId"] === "string" && traceId.includes(line["traceId"]));
}

test("no log line, metric or trace says anything personal or secret", () => {
  const metrics = JSON.stringify(watched.cloud.cloudWatch.store.list());
  expect(watched.log()).toContain("stageDone");
  const personal = parse<Record<string, string>>(FILE, { columns: true }).flatMap((row) =>
    Object.entries(row).flatMap(([column, value]) => (PERSONAL.test(column) && value.length > 3 ? [value] : [])),
  );
  expect(personal.length).toBeGreaterThan(20);
  // Functions add nothing to X-Ray's traces (test below), so what is in them are names of resources.
  for (const value of [...personal, token.slice(-40), "whsec_", "clientSecret", "taskToken"]) {
    expect(watched.log(), value).not.toContain(value);
    expect(metrics, value).not.toContain(value);
  }
});

test("nothing is written into traces: no code of the functions has X-Ray's or OpenTelemetry's libraries", () => {
  expect(sourcesOf(["pipeline", "lambdas", "adapters", "reading"])).not.toMatch(
    /from "(aws-xray|@opentelemetry|.*powertools\/tracer)/,
  );
});

/** Columns of the example that name a person or a place of one. */
const PERSONAL = /name|email|phone|street|notes|unit/;

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
  expect([...new Set(silent)].sort()).toEqual([...OF_TROUBLE, ...OF_NOTICES].sort());
});

function sourcesOf(folders: readonly string[]): string {
  return folders
    .flatMap((folder) =>
      readdirSync(projectPath(folder), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => readFileSync(projectPath(folder, file), "utf8")),
    )
    .join("\n");
}

const wordsOf = (name: string, { service: _, ...labels }: Readonly<Record<string, string>>): string =>
  [name, ...Object.values(labels)].join(" ");
