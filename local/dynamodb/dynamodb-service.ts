// DynamoDB: dynalite on files in the data directory. Tables are made from the template's properties where they do not
// exist yet, so data outlives the process. Tells the endpoint which tables and indexes a request touches.
import { mkdirSync } from "node:fs";
import { type Clock, systemClock } from "../clock.ts";
import { arn } from "../identity.ts";
import { type JsonObject, isObject, listAt, objectAt, parseObject, textAt } from "../json.ts";
import type { Meter } from "../meter/meter.ts";
import { notImplemented } from "../service-error.ts";
import type { Charge } from "./consumed-capacity.ts";
import { type DynamoAnswer, DynaliteCore } from "./dynalite-core.ts";
import { TimeToLive } from "./time-to-live.ts";

export class DynamoDbService {
  readonly #dynalite: DynaliteCore;
  readonly #meter: Meter;
  readonly #timeToLive: TimeToLive;
  #ready: Promise<void> | undefined;
  /** Called for each item or page that was read or written. */
  onConsumed: (table: string, kind: Charge["kind"], units: number) => void = () => undefined;

  constructor(dir: string, meter: Meter, clock: Clock = systemClock) {
    this.#meter = meter;
    mkdirSync(dir, { recursive: true });
    this.#dynalite = new DynaliteCore(dir);
    this.#timeToLive = new TimeToLive(this.#dynalite, clock);
  }

  async createTable(name: string, properties: JsonObject): Promise<void> {
    this.#ready ??= this.#dynalite.ready();
    await this.#ready;
    const description = await this.#dynalite.ask("DescribeTable", { TableName: name });
    this.#timeToLive.watch(name, properties);
    if (description.status === 200) return;
    const indexes = listAt(properties, "GlobalSecondaryIndexes")
      .filter(isObject)
      .map((index) => ({
        IndexName: index["IndexName"],
        KeySchema: index["KeySchema"],
        Projection: index["Projection"],
      }));
    const created = await this.#dynalite.ask("CreateTable", {
      TableName: name,
      KeySchema: properties["KeySchema"],
      AttributeDefinitions: properties["AttributeDefinitions"],
      BillingMode: "PAY_PER_REQUEST",
      ...(indexes.length > 0 && { GlobalSecondaryIndexes: indexes }),
    });
    if (created.status !== 200) throw new Error(`table ${name}: ${created.body}`);
    await this.#untilActive(name);
  }

  /** Of a table that an earlier cloud has made. */
  async openTable(name: string): Promise<void> {
    this.#ready ??= this.#dynalite.ready();
    await this.#ready;
    const description = await this.#dynalite.ask("DescribeTable", { TableName: name });
    if (description.status !== 200) throw new Error(`table ${name}: ${description.body}`);
  }

  async call(action: string, input: JsonObject, caller: string): Promise<DynamoAnswer> {
    if (!this.#dynalite.knows(action)) throw notImplemented("dynamodb", action);
    if (action.startsWith("Batch") && input["ReturnConsumedCapacity"] !== undefined) {
      throw notImplemented("dynamodb", `${action} with ReturnConsumedCapacity`);
    }
    const tally = this.#dynalite.tally(input);
    const answer = await this.#dynalite.ask(action, input, tally);
    for (const { kind, units, table, about } of tally.charges) {
      this.onConsumed(table, kind, units);
      this.#meter.count(kind === "write" ? "dynamodbWriteUnits" : "dynamodbReadUnits", units, { caller, text: about });
    }
    return answer;
  }

  /** Deletes now, and not within the hour, the items that have expired; answers how many. */
  deleteExpired(): Promise<number> {
    return this.#timeToLive.deleteExpired();
  }

  close(): Promise<void> {
    this.#timeToLive.stop();
    return this.#dynalite.close();
  }

  /** dynalite makes a table a moment after it answered. */
  async #untilActive(name: string): Promise<void> {
    for (;;) {
      const { body } = await this.#dynalite.ask("DescribeTable", { TableName: name });
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
