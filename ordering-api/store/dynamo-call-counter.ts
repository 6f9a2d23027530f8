// Counts the calls of a credential in one item of the table, for all instances of the function: each call is one conditional
// write and no read. The item holds the newest window only, so nothing piles up; an instance whose clock is behind counts
// into the window that the others are in.
import { ConditionalCheckFailedException, type DynamoDBClient, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { CallCounter } from "../http/call-limit.ts";

const COUNT = {
  UpdateExpression: "ADD callCount :one",
  ConditionExpression: "windowStart >= :window AND callCount < :max",
};
const BEGIN = {
  UpdateExpression: "SET windowStart = :window, callCount = :one",
  ConditionExpression: "attribute_not_exists(pk) OR windowStart < :window",
};

export class DynamoCallCounter implements CallCounter {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async take(clientId: string, windowStart: number, max: number): Promise<boolean> {
    const values = { ":one": { N: "1" }, ":window": { N: String(windowStart) } };
    const count = { ...COUNT, ExpressionAttributeValues: { ...values, ":max": { N: String(max) } } };
    if (await this.#update(clientId, count)) return true;
    if (await this.#update(clientId, { ...BEGIN, ExpressionAttributeValues: values })) return true;
    // Full, or another instance has begun the window between the two.
    return this.#update(clientId, count);
  }

  async #update(
    clientId: string,
    change: Pick<UpdateItemCommand["input"], "UpdateExpression" | "ConditionExpression" | "ExpressionAttributeValues">,
  ): Promise<boolean> {
    const key = { pk: { S: `RATE#${clientId}` }, sk: { S: "CALLS" } };
    try {
      await this.#client.send(new UpdateItemCommand({ TableName: this.#table, Key: key, ...change }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}
