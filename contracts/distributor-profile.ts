// A distributor's profile: what its files may say and what their headers are called. Profiles lie in
// config/distributors.json; a distributor without one has its files rejected.
import * as z from "zod";
import { AwsAccessSchema } from "./aws-access.ts";
import { distributorRoleOutput } from "./deployment.ts";
import { DiscountLimitsSchema } from "./discount-limits.ts";
import { FeedSchema } from "./feed.ts";
import { NotifySchema } from "./notify.ts";
import { PolicySchema } from "./outcomes.ts";
import { isSftpUserName, SftpSchema } from "./sftp.ts";
import { strictObject } from "./object-schemas.ts";

export const DistributorProfileSchema = strictObject(() => ({
  name: z.string().min(1),
  /** `*`: every Solution Provider. */
  spIds: z.union([z.literal("*"), z.array(z.string().min(1)).min(1)]),
  policy: PolicySchema.optional(),
  /** The distributor's header → the schema's column. */
  aliases: z.record(z.string(), z.string()).optional(),
  /** Which of day and month its dates have first, where neither the column nor the file's other dates tell. */
  dateOrder: z.enum(["dayFirst", "monthFirst"]).optional(),
  /** The highest discount in percent that AT&T has agreed to, per contract term in months. */
  discountMaxByTerm: DiscountLimitsSchema.optional(),
  /** Columns of its own that are carried to the results without a warning. */
  carried: z.array(z.string()).optional(),
  /** How it is told that results are there (docs/front-door.md). */
  notify: NotifySchema.optional(),
  /** Its full export, fetched every night (docs/front-door.md). */
  feed: FeedSchema.optional(),
  /** Who in its own AWS account may put its files and get its results (docs/deploy.md). */
  awsAccess: AwsAccessSchema.optional(),
  /** Its keys for the SFTP server, where the deployment has one (docs/front-door.md). */
  sftp: SftpSchema.optional(),
}));
export type DistributorProfile = z.infer<typeof DistributorProfileSchema>;

/** The distributor is the key's second segment; a plain name keeps keys and message groups simple. */
export const DistributorSchema = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/i);
export const DistributorProfilesSchema = z
  .record(DistributorSchema, DistributorProfileSchema)
  .check(({ value, issues }) => {
    for (const { path, message } of [...accessFaults(value), ...sftpFaults(value), ...feedFaults(value)])
      issues.push({ code: "custom", input: value, path: [...path], message });
  });

interface Fault {
  readonly path: readonly string[];
  readonly message: string;
}

/** What no profile by itself gets wrong. */
function accessFaults(profiles: Readonly<Record<string, DistributorProfile>>): Fault[] {
  const faults: Fault[] = [];
  const idsOf = new Map<string, string>();
  const namesOf = new Map<string, string>();
  for (const [distributor, { awsAccess }] of Object.entries(profiles)) {
    if (awsAccess === undefined) continue;
    const { externalId } = awsAccess;
    const sameId = idsOf.get(externalId);
    const output = distributorRoleOutput(distributor).toLowerCase();
    const sameName = namesOf.get(output);
    idsOf.set(externalId, distributor);
    namesOf.set(output, distributor);
    if (sameId !== undefined) {
      const message = `${sameId} has the same one, and each distributor needs its own`;
      faults.push({ path: [distributor, "awsAccess", "externalId"], message });
    }
    if (sameName !== undefined) {
      const reason =
        sameName.toLowerCase() === distributor.toLowerCase()
          ? "IAM's names do not tell capital letters from small ones"
          : `the stack output that tells its ARN has letters and digits only: ${distributorRoleOutput(distributor)}. Name one of the two distributors otherwise, or take awsAccess out of one`;
      const message = `${sameName} has an AWS role, too, and ${reason}`;
      faults.push({ path: [distributor, "awsAccess"], message });
    }
  }
  return faults;
}

function sftpFaults(profiles: Readonly<Record<string, DistributorProfile>>): Fault[] {
  const faults: Fault[] = [];
  for (const [distributor, { sftp }] of Object.entries(profiles)) {
    if (sftp === undefined) continue;
    if (!isSftpUserName(distributor)) {
      const message = `Transfer Family lets no user of the name ${distributor} in: at least three characters, and not root. Name the distributor otherwise, or take sftp out`;
      faults.push({ path: [distributor, "sftp"], message });
    }
  }
  return faults;
}

/** What one distributor puts there is never ordered as another's, whatever way it comes. */
function feedFaults(profiles: Readonly<Record<string, DistributorProfile>>): Fault[] {
  const faults: Fault[] = [];
  for (const [distributor, { feed }] of Object.entries(profiles)) {
    const own = `feeds/${distributor}/`;
    if (feed === undefined || !("prefix" in feed.from) || feed.from.prefix.startsWith(own)) continue;
    const message = `must begin with ${own}, the only prefix that exports of ${distributor} are put under and read from. Write ${own}`;
    faults.push({ path: [distributor, "feed", "from", "prefix"], message });
  }
  return faults;
}
