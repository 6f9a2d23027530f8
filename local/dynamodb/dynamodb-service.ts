// DynamoDB: dynalite on files in the data directory. Tables are made from the template's properties where they do not
// exist yet, so data outlives the process. Tells the endpoint which tables and indexes a request touches.
import { mkdirSync } from "node:fs";
import type { Server } from "node:http";
import dynalite from "dynalite";
import { arn } from "../identity.ts";
import { type JsonObject, isObject, listAt, objectAt, parseObject, textAt } from "../json.ts";
import { notImplemented } from "../service-error.ts";
import { type DynamoAnswer, askDynalite } from "./dynalite-front.ts";

const KNOWN = new Set([
  "BatchGetItem",
  "BatchWriteItem",
  "DeleteItem",
  "DescribeTable",
  "GetItem",
  "ListTables",
  "PutItem",
  "Query",
  "Scan",
  "UpdateItem",
]);

export class DynamoDbService {
  readonly #server: Server;

  constructor(dir: string) {
    mkdirSync(dir, { recursive: true });
    this.#server = dynalite({ path: dir, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  }

  async createTable(name: string, properties: JsonObject): Promise<void> {
    const description = await this.#ask("DescribeTable", { TableName: name });
    if (description.status === 200) return;
    const indexes = listAt(properties, "GlobalSecondaryIndexes")
      .filter(isObject)
      .map((index) => ({
        IndexName: index["IndexName"],
        KeySchema: index["KeySchema"],
        Projection: index["Projection"],
      }));
    const created = await this.#ask("CreateTable", {
      TableName: name,
      KeySchema: properties["KeySchema"],
      AttributeDefinitions: properties["AttributeDefinitions"],
      BillingMode: "PAY_PER_REQUEST",
      ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
    });
    if (created.status !== 200) throw new Error(`table ${name}: ${created.body}`);
    await this.#untilActive(name);
  }

  call(action: string, body: string): Promise<DynamoAnswer> {
    if (!KNOWN.has(action)) throw notImplemented("dynamodb", action);
    return askDynalite(this.#server, action, body);
  }

  close(): Promise<void> {
    return new Promise((resolve, reject) => {
      // dynalite closes its database behind its server, which must listen to be closed.
      this.#server.listen(0, "127.0.0.1", () => {
        this.#server.close((error) => {
          if (error instanceof Error) reject(error);
          else resolve();
        });
      });
    });
  }

  #ask(action: string, input: object): Promise<DynamoAnswer> {
    return askDynalite(this.#server, action, JSON.stringify(input));
  }

  /** dynalite makes a table a moment after it answered. */
  async #untilActive(name: string): Promise<void> {
    for (;;) {
      const { body } = await this.#ask("DescribeTable", { TableName: name });
      if (textAt(objectAt(parseObject(body), "Table"), "TableStatus") === "ACTIVE") return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

/** ARNs that a request needs a grant for. */
export function resourcesOf(action: string, input: JsonObject): readonly string[] {
  if (action === "ListTables") return ["*"];
  const items = objectAt(input, "RequestItems");
  if (action.startsWith("Batch")) return Object.keys(items).map((name) => arn("dynamodb", `table/${name}`));
  const table = arn("dynamodb", `table/${textAt(input, "TableName") ?? ""}`);
  const index = textAt(input, "IndexName");
  return [index === undefined ? table : `${table}/index/${index}`];
}
