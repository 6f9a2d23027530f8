// Posts a callback to its receiver. No answer in time and no connection are the same to the sender: it tries again.
import type { SignedCallback } from "./sign-webhook.ts";

const TIMEOUT_MILLIS = 10_000;

export async function postCallback(url: string, callback: SignedCallback): Promise<number | undefined> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: callback.headers,
      body: callback.body,
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MILLIS),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    // Every cause (refused, cut, too slow) has the same answer: none; the caller schedules the next attempt.
    return undefined;
  }
}
