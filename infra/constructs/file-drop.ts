// The bucket that files are dropped into and results come back from, and the queue that hears of each drop. The
// notification is a property of the bucket, not a custom resource, so that the template says the whole truth.
import { Aws } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type Bucket, CfnBucket } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { invariant } from "../../contracts/errors.ts";
import { PrivateBucket, type PrivateBucketProps } from "./private-bucket.ts";
import { RetryQueue, type RetryQueueProps } from "./retry-queue.ts";

export interface FileDropProps {
  /** Drops under this prefix are told. */
  readonly inboxPrefix: string;
  readonly queue: RetryQueueProps;
  readonly bucket: PrivateBucketProps;
}

export class FileDrop extends Construct {
  readonly bucket: Bucket;
  readonly drops: RetryQueue;

  constructor(scope: Construct, id: string, props: FileDropProps) {
    super(scope, id);
    this.drops = new RetryQueue(this, "Drops", props.queue);
    const { queue } = this.drops;
    // By account, not by bucket: S3 checks the policy while it makes the bucket, so the policy cannot wait for it.
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal("s3.amazonaws.com")],
        actions: ["sqs:SendMessage"],
        resources: [queue.queueArn],
        conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
      }),
    );
    const bucket = new PrivateBucket(this, "Bucket", props.bucket);
    const resource = bucket.node.defaultChild;
    invariant(resource instanceof CfnBucket, "file-drop.bucket");
    resource.notificationConfiguration = {
      queueConfigurations: [
        {
          event: "s3:ObjectCreated:*",
          queue: queue.queueArn,
          filter: { s3Key: { rules: [{ name: "prefix", value: props.inboxPrefix }] } },
        },
      ],
    };
    bucket.node.addDependency(queue);
    this.bucket = bucket;
  }
}
