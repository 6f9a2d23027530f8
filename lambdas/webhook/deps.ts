// Builds what the webhook function needs from its environment, once an instance.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";
import type * as z from "zod";
import type { WebhookEnv } from "../../contracts/environments.ts";
import { DynamoTable } from "../../adapters/aws/dynamo-table.ts";
import { SecretsManagerSecrets } from "../../adapters/aws/secrets.ts";
import { systemClock, systemRandom } from "../../adapters/runtime/clock.ts";
import { SqsOwnQueue } from "../../adapters/runtime/queue-batch.ts";
import { postWebhook } from "../../adapters/runtime/webhook-post.ts";
import { noticeBackoff } from "../../domain/backoff.ts";
import { deployedProfiles } from "../../reading/profiles.ts";
import type { SendWebhooksDeps } from "./send-webhooks.ts";

export function makeWebhookDeps(env: z.output<typeof WebhookEnv>): SendWebhooksDeps {
  const secrets = new SecretsManagerSecrets(new SecretsManagerClient({}));
  const nameOf = (distributor: string): string => `${env.WEBHOOK_SECRETS}/${distributor}/webhook`;
  return {
    s3: new S3Client({}),
    table: new DynamoTable(new DynamoDBClient({}), env.TABLE_NAME),
    filesBucket: env.FILES_BUCKET,
    clock: systemClock,
    profileOf: deployedProfiles(env.DEMO_DISTRIBUTOR),
    secretOf: (distributor) => secrets.read(nameOf(distributor)),
    post: postWebhook,
    queue: new SqsOwnQueue(new SQSClient({}), env.NOTICE_QUEUE_URL),
    backoff: noticeBackoff(env.RETRY_BASE_SECONDS),
    random: systemRandom,
  };
}
