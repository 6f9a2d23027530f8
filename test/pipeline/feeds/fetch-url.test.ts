// An export behind credentials, from real servers on this machine: the secret goes to the host that it names and to no other, and nothing
// that is told has it in it.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { FeedSchema } from "../../../contracts/feed.ts";
import { makeOpenExport } from "../../../adapters/runtime/open-export.ts";
import { fetchUrl } from "../../../pipeline/feeds/fetch-url.ts";

const NAME = "apex-bulk/distributors/acme/feed";
let answers: number[];
let asked: string[];
let elsewhere: string[];
const exporter = createServer((request, response) => {
  asked.push(String(request.headers["x-api-key"]));
  const status = answers.shift() ?? 200;
  if (status === 302) response.writeHead(302, { location: `${other}/export.csv` }).end();
  else response.writeHead(status).end("order_ref\n");
});
const stranger = createServer((request, response) => {
  elsewhere.push(String(request.headers["x-api-key"]));
  response.end("order_ref\n");
});
let origin = "";
let other = "";
const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
};
beforeAll(async () => {
  [origin, other] = [await listen(exporter), await listen(stranger)];
});
afterAll(() => {
  for (const server of [exporter, stranger]) server.close();
});

let secret: string | Error;
let forgotten: string[];
beforeEach(() => {
  [answers, asked, elsewhere, forgotten] = [[], [], [], []];
  secret = JSON.stringify({ host: new URL(origin).host.toUpperCase(), value: "t0ps3cret" });
});

async function night(credentials: { readonly header?: string } = { header: "x-api-key" }): Promise<string> {
  const fetched = await fetchUrl(
    {
      openExport: makeOpenExport({ answerMillis: 10_000, downloadMillis: 10_000, bytesMax: 1000 }),
      distributorSecrets: "apex-bulk/distributors",
      secrets: {
        read: (name) =>
          secret instanceof Error ? Promise.reject(secret) : Promise.resolve(name === NAME ? secret : ""),
        forget: (name) => forgotten.push(name),
      },
      sleep: () => Promise.resolve(),
    },
    "acme",
    { url: `${origin}/export.csv?token=t0ps3cret`, loopbackHost: "127.0.0.1", ...credentials },
  );
  if (typeof fetched === "string") return fetched;
  using copy = fetched.copy;
  return `${fetched.name}: ${String(copy.bytes)} bytes`;
}

test("the header carries the secret to the host that the secret names", async () => {
  expect(await night()).toBe("export.csv: 10 bytes");
  expect(asked).toEqual(["t0ps3cret"]);
});

test("a feed without a header asks for no secret and sends none", async () => {
  secret = new Error("nobody may ask");
  expect(await night({})).toBe("export.csv: 10 bytes");
  expect(asked).toEqual(["undefined"]);
});

test("a secret for another host is not sent", async () => {
  secret = JSON.stringify({ host: "exports.acme.example", value: "t0ps3cret" });
  const told = await night();
  expect(told).toContain(`The secret ${NAME} is for another host than feed.from.url names (127.0.0.1:`);
  // A person may have put the value into the wrong field.
  expect(told).not.toContain("exports.acme.example");
  expect([asked, forgotten, told.includes("t0ps3cret")]).toEqual([[], [NAME], false]);
});

test("a server that leads elsewhere takes nothing there", async () => {
  answers = [302];
  expect(await night()).toMatch(/answered 302.*none is followed.*Write the address of the export itself/);
  expect([asked.length, elsewhere]).toEqual([1, []]);
});

test.each([
  [
    "as the deployment makes it",
    '{"host":"","value":"r4nd0m"}',
    /is not filled in\. Put \{"host":"127\.0\.0\.1:\d+","value":"…"\} into/,
  ],
  ["a bare word", "t0ps3cret", /is not filled in/],
  ["with a line break in its value", '{"host":"127.0.0.1","value":"a\\nb"}', /is not filled in/],
  ["that cannot be read", new Error("t0ps3cret denied"), /could not be read\. Put \{"host"/],
])("a secret %s is told with its name and form, and nothing is asked", async (_, content, words) => {
  secret = content;
  const told = await night();
  expect(told).toMatch(words);
  expect([asked, told.includes("t0ps3cret")]).toEqual([[], false]);
});

test("what another minute would not change is asked once, a busy server three times", async () => {
  answers = [401];
  expect(await night()).toMatch(/401: it does not take our credentials/);
  expect([asked.length, forgotten]).toEqual([1, [NAME]]);
  answers = [503, 503, 503, 200];
  expect(await night()).toBe("The server answered 503.");
  expect(asked).toHaveLength(4);
  expect(await night()).toBe("export.csv: 10 bytes");
});

test.each([
  ["Host", /must be a header that carries credentials/],
  ["transfer-encoding", /must be a header that carries credentials/],
  ["x api key", /must be the name of a header, such as authorization/],
])("a profile cannot name %s as the header", (header, words) => {
  const from = { url: "https://exports.acme.example/a.csv", header };
  const parsed = FeedSchema.safeParse({ from, at: "02:45", timeZone: "America/Chicago" });
  expect(JSON.stringify(parsed.error?.issues)).toMatch(words);
});
