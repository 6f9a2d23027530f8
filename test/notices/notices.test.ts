// Distributors are told that their results are there, and their exports are fetched, on the embedded cloud as it is deployed: by a webhook whose signature verifies, tried
// again until it is taken or parked, and by mail, each with links that work and once per version of the results.
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isGenuine, webhookKeys } from "../../adapters/runtime/standard-webhooks.ts";
import { NAMES } from "../../contracts/deployment.ts";
import { NOTICE_RECEIVES_MAX } from "../../contracts/limits.ts";
import { ResultsMessageSchema } from "../../contracts/results-ready.ts";
import { NoticeCloud, type Received, Receiver, until } from "./notice-cloud.ts";

const [HEADER = "", ROW = ""] = readFileSync(
  path.resolve(import.meta.dirname, "../../examples/demo-orders.csv"),
  "utf8",
).split("\n");
const BAD_ROW = ROW.replace("NW-10045", "NW-20000").replace(",NY,10118", ",ZZ,10118");
const FILE = `${HEADER}\n${ROW}\n${BAD_ROW}\n`;

const receivers = {
  good: new Receiver([204]),
  flaky: new Receiver([500, 302, 500, 200]),
  dead: new Receiver([500]),
};
let world: NoticeCloud;
beforeAll(async () => {
  world = await NoticeCloud.start(receivers, "mailed");
});
afterAll(async () => {
  await world.close();
  for (const receiver of Object.values(receivers)) await receiver.close();
});

const verifies = (receiver: Receiver, { headers, body }: Received): boolean =>
  isGenuine(
    {
      id: headers["webhook-id"],
      timestamp: headers["webhook-timestamp"],
      signatures: headers["webhook-signature"],
      body: Buffer.from(body),
    },
    webhookKeys(receiver.secret),
    Date.now(),
  );

test("a run ends in one message that verifies, with links that work", async () => {
  await world.drop("good", "march.csv", FILE);
  await until(() => receivers.good.received.length > 0);
  const [message] = receivers.good.received;
  expect(verifies(receivers.good, message!)).toBe(true);
  expect(verifies(receivers.flaky, message!)).toBe(false);
  const { data } = ResultsMessageSchema.parse(JSON.parse(message!.body));
  expect(data).toMatchObject({
    ...{ distributor: "good", file: "march.csv", status: "completed" },
    ...{ summary: "2 rows: 1 handed off, 1 needs you", rows: { total: 2, handedOff: 1, failed: 1 } },
    id: message!.headers["webhook-id"],
  });
  const failed = await fetch(data.files.find(({ name }) => name === "failed.csv")!.url);
  expect(await failed.text()).toContain("NW-20000");
  // The same file once more is the same batch at the same rest.
  await world.drop("good", "march.csv", FILE);
  await world.drop("good", "refused.csv", `${HEADER}\n${BAD_ROW}\n`);
  await until(() => receivers.good.received.length > 1);
  const others = receivers.good.received.slice(1).map(({ body }) => ResultsMessageSchema.parse(JSON.parse(body)).data);
  expect(others).toMatchObject([{ file: "refused.csv", status: "rejected", summary: "1 row: 1 needs you" }]);
});

test("a receiver that fails three times gets it in the end, under the same id", async () => {
  await world.drop("flaky", "march.csv", FILE);
  await until(() => receivers.flaky.received.length === 4);
  expect(receivers.flaky.received.every((message) => verifies(receivers.flaky, message))).toBe(true);
  expect(new Set(receivers.flaky.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
});

test("what a dead receiver never takes is parked in the dead-letter queue of webhooks", async () => {
  await world.drop("dead", "march.csv", FILE);
  await until(async () => (await world.parked("webhook")) > 0);
  expect(receivers.dead.received).toHaveLength(NOTICE_RECEIVES_MAX);
  expect(await world.parked("mail")).toBe(0);
});

test("people get one mail with what became of the rows and links that end", async () => {
  await world.drop("mailed", "march.csv", FILE);
  await until(() => world.mails().length > 0);
  const [mail] = world.mails();
  expect(mail).toMatch(/^From: orders@apex-bulk\.example\r\nTo: one@distributor\.example\r\n/);
  expect(mail).toContain("Subject: march.csv: 2 rows: 1 handed off, 1 needs you\r\n");
  const link = /report\.html\r\n(http\S+)/.exec(mail!)?.[1];
  expect((await fetch(link!)).status).toBe(200);
});

test("a nightly feed is dropped and read, and one that shrank is not", async () => {
  const rows = Array.from({ length: 5 }, (_, n) => ROW.replace("NW-10045", `FED-${String(n)}`));
  const fetched = async (): Promise<string> => {
    const name = world.cloud.outputs[NAMES.outputs.feed]!;
    return JSON.stringify(await world.cloud.invoke(name, { distributor: "fed" }));
  };
  await world.put("feeds/fed/full.csv", `${HEADER}\n${rows.join("\n")}\n`);
  expect(await fetched()).toContain("dropped");
  await until(async () => (await world.keys("results/fed/")).some((key) => key.endsWith("receipt.json")));
  // S3 keeps whole seconds: what comes in the same one is not newer.
  await until(() => Date.now() % 1000 > 900);
  await world.put("feeds/fed/next.csv", `${HEADER}\n${rows[0]!}\n`);
  await until(async () => (await fetched()).includes("shrunken"));
  expect(await world.keys("inbox/fed/")).toHaveLength(1);
});

test("what was sent and what came back are figures of the dashboard", () => {
  const told = world.cloud.cloudWatch.store.list().filter(({ name }) => name === "Notices");
  const words = new Set(told.map(({ dimensions: { service: _, ...labels } }) => Object.values(labels).join(" ")));
  expect([...words]).toEqual(expect.arrayContaining(["webhook sent", "webhook returned", "mail sent"]));
});

test("no log has a secret, a link or an address, every grant was needed, and nothing was refused", () => {
  const log = world.log();
  expect(log).toMatch(/"code":"webhookSent".*"traceId":"f-[0-9a-f]{24}"/);
  for (const { secret } of Object.values(receivers)) expect(log).not.toContain(secret.slice(6, 30));
  expect(log).not.toMatch(/X-Amz-(Signature|Security-Token|Credential)|distributor\.example|its own words/);
  // An upload is aborted only where it fails.
  const unused = world.cloud.unusedGrants().filter(({ value }) => value !== "s3:AbortMultipartUpload");
  expect(unused.filter(({ role }) => /NoticesWebhook|FeedsFeed/.test(role))).toEqual([]);
  expect(world.faults).toEqual([]);
});
