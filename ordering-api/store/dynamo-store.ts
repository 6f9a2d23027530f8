// The store in a DynamoDB table (pk, sk): a record is one item with its JSON text and a version. A text that is too long for
// an item (the answer to an order of thousands of sites) lies in parts, written before the item that names them. Every
// read is strongly consistent, because a decision is made on it.
import { randomUUID } from "node:crypto";
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
import { partKeyOf, partsOf } from "./text-parts.ts";
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
    return item && this.#read(key, item);
  }

  async save<T>(key: RecordKey<T>, value: T, ifVersion: number): Promise<boolean> {
    const guard =
      ifVersion === 0
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : { ConditionExpression: "v = :v", ExpressionAttributeValues: { ":v": { N: String(ifVersion) } } };
    const item = await this.#itemFor(key, value, ifVersion + 1);
    try {
      await this.#client.send(new PutItemCommand({ TableName: this.#table, Item: item, ...guard }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async putMany(entries: readonly Entry[]): Promise<void> {
    const items: Item[] = [];
    for (const { key, value } of entries) items.push(await this.#itemFor(key, value, 1));
    await this.#putItems(items);
  }

  async range<T>(from: RecordKey<T>, to: string): Promise<readonly (Versioned<T> & { readonly sk: string })[]> {
    const found: (Versioned<T> & { readonly sk: string })[] = [];
    for (const item of await this.#query(from.pk, { from: from.sk, to })) {
      found.push({ ...(await this.#read(from, item)), sk: rowOf(item).sk });
    }
    return found;
  }

  /** The item; its parts, if it is too long to be one, are written already. */
  async #itemFor<T>({ pk, sk }: RecordKey<T>, value: T, version: number): Promise<Item> {
    const text = JSON.stringify(value);
    const parts = partsOf(text);
    if (parts.length === 1) return itemOf({ pk, sk, version, text });
    // A name of its own: of two writers only one decides, and neither may touch the other's parts.
    const name = randomUUID();
    await this.#putItems(parts.map((part, n) => itemOf({ ...partKeyOf(name, n), version: 1, text: part })));
    return { ...itemOf({ pk, sk, version, text: "" }), parts: { S: name } };
  }

  async #read<T>(key: RecordKey<T>, item: Item): Promise<Versioned<T>> {
    const { text, version } = rowOf(item);
    const name = item["parts"]?.S;
    const whole = name === undefined ? text : await this.#readParts(name);
    return { value: key.schema.parse(JSON.parse(whole)), version };
  }

  async #readParts(name: string): Promise<string> {
    const items = await this.#query(partKeyOf(name, 0).pk);
    return items.map((item) => rowOf(item).text).join("");
  }

  async #putItems(items: readonly Item[]): Promise<void> {
    const [single, ...more] = items;
    if (single !== undefined && more.length === 0) {
      await this.#client.send(new PutItemCommand({ TableName: this.#table, Item: single }));
      return;
    }
    for (let from = 0; from < items.length; from += BATCH_ITEMS_MAX) {
      await this.#putBatch(items.slice(from, from + BATCH_ITEMS_MAX));
    }
  }

  async #putBatch(items: readonly Item[]): Promise<void> {
    let requests: WriteRequest[] = items.map((item) => ({ PutRequest: { Item: item } }));
    for (let round = 0; requests.length > 0; round += 1) {
      if (round === BATCH_ROUNDS_MAX) throw new Error("store.putMany: items left unprocessed");
      const answer = await this.#client.send(new BatchWriteItemCommand({ RequestItems: { [this.#table]: requests } }));
      requests = answer.UnprocessedItems?.[this.#table] ?? [];
    }
  }

  /** All items of a partition, or those between two sort keys, in the order of their keys. */
  async #query(pk: string, between?: { readonly from: string; readonly to: string }): Promise<readonly Item[]> {
    const found: Item[] = [];
    let start: Item | undefined;
    do {
      const page: QueryCommandOutput = await this.#client.send(
        new QueryCommand({
          TableName: this.#table,
          ConsistentRead: true,
          KeyConditionExpression: between === undefined ? "pk = :pk" : "pk = :pk AND sk BETWEEN :from AND :to",
          ExpressionAttributeValues: {
            ":pk": { S: pk },
            ...(between !== undefined && { ":from": { S: between.from }, ":to": { S: between.to } }),
          },
          ...(start !== undefined && { ExclusiveStartKey: start }),
        }),
      );
      found.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return found;
  }
}
