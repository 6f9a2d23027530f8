// One invocation of the sync: repairs first, whichever schedule called it; then the nightly run, begun by the nightly schedule and gone
// on with by the quarter-hourly ones until it is through (ADR 0018).
import * as z from "zod";
import type { Invocation } from "../../adapters/runtime/lambda-edge.ts";
import { isUnderWay, reconcile, type Reconciled, type ReconcileDeps } from "../../pipeline/reconcile/reconcile.ts";
import { tellUntold } from "./tell-untold.ts";
import { makeSyncFiles, type SyncDeps, type SyncReport } from "./sync-files.ts";
import { looseObject } from "../../contracts/object-schemas.ts";

export type WholeSyncDeps = SyncDeps & ReconcileDeps;

/** infra/pipeline/sync.ts gives each schedule its kind; by hand it may be anything. */
const SyncEventSchema = looseObject(() => ({
  kind: z.enum(["nightly", "quarterHour"]).default("quarterHour").catch("quarterHour"),
  /** What changed less than so many minutes ago is left to the next night. */
  graceMinutes: z.number().nonnegative().default(60).catch(60),
}));

export function makeSync(deps: WholeSyncDeps) {
  const syncFiles = makeSyncFiles(deps);
  return async (event: unknown, invocation: Invocation): Promise<SyncReport & { readonly nightly: Reconciled }> => {
    const asked = SyncEventSchema.safeParse(event).data;
    const begins = asked?.kind === "nightly";
    const report = await syncFiles(
      event,
      begins || (await isUnderWay(deps)) ? withHalfTheTime(invocation) : invocation,
    );
    await tellUntold(deps, invocation);
    const nightly = await reconcile(deps, { begins, graceMinutes: asked?.graceMinutes ?? 60 }, invocation);
    return { ...report, nightly };
  };
}

/** Repairs that never come to an end in one invocation would keep the nightly run from ever being through. */
function withHalfTheTime(invocation: Invocation): Invocation {
  const kept = invocation.remainingMillis() / 2;
  return { ...invocation, remainingMillis: () => invocation.remainingMillis() - kept };
}
