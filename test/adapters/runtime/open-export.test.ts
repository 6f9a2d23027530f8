// A distributor's export over HTTP, from a real server on this machine: its bytes, or why there are none and what to do, without its
// address and its credentials.
import { type AddressInfo, createServer } from "node:net";
import { createServer as createHttpServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ExportBounds, makeOpenExport, openExport } from "../../../adapters/runtime/open-export.ts";

const seen: string[] = [];
const server = createHttpServer((request, response) => {
  const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
  seen.push(`${pathname} ${request.headers.authorization ?? "-"}`);
  const status = Number(/^\/status\/(\d+)/.exec(pathname)?.[1] ?? 200);
  if (status >= 300 && status < 400) response.writeHead(status, { location: "/full.csv" }).end();
  else if (status !== 200) response.writeHead(status).end("its own words");
  else if (pathname === "/cut") {
    response.writeHead(200, { "content-length": "1000" });
    response.write("order_ref\n", () => response.destroy());
  } else if (pathname === "/endless") response.write("order_ref\n");
  else if (pathname === "/announced") response.writeHead(200, { "content-length": "5000" }).end("x".repeat(5000));
  else if (pathname === "/unannounced") for (let n = 0; n <= 50; n += 1) response.write("x".repeat(100));
  else if (pathname !== "/silent") response.end("order_ref\nNW-1\n");
});
let origin = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

/** What a person reads in the end: the bytes, or why there are none. */
async function textOf(
  path: string,
  bounds: Partial<ExportBounds> = {},
  headers: Record<string, string> = {},
): Promise<string> {
  const open = makeOpenExport({ answerMillis: 10_000, downloadMillis: 10_000, bytesMax: 1000, ...bounds });
  const opened = await open({ url: `${path.startsWith("/") ? origin : ""}${path}?token=t0ps3cret`, headers });
  if (opened.kind === "none") return `${opened.isFinal ? "final: " : ""}${opened.why}`;
  const chunks: Uint8Array[] = [];
  for await (const chunk of opened.body) chunks.push(chunk);
  return `${opened.name}: ${Buffer.concat(chunks).toString()}`;
}
const faultOf = (path: string, bounds: Partial<ExportBounds> = {}): Promise<string> =>
  textOf(path, bounds).catch((error: unknown) => (error as Error).message);

test("gives the bytes, under the name at the end of the path", async () => {
  expect(await textOf("/nightly/full.csv")).toBe("full.csv: order_ref\nNW-1\n");
  expect(await textOf("/nightly/caf%C3%A9")).toBe("export: order_ref\nNW-1\n");
  expect(await openExport({ url: `${origin}/status/404`, headers: {} })).toMatchObject({ kind: "none" });
});

test("sends the headers that it is given, and no others", async () => {
  await textOf("/full.csv", {}, { authorization: "Bearer t0ps3cret" });
  await textOf("/full.csv");
  expect(seen.slice(-2)).toEqual(["/full.csv Bearer t0ps3cret", "/full.csv -"]);
});

test("follows nobody, on the same host or elsewhere, and says where the address belongs", async () => {
  const asked = seen.length;
  expect(await textOf("/status/302")).toMatch(/^final: The server answered 302, which leads.*feed\.from\.url/);
  expect(seen).toHaveLength(asked + 1);
});

test.each([
  ["/status/401", {}, /^final: .* 401: it asks for credentials\. Name the header in feed\.from\.header/],
  [
    "/status/403",
    { authorization: "Bearer t0ps3cret" },
    /^final: .* 403: it does not take our credentials\. Put the right/,
  ],
  ["/status/404", {}, /^final: .* 404: there is no export at this address\. Correct feed\.from\.url/],
  ["/status/500", {}, /^The server answered 500\.$/],
  ["/status/429", {}, /^The server answered 429\.$/],
])("%s with %o says what to do", async (path, headers, words) => {
  expect(await textOf(path, {}, headers)).toMatch(words);
});

test("an export over the bound is refused by its announced length, and otherwise where it goes over it", async () => {
  const words = /The export is larger than 1000 bytes, the most that a file may have\. Ask for it in parts/;
  expect(await textOf("/announced")).toMatch(new RegExp(`^final: ${words.source}`));
  expect(await faultOf("/unannounced")).toMatch(words);
  expect(await textOf("/announced", { bytesMax: 5000 })).toContain("xxx");
});

test("too slow to begin, too slow to end, and cut off are three things", async () => {
  expect(await faultOf("/silent", { answerMillis: 30 })).toBe(
    "The server did not begin to answer within 0.03 seconds.",
  );
  expect(await faultOf("/endless", { downloadMillis: 30 })).toBe(
    "The export did not come within 0.03 seconds; 10 bytes had come. Ask for it compressed (.gz), or from a faster server.",
  );
  expect(await faultOf("/cut")).toMatch(/^The answer was cut off after 10 bytes/);
});

test("says so where nobody answers, with the system's code and without the address", async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  expect(await textOf(`http://127.0.0.1:${String(port)}/full.csv`)).toBe(
    "The server could not be reached (ECONNREFUSED).",
  );
});
