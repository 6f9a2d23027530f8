// A table behind dynalite's own server, asked with the SDK as the deployed function asks its table.
import type { AddressInfo } from "node:net";
import { CreateTableCommand, DynamoDBClient, ResourceInUseException } from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { EMBEDDED_TABLE } from "../../../ordering-api/embedded-table.ts";
import { DynamoStore } from "../../../ordering-api/store/dynamo-store.ts";

export interface DynamoTable {
  readonly client: DynamoDBClient;
  readonly store: DynamoStore;
  readonly close: () => Promise<void>;
}

export async function openDynamoTable(dir: string): Promise<DynamoTable> {
  const server = dynalite({ path: dir, createTableMs: 0 });
  await new Promise<void>((done) => {
    server.listen(0, "127.0.0.1", () => {
      done();
    });
  });
  const { port } = server.address() as AddressInfo;
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${String(port)}`,
    region: "us-east-1",
    credentials: { accessKeyId: "embedded", secretAccessKey: "embedded" },
  });
  await createTable(client);
  return {
    client,
    store: new DynamoStore(client, EMBEDDED_TABLE),
    close: async () => {
      client.destroy();
      await new Promise<void>((done) => {
        server.close(() => {
          done();
        });
      });
    },
  };
}

async function createTable(client: DynamoDBClient): Promise<void> {
  try {
    await client.send(
      new CreateTableCommand({
        TableName: EMBEDDED_TABLE,
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
        AttributeDefinitions: [
          { AttributeName: "pk", AttributeType: "S" },
          { AttributeName: "sk", AttributeType: "S" },
        ],
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
}
