// Builds what the mail function needs from its environment, once an instance.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { SQSClient } from "@aws-sdk/client-sqs";
import type * as z from "zod";
import type { MailEnv } from "../../contracts/environments.ts";
import { DynamoTable } from "../../adapters/aws/dynamo-table.ts";
import { mailSender } from "../../adapters/aws/mail.ts";
import { systemClock, systemRandom } from "../../adapters/runtime/clock.ts";
import { SqsOwnQueue } from "../../adapters/runtime/queue-batch.ts";
import { noticeBackoff } from "../../domain/backoff.ts";
import { deployedProfiles } from "../../reading/profiles.ts";
import type { SendMailsDeps } from "./send-mails.ts";

export function makeMailDeps(env: z.output<typeof MailEnv>): SendMailsDeps {
  return {
    s3: new S3Client({}),
    table: new DynamoTable(new DynamoDBClient({}), env.TABLE_NAME),
    filesBucket: env.FILES_BUCKET,
    clock: systemClock,
    profileOf: deployedProfiles(env.DEMO_DISTRIBUTOR),
    sendMail: mailSender(new SESv2Client({}), env.MAIL_FROM),
    queue: new SqsOwnQueue(new SQSClient({}), env.NOTICE_QUEUE_URL),
    backoff: noticeBackoff(env.RETRY_BASE_SECONDS),
    random: systemRandom,
  };
}
