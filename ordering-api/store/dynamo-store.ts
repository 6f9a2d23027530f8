// The store in a DynamoDB table (pk, sk): a record is one item with its JSON text and a version. Every read is strongly
// consistent, because a decision is made on it.
import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandOutput,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import type { RecordKey } from "../records.ts";
import { type Item, itemOf, rowOf } from "./item.ts";
import type { Entry, Store, Versioned } from "./store.ts";

/** BatchWriteItem takes 25 items (DynamoDB API reference). */
const BATCH_ITEMS_MAX = 25;
const BATCH_ROUNDS_MAX = 10;

export class DynamoStore implements Store {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async get<T>(key: RecordKey<T>): Promise<Versioned<T> | undefined> {
    const { Item: item } = await this.#client.send(
      new GetItemCommand({
        TableName: this.#table,
        Key: { pk: { S: key.pk }, sk: { S: key.sk } },
        ConsistentRead: true,
      }),
    );
    return item && read(key, item);
  }

  async save<T>(key: RecordKey<T>, value: T, ifVersion: number): Promise<boolean> {
    const guard =
      ifVersion === 0
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : { ConditionExpression: "v = :v", ExpressionAttributeValues: { ":v": { N: String(ifVersion) } } };
    const item = itemOfRecord(key, value, ifVersion + 1);
    try {
      await this.#client.send(new PutItemCommand({ TableName: this.#table, Item: item, ...guard }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async putMany(entries: readonly Entry[]): Promise<void> {
    const [single, ...more] = entries;
    if (single !== undefined && more.length === 0) {
      await this.#client.send(
        new PutItemCommand({ TableName: this.#table, Item: itemOfRecord(single.key, single.value, 1) }),
      );
      return;
    }
    for (let from = 0; from < entries.length; from += BATCH_ITEMS_MAX) {
      await this.#putBatch(entries.slice(from, from + BATCH_ITEMS_MAX));
    }
  }

  async range<T>(from: RecordKey<T>, to: string): Promise<readonly (Versioned<T> & { readonly sk: string })[]> {
    const found: (Versioned<T> & { readonly sk: string })[] = [];
    let start: Item | undefined;
    do {
      const page: QueryCommandOutput = await this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          ConsistentRead: true,
          KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
          ExpressionAttributeValues: { ":pk": { S: from.pk }, ":from": { S: from.sk }, ":to": { S: to } },
          ...(start !== undefined && { ExclusiveStartKey: start }),
        }),
      );
      for (const item of page.Items ?? []) found.push({ ...read(from, item), sk: item["sk"]?.S ?? "" });
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return found;
  }

  async #putBatch(entries: readonly Entry[]): Promise<void> {
    let requests: WriteRequest[] = entries.map(({ key, value }) => ({
      PutRequest: { Item: itemOfRecord(key, value, 1) },
    }));
    for (let round = 0; requests.length > 0; round += 1) {
      if (round === BATCH_ROUNDS_MAX) throw new Error("store.putMany: items left unprocessed");
      const answer = await this.#client.send(new BatchWriteItemCommand({ RequestItems: { [this.#table]: requests } }));
      requests = answer.UnprocessedItems?.[this.#table] ?? [];
    }
  }
}

const itemOfRecord = <T>({ pk, sk }: RecordKey<T>, value: T, version: number): Item =>
  itemOf({ pk, sk, version, text: JSON.stringify(value) });

function read<T>(key: RecordKey<T>, item: Item): Versioned<T> {
  const { text, version } = rowOf(item);
  return { value: key.schema.parse(JSON.parse(text)), version };
}
