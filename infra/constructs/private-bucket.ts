// A bucket as every bucket of the app is: private, encrypted, versioned, reached over TLS only, without remains of
// uploads that were never finished.
import { Duration, type RemovalPolicy, Validations } from "aws-cdk-lib";
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";

export interface PrivateBucketProps {
  readonly removalPolicy: RemovalPolicy;
}

export class PrivateBucket extends Bucket {
  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: true,
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(7), noncurrentVersionExpiration: Duration.days(90) },
      ],
      removalPolicy: props.removalPolicy,
    });
    Validations.of(this).acknowledge({
      id: "AwsSolutions-S1",
      reason: "Who read what is recorded by CloudTrail's data events, with the caller's identity, not by access logs.",
    });
  }
}
