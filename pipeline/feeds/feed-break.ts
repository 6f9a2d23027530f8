// The break that tells of a nightly feed which stands still.
import type { FeedRecord } from "../../contracts/feed.ts";
import type { FoundBreak } from "../reconcile/break-book.ts";

export const FEED_SHRUNKEN = "feedShrunken";
export const FEED_UNREACHABLE = "feedUnreachable";

export const breakOfFeed = (
  distributor: string,
  { kind, cause, command }: Pick<NonNullable<FeedRecord["stopped"]>, "kind" | "cause" | "command">,
): FoundBreak => ({ class: "drops", kind, subject: distributor, cause, command });
