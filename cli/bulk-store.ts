// The buckets and the table as the command line uses them, of the embedded cloud or of a deployed stack: the same clients
// and adapters as the functions.
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { DynamoTable } from "../adapters/aws/dynamo-table.ts";
import type { Table } from "../adapters/aws/table.ts";
import { NAMES } from "../contracts/deployment.ts";
import type { RequestHandler } from "../local/endpoint/request-handler.ts";
import { Breakdown } from "./usage-error.ts";

export interface BulkStore {
  readonly s3: S3Client;
  readonly table: Table;
  readonly filesBucket: string;
  readonly workBucket: string;
  close(): void;
}

/** Of an embedded cloud; absent: AWS itself, with the credentials and region of the environment. */
export interface Endpoint {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Of a cloud in this process, which has no socket. */
  readonly requestHandler?: RequestHandler;
}

export function bulkStore(outputs: Readonly<Record<string, string>>, endpoint?: Endpoint): BulkStore {
  const output = (key: string): string => stackOutput(outputs, key);
  const s3 = new S3Client({ ...endpoint, ...(endpoint !== undefined && { forcePathStyle: true }) });
  const dynamo = new DynamoDBClient({ ...endpoint });
  return {
    s3,
    table: new DynamoTable(dynamo, output(NAMES.outputs.table)),
    filesBucket: output(NAMES.outputs.filesBucket),
    workBucket: output(NAMES.outputs.workBucket),
    close() {
      s3.destroy();
      dynamo.destroy();
    },
  };
}

export function stackOutput(outputs: Readonly<Record<string, string>>, key: string): string {
  const value = outputs[key];
  if (value === undefined) throw new Breakdown(`the stack has no output ${key}`);
  return value;
}
