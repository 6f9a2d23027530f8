// The board's server: a page, its live feed and its buttons, on loopback only. It ends with the process that serves it, and never keeps a process
// alive by itself.
import { once } from "node:events";
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import definition from "../statemachines/order.asl.json" with { type: "json" };
import manifest from "../package.json" with { type: "json" };
import { BoardRefusal, type BoardWorld } from "./board-world.ts";
import { DraftStore } from "./drafts/draft-store.ts";
import { json, write } from "./http/answers.ts";
import { isApi, refusalOf } from "./http/guard.ts";
import { streamLive } from "./http/live-stream.ts";
import { PageFiles } from "./http/page-files.ts";
import { ResultTickets } from "./http/result-tickets.ts";
import type { RouteMeans } from "./http/route.ts";
import { ROUTES } from "./http/routes.ts";
import { LiveFeed } from "./live/live-feed.ts";
import { machineGraph } from "./machine-graph.ts";

export interface Board {
  /** With the token: for the person at the terminal only. */
  readonly address: string;
  close(): Promise<void>;
}

export interface BoardOptions {
  /** Undefined: any that is free. */
  readonly port?: number | undefined;
  /** A fault that no page was told. */
  readonly onFault: (error: unknown) => void;
}

const TOKEN_BYTES = 24;

/** Rejects with the system's EADDRINUSE where the port is taken. */
export async function serveBoard(world: BoardWorld, { port = 0, onFault }: BoardOptions): Promise<Board> {
  const token = randomBytes(TOKEN_BYTES).toString("base64url");
  const { source, act, pauses, partner, bulk } = world;
  const welcome = {
    source: {
      ...{ ...source, canAct: act !== undefined, canPause: pauses !== undefined },
      canPlayPartner: partner !== undefined,
    },
    machine: machineGraph(definition),
    version: manifest.version,
  };
  const feed = new LiveFeed(world, onFault);
  const drafts = new DraftStore(bulk.clock);
  const means = { world, welcome, feed, drafts, tickets: new ResultTickets(bulk) };
  const page = new PageFiles();
  const streams = new Set<() => void>();
  const server = createServer((request, response) => {
    void answer({ request, response, token, means, page, streams }).catch((error: unknown) => {
      refuse(response, error, onFault);
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `http://127.0.0.1:${String(portOf(server))}/#${token}`,
    async close() {
      for (const end of streams) end();
      feed.close();
      server.close();
      // A page that is open keeps its connections; what is being sent leaves first.
      setImmediate(() => server.closeAllConnections());
      await Promise.all([once(server, "close"), drafts.close()]);
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly token: string;
  readonly means: RouteMeans;
  readonly page: PageFiles;
  readonly streams: Set<() => void>;
}

async function answer({ request, response, token, means, page, streams }: Exchange): Promise<void> {
  const { method = "GET", headers } = request;
  const url = new URL(request.url ?? "/", "http://127.0.0.1");
  const refused = refusalOf({ method, path: url.pathname, headers }, token);
  if (refused !== undefined) {
    write(response, json({ error: refused.error }, refused.status));
    return;
  }
  if (!isApi(url.pathname)) {
    const file = await page.answer(url.pathname);
    if (file !== undefined) write(response, file);
    else if (!(await means.tickets.answer(url.pathname, response))) {
      write(response, json({ error: "There is no such page." }, 404));
    }
    return;
  }
  if (method === "GET" && url.pathname === "/api/live") {
    const end = streamLive(response, means.feed);
    streams.add(end);
    response.once("close", () => streams.delete(end));
    return;
  }
  const [name = "", ...rest] = url.pathname.slice("/api/".length).split("/");
  const route = ROUTES[`${method} ${name}`];
  if (route === undefined) throw new BoardRefusal("There is no such call.", 404);
  write(response, await route(means, { request, query: url.searchParams, rest }));
}

/** What the person did is told as it is; a fault of ours is told by its kind, and to the process that serves the board. */
function refuse(response: ServerResponse, error: unknown, onFault: (error: unknown) => void): void {
  if (!(error instanceof BoardRefusal)) onFault(error);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const known = error instanceof BoardRefusal ? error : new BoardRefusal("The board failed; see the terminal.", 500);
  write(response, json({ error: known.message }, known.status));
}
