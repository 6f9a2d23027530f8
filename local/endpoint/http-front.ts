// The HTTP front of the cloud: requests from a socket to the endpoint and back.
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { CloudRequest, CloudResponse } from "./message.ts";

type Handle = (request: CloudRequest) => Promise<CloudResponse>;

export function createHttpFront(handle: Handle): Server {
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    void answer(handle, incoming, outgoing);
  });
  // Sockets are closed by the owner; a slow handler is none of the front's business.
  server.requestTimeout = 0;
  return server;
}

export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (!server.listening) {
      resolve();
      return;
    }
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

async function answer(handle: Handle, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const url = incoming.url ?? "/";
  const mark = url.indexOf("?");
  const response = await handle({
    method: incoming.method ?? "GET",
    path: mark < 0 ? url : url.slice(0, mark),
    query: new URLSearchParams(mark < 0 ? "" : url.slice(mark + 1)),
    headers: headersOf(incoming),
    body: incoming,
  });
  await writeResponse(response, incoming, outgoing);
}

export async function writeResponse(
  response: CloudResponse,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  // An answer before the whole request was read must not leave the rest of it on the connection.
  if (!incoming.complete) incoming.resume();
  if (response.body instanceof Readable) {
    outgoing.writeHead(response.status, response.headers);
    // The other side may go away in the middle: that is its right.
    await pipeline(response.body, outgoing).catch(() => undefined);
    return;
  }
  const bytes = typeof response.body === "string" ? Buffer.from(response.body) : response.body;
  const length = response.headers["content-length"] ?? String(bytes.length);
  outgoing.writeHead(
    response.status,
    response.status === 204 ? response.headers : { ...response.headers, "content-length": length },
  );
  outgoing.end(bytes);
}

export function headersOf(incoming: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(",") : value;
  }
  return headers;
}
