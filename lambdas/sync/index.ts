// The repair that runs every quarter of an hour and once a night.
import { SyncEnv } from "../../contracts/environments.ts";
import { lambdaEdge } from "../../adapters/runtime/lambda-edge.ts";
import { keepHeapYoung } from "../../adapters/runtime/young-heap.ts";
import { makeSyncDeps } from "./deps.ts";
import { makeSyncFiles } from "./sync-files.ts";

keepHeapYoung();

export const handler = lambdaEdge({
  name: "sync",
  env: SyncEnv,
  make: (env, meter) => makeSyncFiles(makeSyncDeps(env, meter)),
});
