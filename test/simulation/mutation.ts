// Where a deliberate bug can be put between the system and its world, to show that the simulation finds it (mutations.ts).
import type { S3Client } from "@aws-sdk/client-s3";
import type { HttpExchange } from "../../adapters/apex/http-exchange.ts";
import type { Table } from "../../adapters/aws/table.ts";
import type { TaskTokens } from "../../adapters/aws/task-tokens.ts";

export interface Mutation {
  readonly name: string;
  readonly table?: (table: Table, functionName: string) => Table;
  /** The intake's. */
  readonly s3?: (s3: S3Client) => S3Client;
  readonly tokens?: (tokens: TaskTokens, functionName: string) => TaskTokens;
  readonly exchange?: (exchange: HttpExchange) => HttpExchange;
  /** The secret with which the callback function verifies. */
  readonly webhookSecret?: (secret: string) => string;
}

export const NO_MUTATION: Mutation = { name: "none" };
