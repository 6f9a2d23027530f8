// What a route of the board is: it gets the means of the board and one call, and answers. What the board was not given is refused.
import type { IncomingMessage } from "node:http";
import { BoardRefusal, type BoardWorld } from "../board-world.ts";
import type { DraftStore } from "../drafts/draft-store.ts";
import type { LiveFeed } from "../live/live-feed.ts";
import type { Welcome } from "../wire.ts";
import type { Answer } from "./answers.ts";
import type { ResultTickets } from "./result-tickets.ts";

export interface RouteMeans {
  readonly world: BoardWorld;
  readonly welcome: Welcome;
  readonly feed: LiveFeed;
  readonly drafts: DraftStore;
  readonly tickets: ResultTickets;
}

export interface Call {
  readonly request: IncomingMessage;
  readonly query: URLSearchParams;
  /** The path behind the route's name. */
  readonly rest: readonly string[];
}

export type Route = (means: RouteMeans, call: Call) => Promise<Answer>;

export function offered<T>(means: T | undefined): T {
  if (means === undefined) throw new BoardRefusal("This is not possible here.", 403);
  return means;
}
