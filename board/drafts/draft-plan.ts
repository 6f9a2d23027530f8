// What sending a draft would do to the world as it is: the plan that `plan` prints, of the bytes that would be sent.
import { createReadStream } from "node:fs";
import type { Policy } from "../../contracts/outcomes.ts";
import { planFile } from "../../pipeline/intake/plan-file.ts";
import type { BulkDeps } from "../../pipeline/intake/bulk-deps.ts";
import { profileOf } from "../../reading/profiles.ts";
import type { DraftPlan } from "../wire.ts";
import { hashOf } from "./draft-check.ts";

export interface FileToPlan {
  readonly path: string;
  readonly distributor: string;
  readonly policy: Policy | undefined;
  readonly sheet: string | undefined;
}

export async function planDraft({ path, distributor, policy, sheet }: FileToPlan, deps: BulkDeps): Promise<DraftPlan> {
  const open = () => createReadStream(path);
  const { totals, known } = await planFile({
    ...{ open, contentHash: await hashOf(open), distributor, policy, sheet },
    ...{ profile: profileOf(distributor), now: deps.clock.now(), table: deps.table },
  });
  return { totals, isKnown: known !== undefined };
}
