// The repair that runs every quarter of an hour and once a night.
import { SyncEnv } from "../../contracts/environments.ts";
import { lambdaEdge } from "../../adapters/lambda-edge.ts";
import { makeSyncDeps } from "./deps.ts";
import { makeSyncFiles } from "./sync-files.ts";

export const handler = lambdaEdge({
  name: "sync",
  env: SyncEnv,
  make: (env) => makeSyncFiles(makeSyncDeps(env)),
});
