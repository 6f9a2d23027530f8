// One call of a schedule, for one distributor. A feed that stops is told at once by the alarm on breaks.
import * as z from "zod";
import type { Invocation } from "../../adapters/runtime/lambda-edge.ts";
import { type FedNight, fetchFeed, type FeedDeps } from "../../pipeline/feeds/fetch-feed.ts";
import { plainObject } from "../../contracts/object-schemas.ts";

/** infra/pipeline/feeds.ts gives each schedule its distributor. */
const FeedEventSchema = plainObject(() => ({ distributor: z.string() }));

export function makeFetchFeeds(deps: FeedDeps) {
  return async (event: unknown, { log, meter }: Invocation): Promise<{ readonly outcome: FedNight }> => {
    const { distributor } = FeedEventSchema.parse(event);
    const outcome = await fetchFeed(deps, distributor);
    if (outcome === "shrunken" || outcome === "unreachable") meter.add("SyncBreaks", 1, { class: "drops" });
    log.info("feedFetched", { distributor, outcome });
    return { outcome };
  };
}
