// One HTTP request, and exactly what is known of it afterwards. The one distinction that everything else rests on: was the
// request never sent (no effect for certain), or cut after a first byte may have left (outcome unknown)?
import * as http from "node:http";
import * as https from "node:https";
import { ANSWER_BYTES_MAX } from "./assumptions.ts";
import { asItCame, decodeBody } from "./decode-body.ts";

export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMillis: number;
  /** A connection of its own: a stale kept-alive one would turn "never sent" into "unknown". */
  readonly fresh: boolean;
}

export type HttpOutcome =
  /** Not one byte of the request left: refused, no such name, TLS failed, no connection in time. */
  | { readonly kind: "notSent"; readonly cause: string }
  /** `stale`: on a kept-alive connection that the other side may have closed before. */
  | { readonly kind: "cut"; readonly cause: "timeout" | "connection"; readonly stale: boolean }
  | {
      readonly kind: "response";
      readonly status: number;
      readonly retryAfter?: string;
      /** The partner's own clock, which a date in `retryAfter` goes by. */
      readonly date?: string;
      readonly body: string;
      /** The body is not all there. */
      readonly bodyFault?: "cut" | "timeout" | "oversized";
    };

export type HttpExchange = (request: HttpRequest) => Promise<HttpOutcome>;

/** Kept-alive sockets a function; a batch of ten messages with a few sites each stays below it. */
const SOCKETS_MAX = 64;
const AGENTS = {
  "http:": {
    request: http.request,
    fresh: new http.Agent({ keepAlive: false }),
    kept: new http.Agent({ keepAlive: true, maxSockets: SOCKETS_MAX }),
  },
  "https:": {
    request: https.request,
    fresh: new https.Agent({ keepAlive: false }),
    kept: new https.Agent({ keepAlive: true, maxSockets: SOCKETS_MAX }),
  },
} as const;

export const httpExchange: HttpExchange = (request) =>
  new Promise((resolve) => {
    const { url, method, headers, body, timeoutMillis } = request;
    const protocol = url.protocol === "https:" ? AGENTS["https:"] : AGENTS["http:"];
    const wire = protocol.request(url, { method, headers, agent: request.fresh ? protocol.fresh : protocol.kept });
    let sent = false;
    let response: ResponseReader | undefined;
    let timedOut = false;
    const deadline = setTimeout(() => {
      timedOut = true;
      wire.destroy(new Error("timeout"));
    }, timeoutMillis);
    const settle = (outcome: HttpOutcome): void => {
      clearTimeout(deadline);
      resolve(outcome);
    };
    const interrupted = (error?: NodeJS.ErrnoException): void => {
      if (response !== undefined) settle(response.interrupted(timedOut));
      else if (!sent) settle({ kind: "notSent", cause: timedOut ? "connectTimeout" : (error?.code ?? "notSent") });
      else settle({ kind: "cut", cause: timedOut ? "timeout" : "connection", stale: wire.reusedSocket });
    };
    wire.on("socket", (socket) => {
      if (wire.reusedSocket) sent = true;
      else socket.once(url.protocol === "https:" ? "secureConnect" : "connect", () => (sent = true));
    });
    wire.on("response", (incoming) => {
      response = new ResponseReader(incoming, settle, interrupted);
    });
    wire.on("error", interrupted);
    wire.on("close", () => {
      interrupted();
    });
    wire.end(body);
  });

/** Collects a body up to the cap; beyond it the connection is given up. */
class ResponseReader {
  readonly #incoming: http.IncomingMessage;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(incoming: http.IncomingMessage, settle: (outcome: HttpOutcome) => void, interrupted: () => void) {
    this.#incoming = incoming;
    incoming.on("data", (chunk: Buffer) => {
      this.#bytes += chunk.length;
      if (this.#bytes <= ANSWER_BYTES_MAX) {
        this.#chunks.push(chunk);
        return;
      }
      settle(this.#outcome("oversized"));
      incoming.destroy();
    });
    incoming.on("end", () => {
      settle(incoming.complete ? this.#outcome() : this.#outcome("cut"));
    });
    incoming.on("error", interrupted);
    incoming.on("close", interrupted);
  }

  interrupted(timedOut: boolean): HttpOutcome {
    return this.#outcome(timedOut ? "timeout" : "cut");
  }

  #outcome(bodyFault?: "cut" | "timeout" | "oversized"): HttpOutcome {
    const { "retry-after": retryAfter, date, "content-encoding": encoding } = this.#incoming.headers;
    const bytes = Buffer.concat(this.#chunks);
    // A part of a compressed body is left as it came: it is unreadable, and must not pass for an empty one.
    const { text, fault = bodyFault } = bodyFault === undefined ? decodeBody(bytes, encoding) : asItCame(bytes);
    return {
      kind: "response",
      status: this.#incoming.statusCode ?? 0,
      body: text,
      ...(retryAfter !== undefined && { retryAfter }),
      ...(date !== undefined && { date }),
      ...(fault !== undefined && { bodyFault: fault }),
    };
  }
}
