// Nightly feeds: the export is dropped like an upload, only what changed is sent, and an export that is missing or has lost too many rows stops
// for a person, whose word lets it through.
import { beforeEach, expect, test } from "vitest";
import { FeedSchema, type Feed } from "../../../contracts/feed.ts";
import { keys } from "../../../contracts/records.ts";
import type { OpenedExport } from "../../../adapters/runtime/open-export.ts";
import { makeFetchFeeds } from "../../../lambdas/feed/fetch-feeds.ts";
import { releaseFeed } from "../../../pipeline/feeds/release-feed.ts";
import { BreakBook } from "../../../pipeline/reconcile/break-book.ts";
import { compareFeeds } from "../../../pipeline/reconcile/compare-feeds.ts";
import type { NightlyTurn } from "../../../pipeline/reconcile/reconcile-deps.ts";
import { profileOf } from "../../../reading/profiles.ts";
import { pipelineWorld } from "../../fakes/pipeline-world.ts";
import { BulkWorld } from "../intake/bulk-world.ts";
import { csvOf, validRows } from "../intake/example-file.ts";

const rows = validRows(10, 1);
const FEED = FeedSchema.parse({
  from: { url: "https://exports.example/orders.csv?token=secret" },
  ...{ at: "02:45", timeZone: "America/New_York" },
});
let world: BulkWorld;
let now: number;
let answers: OpenedExport[];
let feed: Feed;
beforeEach(() => {
  world = new BulkWorld();
  now = Date.UTC(2027, 0, 1, 8);
  world.deps.clock = { now: () => new Date(now) };
  answers = [];
  feed = FEED;
});

const opened = (text: string): OpenedExport => ({
  ...{ kind: "opened", name: "orders.csv" },
  body: (async function* () {
    yield await Promise.resolve(Buffer.from(text));
  })(),
});
const NONE: OpenedExport = { kind: "none", why: "The server answered 503.", isFinal: false };

/** No feed here has credentials (fetch-url.test.ts). */
const NO_SECRETS = { read: () => Promise.reject(new Error("asked for a secret")), forget: () => undefined };

const night = async () => {
  const run = makeFetchFeeds({
    ...world.deps,
    profileOf: () => ({ ...profileOf("demo")!, feed }),
    openExport: () => Promise.resolve(answers.shift() ?? NONE),
    ...{ secrets: NO_SECRETS, distributorSecrets: "apex-bulk/distributors" },
    sleep: () => Promise.resolve(),
  });
  const { outcome } = await run({ distributor: "demo" }, pipelineWorld().invocation);
  now += 86_400_000;
  return outcome;
};
const dropped = () => [...world.s3.objects.keys()].filter((key) => key.includes("inbox/demo/feed/"));
const breaks = async () => (await new BreakBook(world.table).open()).map(({ kind, subject }) => `${kind} ${subject}`);

test("what changed since the night before is sent, and nothing else", async () => {
  answers = [opened(csvOf(rows))];
  expect(await night()).toBe("dropped");
  answers = [opened(csvOf(rows))];
  expect(await night()).toBe("unchanged");
  answers = [opened(csvOf(rows.slice(1)))];
  expect(await night()).toBe("dropped");
  expect(dropped().map((key) => key.slice(key.indexOf("inbox/")))).toEqual([
    "inbox/demo/feed/2027-01-01/orders.csv",
    "inbox/demo/feed/2027-01-03/orders.csv",
  ]);
});

test("a server that does not answer is asked three times, then the feed stops until an export comes", async () => {
  answers = [NONE, NONE, opened(csvOf(rows))];
  expect(await night()).toBe("dropped");
  expect(await night()).toBe("unreachable");
  expect(await breaks()).toEqual(["feedUnreachable demo"]);
  const [one] = await new BreakBook(world.table).open();
  expect(one!.cause).toContain("The server answered 503. Nothing of it was sent.");
  expect(one!.cause).not.toContain("secret");
  answers = [opened(csvOf(rows.slice(1)))];
  expect(await night()).toBe("dropped");
  expect(await breaks()).toEqual([]);
});

test("an export that lost more rows than it may is held, and the night's certificate counts it", async () => {
  answers = [opened(csvOf(rows)), opened(csvOf(rows.slice(0, 7)))];
  await night();
  expect(await night()).toBe("shrunken");
  expect(dropped()).toHaveLength(1);
  const turn = {
    deps: { table: world.table, now: () => "2027-01-03T09:00:00.000Z" },
    book: new BreakBook(world.table),
  };
  const found = await compareFeeds({ ...turn, runId: "2027-01-03T09:00:00.000Z" } as unknown as NightlyTurn);
  expect(found.map(({ kind }) => kind)).toEqual(["compared", "break"]);
  // A night without an export does not hide what a person has to decide.
  expect(await night()).toBe("unreachable");
  expect(await breaks()).toEqual(["feedShrunken demo"]);
});

test("a person's word drops the held export, and the next night is compared with it", async () => {
  answers = [opened(csvOf(rows)), opened(csvOf(rows.slice(0, 3)))];
  await night();
  await night();
  expect(await releaseFeed(world.deps, "demo")).toBe(true);
  expect([dropped().length, await breaks()]).toEqual([2, []]);
  expect(await releaseFeed(world.deps, "demo")).toBe(false);
  answers = [opened(csvOf(rows.slice(0, 4)))];
  expect(await night()).toBe("dropped");
});

test("a share that is just reached is believed, and so is a first export of any size", async () => {
  answers = [opened(csvOf(rows.slice(0, 5))), opened(csvOf(rows.slice(0, 4)))];
  expect([await night(), await night()]).toEqual(["dropped", "dropped"]);
  expect(await world.table.get(keys.feed("demo"))).toMatchObject({ taken: { rows: 4 } });
});

test("a profile says what is wrong with a feed", () => {
  const faults = (changes: object): string[] => {
    const parsed = FeedSchema.safeParse({ ...FEED, ...changes });
    return parsed.success ? [] : parsed.error.issues.map(({ message }) => message);
  };
  expect(faults({ timeZone: "Mars/Olympus" })).toEqual(["must be an IANA time zone such as America/Chicago"]);
  expect(faults({ at: "2:45" })).toEqual(["must be a time such as 02:45"]);
  expect(faults({ from: { url: "http://exports.example/a.csv" } })).not.toEqual([]);
  expect(faults({ from: { prefix: "inbox/acme/" } })).not.toEqual([]);
  expect(faults({ from: { prefix: "feeds/acme/" } })).toEqual([]);
});
