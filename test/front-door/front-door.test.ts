// The front door on the embedded cloud, across two distributors: from a token to an upload link, a batch, its state and links to
// its results; and everything that is refused on the way, of which nothing is kept.
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FrontDoorConnection, frontDoorConnection } from "../../cli/front-door-connection.ts";
import { FileDetailSchema, FileListSchema, UploadOfferSchema } from "../../contracts/front-door.ts";
import { FrontDoorCloud, put, sha256 } from "./front-door-cloud.ts";

/** Header and first row of the example; and that row once more, as an order that cannot go. */
const [HEADER = "", ROW = ""] = readFileSync(
  path.resolve(import.meta.dirname, "../../examples/demo-orders.csv"),
  "utf8",
).split("\n");
const ONE_SITE = `${HEADER}\n${ROW}\n`;
const EXAMPLE = `${ONE_SITE}${ROW.replace("NW-10045", "NW-20000").replace(",NY,10118", ",ZZ,10118")}\n`;
let door: FrontDoorCloud;
let demo: string;
let northwind: string;

beforeAll(async () => {
  door = await FrontDoorCloud.start();
  demo = await door.token("demo");
  northwind = await door.token("northwind-telecom");
});
afterAll(async () => {
  await door.close();
});

const codeOf = async (response: Response): Promise<string> =>
  `${String(response.status)} ${/<Code>(.*?)<\/Code>/.exec(await response.text())?.[1] ?? ""}`.trim();

test("a file goes in by its link and comes back as results", async () => {
  const offer = UploadOfferSchema.parse(await door.offer(demo, "march orders.csv", EXAMPLE));
  expect(offer.batch).toBe(`/files/${offer.batchId}`);
  expect((await door.ask(`GET ${offer.batch}`, demo)).status).toBe(404);
  expect(await codeOf(await put(offer, EXAMPLE))).toBe("200");
  const file = FileDetailSchema.parse(await door.atRest(demo, offer.batchId));
  expect(file).toMatchObject({
    file: "march orders.csv",
    status: "completed",
    rows: { total: 2, handedOff: 1, failed: 1 },
  });
  expect(file.results.map(({ name }) => name)).toEqual([
    "report.html",
    "failed.csv",
    "results.csv",
    "receipt.json",
    "events.ndjson",
    "issues.ndjson",
  ]);
  const results = await fetch(file.results.find(({ name }) => name === "results.csv")!.url);
  expect(results.headers.get("content-disposition")).toBe('attachment; filename="results.csv"');
  expect((await results.text()).trim().split("\n")).toHaveLength(3);
  expect(door.faults).toEqual([]);
});

test("the same content is one batch, whatever form its SHA-256 has and however often it is uploaded", async () => {
  const first = await door.offer(demo, "march orders.csv", EXAMPLE);
  const base64 = Buffer.from(sha256(EXAMPLE), "hex").toString("base64");
  const second = await door.offer(demo, "march orders.csv", EXAMPLE, { sha256: base64 });
  expect(second.batchId).toBe(first.batchId);
  await put(second, EXAMPLE);
  const listed = FileListSchema.parse((await door.ask("GET /files", demo)).body);
  expect(listed.files.filter(({ batchId }) => batchId === first.batchId)).toHaveLength(1);
});

test("what was asked of bad rows arrives with the file", async () => {
  const content = EXAMPLE.replaceAll("NW-", "POLICY-");
  const offer = await door.offer(demo, "orders.csv", content, { policy: "file" });
  expect(offer.upload.headers).toMatchObject({ "content-type": "text/csv", "x-amz-meta-policy": "file" });
  await put(offer, content);
  // One bad row holds the whole file back.
  expect(await door.atRest(demo, offer.batchId)).toMatchObject({ status: "rejected", rows: { failed: 2 } });
});

describe("another distributor", () => {
  test("has its own batch for the same bytes, in its own inbox", async () => {
    const [ours, theirs] = await Promise.all(
      [demo, northwind].map((token) => door.offer(token, "orders.csv", EXAMPLE)),
    );
    expect(theirs!.batchId).not.toBe(ours!.batchId);
    expect(new URL(theirs!.upload.url).pathname).toContain(`/inbox/northwind-telecom/${theirs!.batchId}/`);
  });

  test("cannot tell somebody else's batch from one that does not exist", async () => {
    const { batchId } = await door.offer(demo, "march orders.csv", EXAMPLE);
    expect((await door.ask(`GET /files/${batchId}`, demo)).status).toBe(200);
    const [others, nobodys] = await Promise.all(
      [batchId, "f-000000000000000000000000"].map((id) => door.ask(`GET /files/${id}`, northwind)),
    );
    expect(others!.status).toBe(404);
    expect(others!.body).toEqual(nobodys!.body);
    expect((await door.ask("GET /files", northwind)).body).toEqual({ files: [], next: null });
  });

  test("cannot move a link to another inbox", async () => {
    const content = EXAMPLE.replaceAll("NW-", "MOVED-");
    const offer = await door.offer(northwind, "orders.csv", content);
    const moved = { ...offer, upload: { ...offer.upload, url: offer.upload.url.replace("northwind-telecom", "demo") } };
    expect(await codeOf(await put(moved, content))).toBe("403 SignatureDoesNotMatch");
  });
});

