// Pauses: first what one would do, then the pause or the resume itself.
import * as z from "zod";
import { PAUSABLE_STAGES } from "../../contracts/stage-names.ts";
import type { PauseScope } from "../../contracts/pauses.ts";
import { BoardRefusal } from "../board-world.ts";
import type { PausePlanned } from "../wire.ts";
import { json, readJsonBody } from "./answers.ts";
import { offered, type Route, type RouteMeans } from "./route.ts";

const ScopeSchema = z.discriminatedUnion("scope", [
  z.object({ scope: z.literal("all"), name: z.literal("") }),
  z.object({ scope: z.literal("stage"), name: z.enum(PAUSABLE_STAGES) }),
  z.object({ scope: z.literal("distributor"), name: z.string().min(1) }),
]);
const REASON_CHARACTERS_MAX = 500;
const PlanSchema = z.object({ action: z.enum(["pause", "resume"]), scope: ScopeSchema });
const PauseSchema = z.object({
  scope: ScopeSchema,
  reason: z.string().trim().min(1).max(REASON_CHARACTERS_MAX).optional(),
});
const ResumeSchema = z.object({ scope: ScopeSchema });

export const PAUSE_ROUTES: Readonly<Record<string, Route>> = {
  "POST pause-plan": async (means, { request }) => {
    const { action, scope } = await readJsonBody(request, PlanSchema);
    const lines = await offered(means.world.pauses).plan(action, action === "pause" ? known(scope, means) : scope);
    return json({ lines } satisfies PausePlanned);
  },
  "POST pause": async (means, { request }) => {
    const { scope, reason } = await readJsonBody(request, PauseSchema);
    return json({ said: await offered(means.world.pauses).pause(known(scope, means), reason) });
  },
  "POST resume": async ({ world }, { request }) => {
    const { scope } = await readJsonBody(request, ResumeSchema);
    return json({ said: await offered(world.pauses).resume(scope) });
  },
};

/** A distributor that nobody has keeps no order. */
function known(scope: PauseScope, { world }: RouteMeans): PauseScope {
  if (scope.scope !== "distributor" || world.source.distributors.includes(scope.name)) return scope;
  throw new BoardRefusal(`There is no distributor ${scope.name}.`, 404);
}
