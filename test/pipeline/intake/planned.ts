// A plan of a file's text, on a world or on none.
import { createHash } from "node:crypto";
import type { DistributorProfile } from "../../../contracts/distributor-profile.ts";
import type { Policy } from "../../../contracts/outcomes.ts";
import { type FilePlan, planFile } from "../../../pipeline/intake/plan-file.ts";
import { profileOf } from "../../../reading/profiles.ts";
import { type BulkWorld, NOW } from "./bulk-world.ts";

export interface Asked {
  readonly policy?: Policy;
  readonly distributor?: string;
  readonly profile?: DistributorProfile;
  readonly sheet?: string;
}

export function planned(world: BulkWorld | undefined, csv: string, asked: Asked = {}): Promise<FilePlan> {
  const { distributor = "demo", policy, sheet } = asked;
  return planFile({
    async *open() {
      yield Buffer.from(await Promise.resolve(csv));
    },
    contentHash: createHash("sha256").update(csv).digest("hex"),
    ...{ distributor, policy, sheet, now: NOW, table: world?.table },
    profile: asked.profile ?? profileOf(distributor),
  });
}
