// The data directory of a cloud that does not run, for commands that only read it: its buckets and tables behind the same
// endpoint, with no function, queue or schedule that could move anything. One process at a time may have it open.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { systemClock } from "./clock.ts";
import { DynamoDbService } from "./dynamodb/dynamodb-service.ts";
import { Endpoint } from "./endpoint/endpoint.ts";
import { createRequestHandler, type RequestHandler } from "./endpoint/request-handler.ts";
import { type Credentials, Guard } from "./iam/guard.ts";
import { Principal } from "./iam/principal.ts";
import { REGION } from "./identity.ts";
import { KmsService } from "./kms/kms-service.ts";
import { Meter } from "./meter/meter.ts";
import { S3Service } from "./s3/s3-service.ts";
import { SecretsService } from "./secrets/secrets-service.ts";
import { notImplemented } from "./service-error.ts";
import { SesService } from "./ses/ses-service.ts";
import { SqsService } from "./sqs/sqs-service.ts";

export interface RestingStorage {
  readonly region: string;
  readonly credentials: Credentials;
  requestHandler(): RequestHandler;
  close(): Promise<void>;
}

export interface RestingOptions {
  readonly dataDir: string;
  /** Names, as the cloud's template gave them. */
  readonly buckets: readonly string[];
  readonly tables: readonly string[];
}

export async function openRestingStorage({ dataDir, buckets, tables }: RestingOptions): Promise<RestingStorage> {
  const onEvent = (): undefined => undefined;
  const guard = new Guard(onEvent);
  const meter = new Meter();
  const dynamodb = new DynamoDbService(join(dataDir, "dynamodb"), meter);
  const s3 = new S3Service(join(dataDir, "s3"), systemClock, () => undefined);
  const close = async (): Promise<void> => {
    s3.close();
    await dynamodb.close();
  };
  try {
    // Versions are kept as they are; a lifecycle is applied by the cloud itself.
    for (const name of buckets) s3.createBucket(name, { isVersioned: true, noncurrentDays: undefined });
    for (const name of tables) await dynamodb.openTable(name);
  } catch (error) {
    await close();
    throw error;
  }
  const nothing = { call: () => Promise.reject(notImplemented("states", "any")), resourceOf: () => "*" };
  const secrets = new SecretsService(join(dataDir, "secrets.json"));
  const sqs = new SqsService(systemClock, randomUUID);
  const kms = new KmsService(join(dataDir, "kms.json"));
  const ses = new SesService(join(dataDir, "mail"), systemClock);
  const endpoint = new Endpoint(
    { s3, sqs, dynamodb, secrets, kms, ses, states: nothing, events: undefined },
    { clock: systemClock, guard, meter, onEvent },
  );
  return {
    region: REGION,
    credentials: guard.credentialsFor(new Principal("root", { isRoot: true })),
    requestHandler: () => createRequestHandler((request) => endpoint.handle(request)),
    close,
  };
}
