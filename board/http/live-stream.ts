// The live feed to one page: server-sent events, read by the page with fetch, because an EventSource could not send the token.
import type { ServerResponse } from "node:http";
import type { LiveFeed } from "../live/live-feed.ts";
import { SAFE_HEADERS } from "./guard.ts";

/** A page whose server is gone without a word notices after two of them. */
const BEAT_MILLIS = 10_000;
/** A page that does not read is not written to any more; it asks anew when it wakes. */
const BEHIND_BYTES_MAX = 64 * 1024 * 1024;

/** Answers how to end it. */
export function streamLive(response: ServerResponse, feed: LiveFeed): () => void {
  response.writeHead(200, { ...SAFE_HEADERS, "content-type": "text/event-stream; charset=utf-8" });
  response.write(": here\n\n");
  const beat = setInterval(() => response.write(": beat\n\n"), BEAT_MILLIS);
  beat.unref();
  const leave = feed.listen((live) => {
    if (response.writableLength > BEHIND_BYTES_MAX) response.destroy();
    else response.write(`event: live\ndata: ${JSON.stringify(live)}\n\n`);
  });
  response.once("close", () => {
    clearInterval(beat);
    leave();
  });
  return () => {
    response.end("event: end\ndata: {}\n\n");
  };
}
