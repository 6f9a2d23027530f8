// Posts a callback to its receiver. No answer in time and no connection are the same to the sender: it tries again.
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { SignedCallback } from "./sign-webhook.ts";

const TIMEOUT_MILLIS = 10_000;

/** Status of the answer; undefined where none came. Redirects are not followed. */
export function postCallback(url: string, callback: SignedCallback): Promise<number | undefined> {
  const request = url.startsWith("https:") ? requestHttps : requestHttp;
  return new Promise((resolve) => {
    const outgoing = request(
      url,
      {
        method: "POST",
        headers: { ...callback.headers, "content-length": Buffer.byteLength(callback.body) },
        signal: AbortSignal.timeout(TIMEOUT_MILLIS),
      },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      },
    );
    // Every cause (refused, cut, too slow) has the same answer: none; the caller schedules the next attempt.
    outgoing.once("error", () => resolve(undefined));
    outgoing.end(callback.body);
  });
}