describe("an upload", () => {
  const content = EXAMPLE.replaceAll("NW-", "REFUSED-");
  const cases: readonly [
    what: string,
    send: (offer: Awaited<ReturnType<typeof door.offer>>) => Promise<Response>,
    answer: string,
  ][] = [
    ["of another size", (offer) => put(offer, `${content}\n`), "403 SignatureDoesNotMatch"],
    ["of another type", (offer) => put(offer, content, { "content-type": "text/html" }), "403 SignatureDoesNotMatch"],
    [
      "with another checksum",
      (offer) => put(offer, content, { "x-amz-checksum-sha256": Buffer.alloc(32).toString("base64") }),
      "403 SignatureDoesNotMatch",
    ],
    ["of other bytes", (offer) => put(offer, content.replace("S-001", "S-00X")), "400 BadDigest"],
    ["with another policy", (offer) => put(offer, content, { "x-amz-meta-policy": "site" }), "403 AccessDenied"],
  ];
  test.each(cases)("%s is refused by S3, and nothing is kept", async (_what, send, answer) => {
    const offer = await door.offer(demo, "refused.csv", content);
    expect(await codeOf(await send(offer))).toBe(answer);
    expect((await door.ask(`GET ${offer.batch}`, demo)).status).toBe(404);
  });

  test("that begins too late is refused by S3", async () => {
    const offer = await door.offer(demo, "late.csv", content);
    door.ahead.millis = 16 * 60_000;
    expect(await codeOf(await put(offer, content))).toBe("403 AccessDenied");
    door.ahead.millis = 0;
    expect((await door.ask(`GET ${offer.batch}`, demo)).status).toBe(404);
  });
});

test("a link to results ends at its time, and opens no other file", async () => {
  const { batchId } = await door.offer(demo, "march orders.csv", EXAMPLE);
  const { results } = await door.atRest(demo, batchId);
  const { url } = results.find(({ name }) => name === "failed.csv")!;
  expect(await codeOf(await fetch(url.replace("failed.csv", "results.csv")))).toBe("403 SignatureDoesNotMatch");
  door.ahead.millis = 16 * 60_000;
  expect(await codeOf(await fetch(url))).toBe("403 AccessDenied");
  door.ahead.millis = 0;
  expect((await fetch(url)).status).toBe(200);
});

describe("a token", () => {
  const routes = ["POST /uploads", "GET /files", "GET /files/f-000000000000000000000000"];

  test.each(routes)("is needed for %s", async (route) => {
    const answer = await door.ask(route, undefined, route.startsWith("POST") ? {} : undefined);
    expect([answer.status, answer.body]).toEqual([401, { message: "Unauthorized" }]);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
  });

  test("that has expired is refused by the authorizer", async () => {
    const token = await door.token("demo");
    door.ahead.millis = 11 * 60_000;
    const answer = await door.ask("GET /files", token);
    door.ahead.millis = 0;
    expect([answer.status, answer.body]).toEqual([401, { message: "Unauthorized" }]);
    expect(answer.headers.get("www-authenticate")).toContain("the token has expired");
  });

  test.each([{ distributor: "nobody-we-know" }, { distributor: "" }, { distributor: ["demo"] }, { distributor: null }])(
    "with the claim %j names nobody",
    async (claims) => {
      const answer = await door.ask("GET /files", await door.token("x", claims));
      expect([answer.status, answer.body.error.code]).toEqual([403, "noDistributor"]);
    },
  );
});

