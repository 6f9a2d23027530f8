// DynamoDB's time to live: an item whose attribute lies in the past, epoch seconds, is deleted some time after, and can be read until
// then. AWS deletes within a few days, costs nothing for it, and leaves alone what expired more than five years ago and what is
// no number (DynamoDB Developer Guide, "Time to Live").
import type { Clock } from "../clock.ts";
import { type JsonObject, isObject, listAt, parseObject, textAt } from "../json.ts";
import type { DynaliteCore } from "./dynalite-core.ts";

/** Looked through so often: soon enough to be seen on one machine, late enough that no reader can count on it. */
const EVERY_MILLIS = 3_600_000;
const TOO_OLD_SECONDS = 5 * 365 * 86_400;

interface Watched {
  readonly table: string;
  readonly attribute: string;
  readonly keyNames: readonly string[];
}

export class TimeToLive {
  readonly #dynalite: DynaliteCore;
  readonly #clock: Clock;
  readonly #watched: Watched[] = [];
  #cancel: (() => void) | undefined;

  constructor(dynalite: DynaliteCore, clock: Clock) {
    this.#dynalite = dynalite;
    this.#clock = clock;
  }

  /** `properties`: the table's, of the template. */
  watch(table: string, properties: JsonObject): void {
    const settings = properties["TimeToLiveSpecification"];
    if (!isObject(settings) || settings["Enabled"] !== true) return;
    const attribute = textAt(settings, "AttributeName");
    if (attribute === undefined) throw new Error(`table ${table}: TimeToLiveSpecification has no AttributeName`);
    const keyNames = listAt(properties, "KeySchema")
      .filter(isObject)
      .map((key) => textAt(key, "AttributeName") ?? "");
    this.#watched.push({ table, attribute, keyNames });
    this.#cancel ??= this.#clock.setTimer(EVERY_MILLIS, () => void this.#again());
  }

  /** Deletes what has expired by now; answers how many items. */
  async deleteExpired(): Promise<number> {
    let deleted = 0;
    for (const watched of this.#watched) deleted += await this.#deleteIn(watched);
    return deleted;
  }

  stop(): void {
    this.#cancel?.();
  }

  async #again(): Promise<void> {
    await this.deleteExpired();
    this.#cancel = this.#clock.setTimer(EVERY_MILLIS, () => void this.#again());
  }

  async #deleteIn({ table, attribute, keyNames }: Watched): Promise<number> {
    const now = Math.floor(this.#clock.now() / 1000);
    const isExpired = {
      ExpressionAttributeNames: { "#expiry": attribute },
      ExpressionAttributeValues: { ":now": { N: String(now) }, ":old": { N: String(now - TOO_OLD_SECONDS) } },
    };
    const condition = "#expiry < :now AND #expiry > :old";
    let deleted = 0;
    let from: unknown;
    do {
      const scan = { TableName: table, ...isExpired, FilterExpression: condition };
      const page = await this.#ask("Scan", { ...scan, ...(from !== undefined && { ExclusiveStartKey: from }) });
      for (const item of listAt(page, "Items").filter(isObject)) {
        const Key = Object.fromEntries(keyNames.map((name) => [name, item[name]]));
        // It may have been given longer meanwhile.
        const answer = await this.#dynalite.ask("DeleteItem", {
          ...{ TableName: table, Key, ...isExpired, ConditionExpression: condition },
        });
        if (answer.status === 200) deleted += 1;
      }
      from = page["LastEvaluatedKey"];
    } while (from !== undefined);
    return deleted;
  }

  async #ask(action: string, input: JsonObject): Promise<JsonObject> {
    const { status, body } = await this.#dynalite.ask(action, input);
    if (status !== 200) throw new Error(`time to live: ${action}: ${body}`);
    return parseObject(body);
  }
}
