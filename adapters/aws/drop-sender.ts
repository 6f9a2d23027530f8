// Tells the intake of a dropped object as S3 does, for a notification that was lost. Told twice is harmless: intake knows the object's
// version.
import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { DroppedObject } from "../../domain/dropped-objects.ts";

export function dropSender(sqs: SQSClient, queueUrl: string) {
  return async ({ key, versionId, sizeBytes }: DroppedObject): Promise<void> => {
    // Keys in notifications are form-encoded (domain/inbox-key.ts decodes them).
    const object = { key: encodeURIComponent(key), size: sizeBytes, versionId };
    const record = { eventSource: "apex-bulk:sync", eventName: "ObjectCreated:ToldAgain", s3: { object } };
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify({ Records: [record] }) }));
  };
}
