// Reads requests and writes answers of the board's server: JSON in and out, each with the headers that keep other pages away.
import type { IncomingMessage, ServerResponse } from "node:http";
import type * as z from "zod";
import { BoardRefusal } from "../board-world.ts";
import { SAFE_HEADERS } from "./guard.ts";

/** Corrected cells of a whole grid; a file comes as a stream. */
const BODY_BYTES_MAX = 16 * 1024 * 1024;

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

export const json = (value: unknown, status = 200): Answer => ({
  status,
  type: "application/json; charset=utf-8",
  body: JSON.stringify(value),
});

export function write(response: ServerResponse, { status, type, body, headers }: Answer): void {
  response.writeHead(status, {
    ...SAFE_HEADERS,
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    ...headers,
  });
  response.end(body);
}

/** A BoardRefusal where it is not what was to come. */
export async function readJsonBody<S extends z.ZodType>(request: IncomingMessage, schema: S): Promise<z.output<S>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) throw new BoardRefusal("The request is too large.", 413);
    chunks.push(chunk);
  }
  const parsed = schema.safeParse(parsedJson(Buffer.concat(chunks).toString("utf8")));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BoardRefusal(`The request is malformed: ${issue?.path.join(".") ?? ""} ${issue?.message ?? ""}`);
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
