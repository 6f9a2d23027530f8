// Opens what keeps data: buckets, queues, tables, secrets and keys of the template, in the data directory.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import { DynamoDbService } from "../dynamodb/dynamodb-service.ts";
import { KmsService } from "../kms/kms-service.ts";
import type { Meter } from "../meter/meter.ts";
import type { ObjectChange } from "../s3/notifications.ts";
import { S3Service } from "../s3/s3-service.ts";
import { SecretsService } from "../secrets/secrets-service.ts";
import { SesService } from "../ses/ses-service.ts";
import { SqsService } from "../sqs/sqs-service.ts";
import type { ResourceSet } from "../template/read-resources.ts";
import { provisionStorage, type Storage } from "./provision-storage.ts";

export interface StorageMeans {
  readonly clock: Clock;
  readonly meter: Meter;
  readonly dataDir: string;
  readonly secretValues: Readonly<Record<string, string>>;
  readonly onObjectChanged: (change: ObjectChange) => void;
}

export async function openStorage(resources: ResourceSet, means: StorageMeans): Promise<Storage> {
  const { clock, meter, dataDir } = means;
  const storage: Storage = {
    s3: new S3Service(join(dataDir, "s3"), clock, means.onObjectChanged),
    sqs: new SqsService(clock, randomUUID),
    dynamodb: new DynamoDbService(join(dataDir, "dynamodb"), meter, clock),
    secrets: new SecretsService(join(dataDir, "secrets.json")),
    kms: new KmsService(join(dataDir, "kms.json")),
    ses: new SesService(join(dataDir, "mail"), clock),
  };
  try {
    await provisionStorage(resources, storage, means.secretValues);
  } catch (error) {
    await closeStorage(storage);
    throw error;
  }
  return storage;
}

export async function closeStorage(storage: Storage): Promise<void> {
  storage.s3.close();
  await storage.dynamodb.close();
}
