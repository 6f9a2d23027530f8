// Where a deliberate bug can be put between the system and its world, to show that the simulation finds it (mutations.ts).
import type { HttpExchange } from "../../adapters/apex/http-exchange.ts";
import type { Table } from "../../adapters/aws/table.ts";
import type { TaskTokens } from "../../adapters/aws/task-tokens.ts";

export interface Mutation {
  readonly name: string;
  readonly table?: (table: Table, functionName: string) => Table;
  readonly tokens?: (tokens: TaskTokens, functionName: string) => TaskTokens;
  readonly exchange?: (exchange: HttpExchange) => HttpExchange;
  /** The secret with which the callback function verifies. */
  readonly webhookSecret?: (secret: string) => string;
}

export const NO_MUTATION: Mutation = { name: "none" };
