// The HTTP client against real sockets: what each fault on the wire is taken for, and what goes out in headers.
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ApexClient, type Sending } from "../../../adapters/apex/apex-client.ts";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { httpExchange } from "../../../adapters/apex/http-exchange.ts";
import { json, TestPartner } from "./test-partner.ts";

const NOW = new Date("2026-11-23T06:00:00.000Z");
const clock = { now: () => NOW };
const credential = { clientId: "client-1", clientSecret: "s3cr3t-value", fingerprint: "f" };
const sending: Sending = { credential, traceId: "o-1", transactionId: "t-1", repeatable: false };
const handOff = { orderId: "801A", subOrderId: "801B" };
const done = { status: "success", message: "order submitted and sent to serviceNow" };

describe("the Ordering API over HTTP", () => {
  const partner = new TestPartner();
  let server: TestPartner;
  let client: ApexClient;
  let baseUrl: string;

  beforeEach(async () => {
    server = new TestPartner();
    baseUrl = await server.start();
    client = clientOf(baseUrl);
  });
  afterEach(async () => {
    await server.stop();
  });

  const clientOf = (url: string, timeoutMillis = 5000): ApexClient =>
    new ApexClient({ baseUrl: url, timeoutMillis, clock, exchange: httpExchange });

  it("sends the documented headers and exactly the body of the contract", async () => {
    server.answer = json(200, done);
    await client.send("handOff", handOff, sending);
    const [seen] = server.seen;
    expect(seen).toMatchObject({ method: "POST", url: "/api/v1/order-apex", body: JSON.stringify(handOff) });
    expect(seen?.headers).toMatchObject({
      client_id: "client-1",
      client_secret: "s3cr3t-value",
      "x-trace-id": "o-1",
      "x-transaction-id": "t-1",
      source: "apex-bulk",
      "content-type": "application/json",
      connection: "close",
    });
  });

  it("sends no content-type and no transaction id with a GET, and its query encoded", async () => {
    server.answer = json(200, { contractEnvelopeId: "a4T1", quoteId: "0Q0 &", status: "Sent" });
    const result = await client.send("getContract", { quoteId: "0Q0 &" }, { ...sending, repeatable: true });
    expect(result.kind).toBe("answered");
    expect(server.seen[0]?.url).toBe("/api/v1/contract?quoteId=0Q0+%26");
    expect(server.seen[0]?.headers).not.toHaveProperty("content-type");
    expect(server.seen[0]?.headers).not.toHaveProperty("x-transaction-id");
  });

  it("never sends a request that is not as the contract says", async () => {
    const wrong = { ...handOff, quoteId: "0Q0" } as typeof handOff;
    await expect(client.send("handOff", wrong, sending)).rejects.toThrow(/^apexRequest handOff/);
    expect(server.seen).toHaveLength(0);
  });

  it("says no effect when the connection is refused", async () => {
    const gone = await partner.start();
    await partner.stop();
    const result = await clientOf(gone).send("handOff", handOff, sending);
    expect(result).toMatchObject({ kind: "noEffect", cause: "ECONNREFUSED", throttled: false });
  });

  it("says no effect when TLS fails before a request could be sent", async () => {
    const result = await clientOf(baseUrl.replace("http:", "https:")).send("handOff", handOff, sending);
    expect(result.kind).toBe("noEffect");
    expect(server.seen).toHaveLength(0);
  });

  it("says unknown when the connection is cut before the answer", async () => {
    server.answer = (response) => response.socket?.destroy();
    expect(await client.send("handOff", handOff, sending)).toMatchObject({ kind: "unknown", cause: "connection" });
  });

  it("says unknown when the connection is cut within the answer, also if its length was not announced", async () => {
    server.answer = (response) => {
      response.writeHead(200, { "content-length": "500" });
      response.write('{"status":"success",');
      setImmediate(() => response.socket?.destroy());
    };
    expect(await client.send("handOff", handOff, sending)).toMatchObject({ kind: "unknown", cause: "connection" });
    server.answer = (response) => {
      response.writeHead(200);
      response.write(JSON.stringify(done));
      setImmediate(() => response.socket?.destroy());
    };
    expect(await client.send("handOff", handOff, sending)).toMatchObject({ kind: "unknown", cause: "connection" });
  });

  it("says unknown when no answer comes in time", async () => {
    server.answer = () => undefined;
    const result = await clientOf(baseUrl, 40).send("handOff", handOff, sending);
    expect(result).toMatchObject({ kind: "unknown", cause: "timeout" });
  });

  it("says unknown when a body begins and never ends", async () => {
    server.answer = (response) => response.writeHead(200).write("{");
    const result = await clientOf(baseUrl, 60).send("handOff", handOff, sending);
    expect(result).toMatchObject({ kind: "unknown", cause: "timeout" });
  });

  it("says unknown when the other side is no HTTP server but took the bytes", async () => {
    const raw = createServer((socket) => socket.once("data", () => socket.end("nonsense\r\n\r\n")));
    await new Promise<void>((resolve) => raw.listen(0, "127.0.0.1", resolve));
    const { port } = raw.address() as AddressInfo;
    const result = await clientOf(`http://127.0.0.1:${String(port)}`).send("handOff", handOff, sending);
    expect(result).toMatchObject({ kind: "unknown", cause: "connection" });
    raw.close();
  });

  it.each([500, 502, 504, 501, 505])("says unknown for %d", async (status) => {
    server.answer = json(status, { message: "?" });
    expect(await client.send("handOff", handOff, sending)).toMatchObject({ kind: "unknown", cause: "serverError" });
  });

  it.each([301, 307])("follows no redirect: unknown for %d", async (status) => {
    server.answer = json(status, {}, { location: "/api/v1/order-apex" });
    expect(await client.send("handOff", handOff, sending)).toMatchObject({ kind: "unknown", cause: "redirect" });
    expect(server.seen).toHaveLength(1);
  });

  const SIX = "Mon, 23 Nov 2026 06:00:00 GMT";
  it.each([
    [429, "7", SIX, 7, true],
    [429, "Mon, 23 Nov 2026 06:00:30 GMT", SIX, 30, true],
    [429, "Mon, 23 Nov 2026 06:00:30 GMT", "nonsense", 30, true],
    // By the clock of who wrote it, which may be wrong.
    [429, "Mon, 23 Nov 2026 04:00:40 GMT", "Mon, 23 Nov 2026 04:00:00 GMT", 40, true],
    [503, "Mon, 23 Nov 2026 08:00:05 GMT", "Mon, 23 Nov 2026 08:00:00 GMT", 5, false],
    [429, "soon", SIX, 2, true],
    [503, "999999", SIX, 900, false],
    [503, undefined, SIX, 2, false],
  ])(
    "says no effect for %d with Retry-After %s at %s: after %d s",
    async (status, header, date, seconds, throttled) => {
      server.answer = json(status, {}, { date, ...(header !== undefined && { "retry-after": header }) });
      const result = await client.send("handOff", handOff, sending);
      expect(result).toMatchObject({ kind: "noEffect", retryAfterSeconds: seconds, throttled });
    },
  );

  it.each([401, 403])("says unauthorized for %d", async (status) => {
    server.answer = json(status, { message: "client_secret s3cr3t-value" });
    expect(await client.send("handOff", handOff, sending)).toEqual({ kind: "unauthorized" });
  });

  it("says refused for another 4xx, with the partner's words shortened and without personal data or secrets", async () => {
    const words = `Bad contact jane.doe@example.com, +1 (972) 555-0143, s3cr3t-value at 75075-8004 ${"x".repeat(400)}`;
    server.answer = json(422, { errors: [{ code: "invalidValue", message: words }], traceId: "o-1" });
    const result = await client.send("handOff", handOff, sending);
    expect(result).toMatchObject({ kind: "refused", status: 422 });
    const message = result.kind === "refused" ? result.message : "";
    expect(message).toMatch(/^Bad contact \[e-mail\], \[phone\], \[credential\] at 75075-8004 x+…$/);
    expect(message.length).toBeLessThanOrEqual(200);
  });

  it("says refused also when the body of a 4xx cannot be read", async () => {
    server.answer = (response) => response.writeHead(404).end("<html>");
    expect(await client.send("handOff", handOff, sending)).toMatchObject({ kind: "refused", message: "status 404" });
  });

  it.each(["", "{", "<html></html>"])("says unknown for a 200 whose body is %j", async (body) => {
    server.answer = (response) => response.writeHead(200).end(body);
    expect(await client.send("handOff", handOff, sending)).toMatchObject({ kind: "unknown", cause: "malformedAnswer" });
  });

  const compressed =
    (coding: string, body: Buffer, status = 200): typeof server.answer =>
    (response) =>
      response.writeHead(status, { "content-encoding": coding, "content-type": "application/json" }).end(body);

  it.each([
    ["gzip", gzipSync],
    ["x-gzip", gzipSync],
    ["GZIP", gzipSync],
    ["deflate", deflateSync],
    ["deflate", deflateRawSync],
    ["br", brotliCompressSync],
    ["identity", (bytes: Buffer) => bytes],
    ["deflate, gzip", (bytes: Buffer) => gzipSync(deflateSync(bytes))],
  ])("reads an answer that was compressed without being asked to: %s", async (coding, compress) => {
    server.answer = compressed(coding, compress(Buffer.from(JSON.stringify(done))));
    expect(await client.send("handOff", handOff, sending)).toEqual({ kind: "answered", response: done });
    server.answer = compressed(coding, compress(Buffer.from('{"message":"No such sub-order"}')), 422);
    expect(await client.send("handOff", handOff, sending)).toMatchObject({ message: "No such sub-order" });
  });

  it("reads an answer that begins with a byte order mark", async () => {
    server.answer = (response) => response.writeHead(200).end(`\ufeff${JSON.stringify(done)}`);
    expect(await client.send("handOff", handOff, sending)).toEqual({ kind: "answered", response: done });
  });

  it("says unknown for a compressed answer that is damaged, in an unknown coding, or far larger than it looks", async () => {
    const whole = gzipSync(JSON.stringify(done));
    server.answer = compressed("gzip", whole.subarray(0, -9));
    expect(await client.send("handOff", handOff, sending)).toMatchObject({ cause: "malformedAnswer" });
    server.answer = compressed("zip-of-theirs", whole);
    expect(await client.send("handOff", handOff, sending)).toMatchObject({ cause: "malformedAnswer" });
    server.answer = compressed("gzip", gzipSync(Buffer.alloc(17 * 1024 * 1024, " ")));
    expect(await client.send("handOff", handOff, sending)).toMatchObject({ cause: "oversizedAnswer" });
  });

  it('takes a look-up\'s 404 for "not there" only where its body can be read', async () => {
    const page = gzipSync("<html>no such page</html>");
    server.answer = compressed("gzip", page, 404);
    expect(await client.lookUpTransaction("handOff", handOff, sending)).toEqual({ kind: "unclear" });
    server.answer = compressed("gzip", page.subarray(0, -9), 404);
    expect(await client.lookUpTransaction("handOff", handOff, sending)).toEqual({ kind: "unclear" });
    server.answer = compressed("gzip", gzipSync('{"message":"no such transaction"}'), 404);
    expect(await client.lookUpTransaction("handOff", handOff, sending)).toEqual({ kind: "absent" });
  });

  it("gives up on an answer beyond the size cap", async () => {
    server.answer = (response) => response.writeHead(200).end(Buffer.alloc(17 * 1024 * 1024, " "));
    expect(await client.send("handOff", handOff, sending)).toMatchObject({ cause: "oversizedAnswer" });
  });

  it("keeps connections of repeatable calls alive, and tells a stale one from a partner that cut", async () => {
    server.answer = json(200, { quoteId: "0Q0", inputValues: [] });
    const assign = { quoteId: "0Q0", sites: [{ siteId: "a7l", accountName: "ACME" }] };
    const ports = new Set<number | undefined>();
    const answer = server.answer;
    server.answer = (response, seen, request) => {
      ports.add(request.socket.remotePort);
      answer(response, seen, request);
    };
    await client.send("assignCustomer", assign, { ...sending, repeatable: true });
    await client.send("assignCustomer", assign, { ...sending, repeatable: true });
    expect(ports.size).toBe(1);
    server.answer = (response) => response.socket?.destroy();
    const result = await client.send("assignCustomer", assign, { ...sending, repeatable: true });
    expect(result).toMatchObject({ kind: "unknown", stale: true });
  });

  describe("looking a transaction up", () => {
    const look = () => client.lookUpTransaction("handOff", handOff, sending);

    it("finds the answer of then", async () => {
      server.answer = json(200, { transactionId: "t-1", status: 200, body: done });
      expect(await look()).toEqual({ kind: "found", result: { kind: "answered", response: done } });
      expect(server.seen[0]?.url).toBe("/api/v1/transactions/t-1");
    });

    it("finds it also where the partner answers it unwrapped", async () => {
      server.answer = json(200, done);
      expect(await look()).toEqual({ kind: "found", result: { kind: "answered", response: done } });
    });

    it("finds a refusal", async () => {
      server.answer = json(200, { transactionId: "t-1", status: 422, body: { message: "incomplete" } });
      expect(await look()).toMatchObject({ kind: "found", result: { kind: "refused", message: "incomplete" } });
    });

    it("takes 404 of the API as: it never took effect", async () => {
      server.answer = json(404, { errors: [{ code: "referenceNotFound" }] });
      expect(await look()).toEqual({ kind: "absent" });
    });

    it.each([{ SetError: true, statusMessage: "No such transaction." }, { status: "Failed" }])(
      "takes the same hidden in a 200 for the same: %j",
      async (hidden) => {
        server.answer = json(200, { ...hidden, errors: [{ code: "referenceNotFound", propertyPath: "id" }] });
        expect(await look()).toEqual({ kind: "absent" });
        const contract = () =>
          client.lookUpContract("createContract", { quoteId: "0Q0000000000001" } as never, sending);
        expect(await contract()).toEqual({ kind: "absent" });
        for (const errors of [
          [],
          [{ code: "otherIssue" }],
          [{ code: "referenceNotFound" }, { code: "invalidValue" }],
        ]) {
          server.answer = json(200, { ...hidden, errors });
          expect([await look(), await contract()]).toEqual([{ kind: "unclear" }, { kind: "unclear" }]);
        }
      },
    );

    it("takes a page of a gateway, or another transaction, as no statement", async () => {
      server.answer = (response) => response.writeHead(404).end("<html>no such page</html>");
      expect(await look()).toEqual({ kind: "unclear" });
      server.answer = json(200, { transactionId: "t-2", status: 200, body: done });
      expect(await look()).toEqual({ kind: "unclear" });
    });

    it("comes back later when the partner cannot say now", async () => {
      server.answer = json(503, {}, { "retry-after": "9" });
      expect(await look()).toEqual({ kind: "notNow", retryAfterSeconds: 9 });
      server.answer = json(500, {});
      expect(await look()).toMatchObject({ kind: "notNow" });
    });
  });
});
