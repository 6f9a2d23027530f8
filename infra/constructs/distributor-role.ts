// The role that a distributor's own AWS account takes to put its files and get its results: trusted by one principal that sends the
// agreed id, and good for the distributor's own prefixes. It may delete nothing, and change no result.
import { createHash } from "node:crypto";
import { Aws } from "aws-cdk-lib";
import { ArnPrincipal, PolicyDocument, PolicyStatement, Role } from "aws-cdk-lib/aws-iam";
import type { Bucket } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import type { AwsAccess } from "../../contracts/aws-access.ts";
import { throughS3 } from "./grants.ts";

export interface DistributorRoleProps {
  readonly service: string;
  readonly distributor: string;
  readonly access: AwsAccess;
  readonly files: Bucket;
  /** Of its nightly export, where it puts it into the bucket. */
  readonly feedPrefix: string | undefined;
}

/** A role's name has 64 characters at most (IAM quotas); a region and its dash take up to 15. */
const NAME_MAX = 49;

export class DistributorRole extends Role {
  constructor(scope: Construct, id: string, props: DistributorRoleProps) {
    const { service, distributor, access } = props;
    super(scope, id, {
      // Does not change when the stack is made anew: the distributor has written it down. Roles are of all regions.
      roleName: `${shortened(`${service}-${distributor}`)}-${Aws.REGION}`,
      description: `Puts files of ${distributor} and gets their results`,
      assumedBy: new ArnPrincipal(access.principal),
      externalIds: [access.externalId],
      inlinePolicies: { own: new PolicyDocument({ statements: ownPrefixes(props) }) },
    });
  }
}

function ownPrefixes({ distributor, files, feedPrefix }: DistributorRoleProps): PolicyStatement[] {
  const results = `results/${distributor}/`;
  const written = [`inbox/${distributor}/`, ...(feedPrefix === undefined ? [] : [feedPrefix])];
  return [
    new PolicyStatement({
      actions: ["s3:PutObject"],
      resources: written.map((prefix) => files.arnForObjects(`${prefix}*`)),
    }),
    new PolicyStatement({ actions: ["s3:GetObject"], resources: [files.arnForObjects(`${results}*`)] }),
    new PolicyStatement({
      actions: ["s3:ListBucket"],
      resources: [files.bucketArn],
      conditions: { StringLike: { "s3:prefix": [...written, results].map((prefix) => `${prefix}*`) } },
    }),
    ...(files.encryptionKey === undefined ? [] : [throughS3(files.encryptionKey)]),
  ];
}

/** Stays different from every other that is as long. */
function shortened(name: string): string {
  if (name.length <= NAME_MAX) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, NAME_MAX - 9)}-${hash}`;
}
