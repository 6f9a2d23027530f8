// The table on DynamoDB. A failed condition is an answer, not an error; unprocessed items of a batch are sent again.
import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandOutput,
  UpdateItemCommand,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { FILE_INDEX } from "../../contracts/records.ts";
import { MARSHALL, Placeholders, condition, updateExpression } from "./dynamo-expressions.ts";
import type { Item, Key, QueryOptions, Table, Update, When } from "./table.ts";

// BatchWriteItem takes 25 items, BatchGetItem 100 (DynamoDB API reference).
const BATCH_ITEMS_MAX = 25;
const BATCH_KEYS_MAX = 100;
const BATCH_ROUNDS_MAX = 12;

async function unlessConditionFails<T>(run: () => Promise<T>): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

export class DynamoTable implements Table {
  readonly #client: DynamoDBClient;
  readonly #name: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#name = tableName;
  }

  async get(key: Key): Promise<Item | undefined> {
    const { Item: item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#name, Key: marshall(key), ConsistentRead: true }),
    );
    return item && unmarshall(item);
  }

  async put(item: Key & Item, options: { readonly ifAbsent?: boolean } = {}): Promise<boolean> {
    const guard = options.ifAbsent === true ? { ConditionExpression: "attribute_not_exists(pk)" } : {};
    const command = new PutItemCommand({ TableName: this.#name, Item: marshall(item, MARSHALL), ...guard });
    return (await unlessConditionFails(() => this.#client.send(command))) !== undefined;
  }

  async update(key: Key, update: Update): Promise<Item | undefined> {
    const into = new Placeholders();
    const UpdateExpression = updateExpression(update, into);
    const guard = update.when && { ConditionExpression: condition(update.when, into) };
    const command = new UpdateItemCommand({
      TableName: this.#name,
      Key: marshall(key),
      UpdateExpression,
      ...guard,
      ...into.request(),
      ReturnValues: "ALL_NEW",
    });
    const answer = await unlessConditionFails(() => this.#client.send(command));
    return answer?.Attributes && unmarshall(answer.Attributes);
  }

  async delete(key: Key, when?: When): Promise<boolean> {
    const into = new Placeholders();
    const guard = when && { ConditionExpression: condition(when, into) };
    const command = new DeleteItemCommand({ TableName: this.#name, Key: marshall(key), ...guard, ...into.request() });
    return (await unlessConditionFails(() => this.#client.send(command))) !== undefined;
  }

  query(pk: string, options: QueryOptions = {}): AsyncIterable<Item> {
    return this.#pages({ pk: "pk", sk: "sk", value: pk, ConsistentRead: true }, options);
  }

  queryIndex(gsi1pk: string, options: QueryOptions = {}): AsyncIterable<Item> {
    return this.#pages({ pk: "gsi1pk", sk: "gsi1sk", value: gsi1pk, IndexName: FILE_INDEX }, options);
  }

  async *#pages(
    target: { pk: string; sk: string; value: string; ConsistentRead?: boolean; IndexName?: string },
    options: QueryOptions,
  ): AsyncIterable<Item> {
    const { pk, sk, value, ...rest } = target;
    const into = new Placeholders();
    const clauses = [`${into.name(pk)} = ${into.value(value)}`];
    if (options.prefix !== undefined) clauses.push(`begins_with(${into.name(sk)}, ${into.value(options.prefix)})`);
    if (options.between !== undefined) {
      const [low, high] = options.between;
      clauses.push(`${into.name(sk)} BETWEEN ${into.value(low)} AND ${into.value(high)}`);
    }
    let left = options.limit ?? Number.POSITIVE_INFINITY;
    let start: Record<string, AttributeValue> | undefined;
    do {
      const page: QueryCommandOutput = await this.#client.send(
        new QueryCommand({
          TableName: this.#name,
          ...rest,
          KeyConditionExpression: clauses.join(" AND "),
          ...into.request(),
          ScanIndexForward: options.descending !== true,
          ...(Number.isFinite(left) && { Limit: left }),
          ...(start !== undefined && { ExclusiveStartKey: start }),
        }),
      );
      for (const item of page.Items ?? []) yield unmarshall(item);
      left -= page.Items?.length ?? 0;
      start = page.LastEvaluatedKey;
    } while (start !== undefined && left > 0);
  }

  async getMany(keys: readonly Key[]): Promise<Item[]> {
    const found: Item[] = [];
    for (let from = 0; from < keys.length; from += BATCH_KEYS_MAX) {
      let wanted = keys.slice(from, from + BATCH_KEYS_MAX).map(({ pk, sk }) => marshall({ pk, sk }));
      for (let round = 0; wanted.length > 0; round += 1) {
        if (round === BATCH_ROUNDS_MAX) throw new Error("table.getMany: keys left unprocessed");
        const answer = await this.#client.send(
          new BatchGetItemCommand({ RequestItems: { [this.#name]: { Keys: wanted, ConsistentRead: true } } }),
        );
        for (const item of answer.Responses?.[this.#name] ?? []) found.push(unmarshall(item));
        wanted = answer.UnprocessedKeys?.[this.#name]?.Keys ?? [];
      }
    }
    return found;
  }

  async putMany(items: readonly (Key & Item)[]): Promise<void> {
    for (let from = 0; from < items.length; from += BATCH_ITEMS_MAX) {
      let requests: WriteRequest[] = items
        .slice(from, from + BATCH_ITEMS_MAX)
        .map((item) => ({ PutRequest: { Item: marshall(item, MARSHALL) } }));
      for (let round = 0; requests.length > 0; round += 1) {
        if (round === BATCH_ROUNDS_MAX) throw new Error("table.putMany: items left unprocessed");
        const answer = await this.#client.send(new BatchWriteItemCommand({ RequestItems: { [this.#name]: requests } }));
        requests = answer.UnprocessedItems?.[this.#name] ?? [];
      }
    }
  }
}
