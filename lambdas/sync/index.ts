// The repair that runs every quarter of an hour, and the reconciliation of each night.
import { SyncEnv } from "../../contracts/environments.ts";
import { lambdaEdge } from "../../adapters/runtime/lambda-edge.ts";
import { keepHeapYoung } from "../../adapters/runtime/young-heap.ts";
import { makeSyncDeps } from "./deps.ts";
import { makeSync } from "./sync.ts";

keepHeapYoung();

export const handler = lambdaEdge({
  name: "sync",
  env: SyncEnv,
  make: (env, meter) => makeSync(makeSyncDeps(env, meter)),
});
