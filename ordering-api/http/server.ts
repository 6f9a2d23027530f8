// The API on a socket of this machine, without a framework: for running alone and for tests. A cut is a real cut here.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { OrderingApi } from "../app.ts";
import { logError } from "../log-error.ts";
import type { ApiRequest } from "./exchange.ts";
import { BODY_BYTES_MAX } from "./read-body.ts";

export function makeServer(api: OrderingApi): Server {
  return createServer((message, response) => {
    void serve(api, message, response).catch((error: unknown) => {
      logError(error, undefined);
      response.destroy();
    });
  });
}

async function serve(api: OrderingApi, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = await api(await readRequest(message));
  if (answer.cut === true) {
    message.socket.destroy();
    return;
  }
  // Text, not bytes: Node sends it with the headers in one write.
  response.writeHead(answer.status, { ...answer.headers, "content-length": Buffer.byteLength(answer.body) });
  response.end(answer.body);
}

async function readRequest(message: IncomingMessage): Promise<ApiRequest> {
  const body = await readText(message);
  const [path = "/", query = ""] = (message.url ?? "/").split("?");
  return {
    method: message.method ?? "GET",
    path,
    query: query === "" ? {} : Object.fromEntries(new URLSearchParams(query)),
    headers: singleHeaders(message),
    body,
  };
}

/** By events: iterating a stream costs as much again. */
function readText(message: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    message.on("data", (chunk: Buffer) => {
      size += chunk.length;
      // One byte more than is allowed is enough to be refused by the rule for bodies; the rest is read and dropped.
      if (size - chunk.length <= BODY_BYTES_MAX) chunks.push(chunk);
    });
    message.once("end", () => resolve(Buffer.concat(chunks).toString("utf8")));
    message.once("error", reject);
  });
}

function singleHeaders(message: IncomingMessage): Record<string, string | undefined> {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(message.headers)) {
    headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return headers;
}
