// The live feed as it comes: server-sent events read with fetch, because an EventSource sends no token. Connects anew until the server
// says that it ends, or is gone for good.
import type { Live } from "../wire.ts";
import type { Api } from "./api.ts";

export type Connection = "connecting" | "live" | "lost" | "ended" | "refused";

export interface StreamListener {
  live(live: Live): void;
  connection(state: Connection): void;
}

const AGAIN_MILLIS = 2000;
/** After this, the board's server is taken to have ended. */
const TRIES_MAX = 5;

export async function followLive(api: Api, listener: StreamListener): Promise<void> {
  let tries = 0;
  for (;;) {
    const answer = await api.fetch("live").catch(() => undefined);
    if (answer?.status === 401) {
      listener.connection("refused");
      return;
    }
    if (answer?.ok === true && answer.body !== null) {
      tries = 0;
      listener.connection("live");
      if (await heardToTheEnd(answer.body, listener)) {
        listener.connection("ended");
        return;
      }
    }
    tries += 1;
    listener.connection(tries > TRIES_MAX ? "ended" : "lost");
    if (tries > TRIES_MAX) return;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MILLIS));
  }
}

/** The server is typed by the same wire.ts. */
const parsed = <T>(parser: { parse(text: string): T }, text: string): T => parser.parse(text);

/** True: the server said that it ends. */
async function heardToTheEnd(body: ReadableStream<Uint8Array>, listener: StreamListener): Promise<boolean> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return false;
      text += decoder.decode(value, { stream: true });
      const events = text.split("\n\n");
      text = events.pop() ?? "";
      for (const event of events) {
        if (event.startsWith("event: end")) return true;
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (data !== undefined) listener.live(parsed<Live>(JSON, data));
      }
    }
  } catch {
    // Cut: it is connected anew.
    return false;
  }
}
