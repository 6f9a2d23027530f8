// The front in the same process: a `requestHandler` for AWS SDK clients that takes their requests to the endpoint without
// a socket. The structural types are the SDK's, as far as they are used.
import { Readable } from "node:stream";
import { bytesOf, type CloudRequest, type CloudResponse } from "./message.ts";

interface SdkRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Readable;
}

export interface RequestHandler {
  handle(request: SdkRequest): Promise<{ response: SdkResponse }>;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
  destroy(): void;
}

export function createRequestHandler(handle: (request: CloudRequest) => Promise<CloudResponse>): RequestHandler {
  return {
    async handle(request) {
      const response = await handle({
        method: request.method,
        path: request.path,
        query: queryOf(request.query ?? {}),
        headers: Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
        ),
        body: bodyOf(request.body),
      });
      const { status, headers, body } = response;
      return {
        response: {
          statusCode: status,
          headers: { ...headers },
          body: body instanceof Readable ? body : Readable.from(bytesOf(Buffer.from(body))),
        },
      };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    destroy: () => undefined,
  };
}

function queryOf(query: Readonly<Record<string, string | string[] | null>>): URLSearchParams {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value ?? ""]) params.append(name, one);
  }
  return params;
}

function bodyOf(body: unknown): AsyncIterable<Uint8Array> {
  if (body === undefined || body === null) return bytesOf(new Uint8Array());
  if (typeof body === "string") return bytesOf(Buffer.from(body));
  // The SDK hands out a guarded subclass that warns when it is used as text.
  if (body instanceof Uint8Array) return bytesOf(new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
  if (isIterable(body)) return body;
  throw new TypeError("a request body must be text, bytes or a stream");
}

function isIterable(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}
