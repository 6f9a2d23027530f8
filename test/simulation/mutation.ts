// Where a deliberate bug can be put between the system and its world, to show that the simulation finds it (mutations.ts).
import type { HttpExchange } from "../../adapters/apex/http-exchange.ts";
import type { OrderQueue } from "../../adapters/order-queue.ts";
import type { OwnQueue } from "../../adapters/queue-batch.ts";
import type { Table } from "../../adapters/table.ts";
import type { TaskTokens } from "../../adapters/task-tokens.ts";
import type { SimulatedFunction } from "./simulated-function.ts";

export interface Mutation {
  readonly name: string;
  readonly table?: (table: Table, functionName: string) => Table;
  readonly tokens?: (tokens: TaskTokens, functionName: string) => TaskTokens;
  readonly exchange?: (exchange: HttpExchange) => HttpExchange;
  readonly orderQueue?: (queue: OrderQueue) => OrderQueue;
  readonly ownQueue?: (queue: OwnQueue) => OwnQueue;
  /** The secret with which the callback function verifies; `any`: it verifies nothing. */
  readonly acceptsForged?: boolean;
  /** Functions whose events are lost. */
  readonly deafFunction?: string;
  readonly invoke?: (name: string, fn: SimulatedFunction) => SimulatedFunction;
}

export const NO_MUTATION: Mutation = { name: "none" };
