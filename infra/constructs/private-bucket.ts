// A bucket as every bucket of the app is: private, encrypted, versioned, reached over TLS only, kept when its stack is deleted,
// without remains of uploads that were never finished, and without personal data once it is old.
import { Aws, Duration, RemovalPolicy, Validations } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import { NONCURRENT_DAYS } from "../../contracts/limits.ts";

export interface PrivateBucketProps {
  /** Without account and region. */
  readonly name: string;
  /** Under these prefixes nothing is left of an object after so many days, unless it was written anew. */
  readonly expires: { readonly prefixes: readonly string[]; readonly days: number };
  readonly key: IKey | undefined;
}

export class PrivateBucket extends Bucket {
  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      bucketName: `${props.name}-${Aws.ACCOUNT_ID}-${Aws.REGION}`,
      ...(props.key === undefined
        ? { encryption: BucketEncryption.S3_MANAGED }
        : { encryption: BucketEncryption.KMS, encryptionKey: props.key, bucketKeyEnabled: true }),
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: true,
      lifecycleRules: [
        {
          abortIncompleteMultipartUploadAfter: Duration.days(7),
          noncurrentVersionExpiration: Duration.days(NONCURRENT_DAYS),
        },
        ...props.expires.prefixes.map((prefix) => ({
          prefix,
          expiration: Duration.days(props.expires.days - NONCURRENT_DAYS),
        })),
        // S3 takes this only in a rule of its own.
        { expiredObjectDeleteMarker: true },
      ],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this).acknowledge({
      id: "AwsSolutions-S1",
      reason: "Who read what is recorded by CloudTrail's data events, with the caller's identity, not by access logs.",
    });
  }
}
