// A DynamoDB table in this process, kept in a directory: what `npm run ordering-api` stores in when it is to remember.
import type { AddressInfo } from "node:net";
import { CreateTableCommand, DynamoDBClient, ResourceInUseException } from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { DynamoStore } from "./store/dynamo-store.ts";

const TABLE = "ordering-api";

export interface EmbeddedTable {
  readonly store: DynamoStore;
  readonly close: () => Promise<void>;
}

export async function openEmbeddedTable(dataDir: string): Promise<EmbeddedTable> {
  const server = dynalite({ path: dataDir, createTableMs: 0 });
  await new Promise<void>((done) => {
    server.listen(0, "127.0.0.1", () => {
      done();
    });
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("embedded table: no port");
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${String(address.port)}`,
    region: "us-east-1",
    credentials: { accessKeyId: "embedded", secretAccessKey: "embedded" },
  });
  await createTable(client);
  return {
    store: new DynamoStore(client, TABLE),
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
        TableName: TABLE,
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
    // The directory of an earlier run has the table already.
    if (!(error instanceof ResourceInUseException)) throw error;
  }
}
