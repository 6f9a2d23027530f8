// Fetches a distributor's nightly export when its schedule says so.
import { FeedEnv } from "../../contracts/environments.ts";
import { lambdaEdge } from "../../adapters/runtime/lambda-edge.ts";
import { keepHeapYoung } from "../../adapters/runtime/young-heap.ts";
import { makeFeedDeps } from "./deps.ts";
import { makeFetchFeeds } from "./fetch-feeds.ts";

keepHeapYoung();

export const handler = lambdaEdge({
  name: "feed",
  env: FeedEnv,
  make: (env) => makeFetchFeeds(makeFeedDeps(env)),
});
