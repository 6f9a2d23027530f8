// Makes the template's buckets, queues, tables, secrets and keys.
import type { DynamoDbService } from "../dynamodb/dynamodb-service.ts";
import { type JsonObject, isObject, listAt, numberAt, objectAt, parseObject, textAt } from "../json.ts";
import type { KmsService } from "../kms/kms-service.ts";
import type { BucketSettings } from "../s3/bucket-store.ts";
import type { S3Service } from "../s3/s3-service.ts";
import type { SecretsService } from "../secrets/secrets-service.ts";
import type { SesService } from "../ses/ses-service.ts";
import type { QueueSettings } from "../sqs/queue.ts";
import type { SqsService } from "../sqs/sqs-service.ts";
import type { ResourceSet } from "../template/read-resources.ts";
import { formerBucketName } from "../template/resource-types.ts";

export interface Storage {
  readonly s3: S3Service;
  readonly sqs: SqsService;
  readonly dynamodb: DynamoDbService;
  readonly secrets: SecretsService;
  readonly kms: KmsService;
  readonly ses: SesService;
}

export async function provisionStorage(
  resources: ResourceSet,
  storage: Storage,
  secretValues: Readonly<Record<string, string>>,
): Promise<void> {
  for (const bucket of resources.ofType("AWS::S3::Bucket")) {
    const formerName = formerBucketName({ stack: bucket.stack.name, logicalId: bucket.logicalId });
    storage.s3.createBucket(bucket.ref, bucketSettings(bucket.properties), formerName);
  }
  for (const queue of resources.ofType("AWS::SQS::Queue")) {
    const name = queue.attributes["QueueName"] ?? "";
    if (name.endsWith(".fifo"))
      throw new Error(`${queue.stack.name}/${queue.logicalId}: FIFO queues are not supported`);
    storage.sqs.createQueue(
      { name, arn: queue.attributes["Arn"] ?? "", url: queue.ref },
      queueSettings(queue.properties),
    );
  }
  storage.sqs.connectDeadLetters();
  for (const secret of resources.ofType("AWS::SecretsManager::Secret")) {
    const name = textAt(secret.properties, "Name") ?? nameOfSecret(secret.ref);
    storage.secrets.create({ name, arn: secret.ref }, secret.properties, secretValues[name]);
  }
  for (const key of resources.ofType("AWS::KMS::Key")) {
    storage.kms.create({ id: key.ref, arn: key.attributes["Arn"] ?? "" }, key.properties);
  }
  for (const identity of resources.ofType("AWS::SES::EmailIdentity")) {
    storage.ses.addIdentity(identity.ref, identity.attributes["Arn"] ?? "");
  }
  for (const table of resources.ofType("AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable")) {
    await storage.dynamodb.createTable(table.ref, table.properties);
  }
}

/** Of the lifecycle, only rules that hold for the whole bucket. */
function bucketSettings(properties: JsonObject): BucketSettings {
  const rules = listAt(objectAt(properties, "LifecycleConfiguration"), "Rules").filter(
    (rule) => textAt(rule, "Status") === "Enabled" && textAt(rule, "Prefix") === undefined,
  );
  const days = rules.map((rule) => numberAt(objectAt(rule, "NoncurrentVersionExpiration"), "NoncurrentDays"));
  return {
    isVersioned: textAt(objectAt(properties, "VersioningConfiguration"), "Status") === "Enabled",
    noncurrentDays: days.find((one) => one !== undefined),
  };
}

/** `arn:aws:secretsmanager:region:account:secret:name-abcdef` */
function nameOfSecret(arn: string): string {
  return arn.split(":").slice(6).join(":").slice(0, -7);
}

/** Defaults as in the SQS API reference, SetQueueAttributes. */
function queueSettings(properties: JsonObject): QueueSettings {
  const policy = redrivePolicy(properties["RedrivePolicy"]);
  const deadLetterArn = textAt(policy, "deadLetterTargetArn");
  return {
    visibilitySeconds: numberAt(properties, "VisibilityTimeout") ?? 30,
    delaySeconds: numberAt(properties, "DelaySeconds") ?? 0,
    retentionSeconds: numberAt(properties, "MessageRetentionPeriod") ?? 345_600,
    messageBytesMax: numberAt(properties, "MaximumMessageSize") ?? 1_048_576,
    waitSeconds: numberAt(properties, "ReceiveMessageWaitTimeSeconds") ?? 0,
    redrive:
      deadLetterArn === undefined
        ? undefined
        : { deadLetterArn, receivesMax: numberAt(policy, "maxReceiveCount") ?? 10 },
  };
}

function redrivePolicy(value: unknown): JsonObject {
  if (typeof value === "string") return parseObject(value);
  return isObject(value) ? value : {};
}
