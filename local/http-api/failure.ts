// How an HTTP API itself answers when no function does.
import type { CloudResponse } from "../endpoint/message.ts";

export function failure(status: number, message: string): CloudResponse {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify({ message }) };
}