describe("a request that is malformed says which field and why", () => {
  const good = { file: "a.csv", bytes: 1, sha256: sha256("x") };
  test.each([
    ["no JSON", "{", 400, undefined],
    ["nothing", {}, 400, "file"],
    ["a folder in the name", { ...good, file: "../demo/a.csv" }, 400, "file"],
    ["a program's own file", { ...good, file: "~$orders.xlsx" }, 400, "file"],
    ["no size", { ...good, bytes: 0 }, 400, "bytes"],
    ["more than 2 GB", { ...good, bytes: 2 * 1024 ** 3 + 1 }, 413, "bytes"],
    ["no checksum", { ...good, sha256: undefined }, 400, "sha256"],
    ["half a checksum", { ...good, sha256: "abc" }, 400, "sha256"],
    ["a type that is none of ours", { ...good, contentType: "text/html" }, 400, "contentType"],
    ["a name that tells no type", { ...good, file: "orders" }, 400, "contentType"],
    ["another policy", { ...good, policy: "row" }, 400, "policy"],
    ["somebody else's inbox", { ...good, distributor: "northwind-telecom" }, 400, undefined],
  ])("%s", async (_what, body, status, field) => {
    const answer = await door.ask("POST /uploads", demo, body);
    expect([answer.status, answer.body.error.field]).toEqual([status, field]);
    expect(answer.body.error.fix).not.toBe("");
  });

  test.each(["limit=0", "limit=101", "limit=x", "before=f-1"])("GET /files?%s", async (query) => {
    expect((await door.ask(`GET /files?${query}`, demo)).status).toBe(400);
  });
});

test("files are listed page by page, the newest first, each once", async () => {
  const contents = ["1", "2", "3"].map((n) => ONE_SITE.replaceAll("NW-", `PAGE${n}-`));
  const batches: string[] = [];
  for (const content of contents) {
    const offer = await door.offer(northwind, "orders.csv", content);
    await put(offer, content);
    await door.atRest(northwind, offer.batchId);
    batches.unshift(offer.batchId);
  }
  const first = FileListSchema.parse((await door.ask("GET /files?limit=2", northwind)).body);
  const second = FileListSchema.parse(
    (await door.ask(`GET /files?limit=2&before=${encodeURIComponent(first.next!)}`, northwind)).body,
  );
  expect([...first.files, ...second.files].map(({ batchId }) => batchId)).toEqual(batches);
  expect([first.files.length, second.next]).toEqual([2, null]);
});

test("the command line's connection submits, tells and downloads, and never says its token", async () => {
  const dir = mkdtempSync(path.join(tmpdir(), "front-door-cli-"));
  const file = path.join(dir, "cli orders.csv");
  const content = EXAMPLE.replaceAll("NW-", "CLI-");
  writeFileSync(file, content);
  const connection = new FrontDoorConnection(door.url, demo);
  const { batchId } = await connection.submit(file, "site");
  await door.atRest(demo, batchId);
  const [newest] = (await connection.files()).files;
  expect(newest).toMatchObject({ batchId, file: "cli orders.csv", rows: { total: 2, handedOff: 1, failed: 1 } });
  const folder = await connection.download(await connection.file(batchId), dir);
  expect(path.basename(folder)).toBe(`cli orders-${batchId}`);
  expect(readFileSync(path.join(folder, "failed.csv"), "utf8")).toContain("CLI-20000");
  const stranger = new FrontDoorConnection(door.url, northwind);
  await expect(stranger.file(batchId)).rejects.toThrow(/no batch with this id/);
  const late = new FrontDoorConnection(door.url, "not.a.token");
  await expect(late.files()).rejects.toThrow(/^the token is refused: the token cannot be read/);
});

test("a command with --api needs an address that keeps the token safe, and a token", async () => {
  const connect = (values: Record<string, string>) => frontDoorConnection(values);
  expect(await connect({})).toBeUndefined();
  await expect(connect({ api: "http://api.example", "token-file": "x" })).rejects.toThrow(/begins with https/);
  await expect(connect({ api: "https://api.example" })).rejects.toThrow(/--token-file, or set APEX_API_TOKEN/);
  await expect(connect({ api: "https://api.example", "token-file": "/no/such" })).rejects.toThrow(/no such file/);
});

test("the description is open to all, and names every route with a token", async () => {
  const { status, body } = await door.ask("GET /openapi.json", undefined);
  expect([status, body.openapi, Object.keys(body.paths)]).toEqual([
    200,
    "3.1.0",
    ["/uploads", "/files", "/files/{batch}"],
  ]);
  expect((await door.ask("GET /docs", undefined)).body).toContain("swagger-ui-bundle.js");
  const script = await door.ask("GET /docs/swagger-ui-bundle.js", undefined);
  expect([script.status, script.headers.get("content-type")]).toEqual([200, "text/javascript; charset=utf-8"]);
  expect((await door.ask("GET /docs/other", undefined)).status).toBe(404);
});

test("neither tokens nor links are in any log, and every grant of the door was needed", () => {
  const log = door.log();
  expect(log).toContain("uploadOffered");
  expect(log).not.toContain(demo.slice(-40));
  expect(log).not.toMatch(/X-Amz-(Signature|Security-Token|Credential)/);
  expect(door.cloud.unusedGrants().filter(({ role }) => role.includes("FrontDoor"))).toEqual([]);
  expect(door.faults).toEqual([]);
});
