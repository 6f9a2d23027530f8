// What other versions of the code write, as the one under test meets it while a deployment is under way. A newer one: the same records
// and messages with fields that it has never heard of, also inside of them. An older one: orders whose calls have an item each.
import type { Item } from "../../adapters/aws/table.ts";
import type { Chance } from "./chance.ts";

const UNKNOWN = { ofAnotherVersion: { since: 2, words: ["new"] } };
/** Objects inside of records and messages that have a schema of their own; maps by name (marks, progress) have none. */
const INNER = ["reason", "message", "document", "profile", "chunk", "continueFile", "lastRefusal"] as const;
const SHARE_OF_WORLDS = 0.3;
const SHARE_OF_WRITES = 0.5;
/** Without regard to skew: such orders outlive their version. */
const SHARE_OF_OLDER_ORDERS = 0.2;

export class VersionSkew {
  readonly #chance: Chance;
  readonly #isOn: boolean;

  constructor(chance: Chance) {
    this.#chance = chance;
    this.#isOn = chance.of("version skew") < SHARE_OF_WORLDS;
  }

  item(written: Item): Item {
    const item = this.#isOlder(written) ? Object.freeze(withoutNews(written)) : written;
    return this.#draws(`${String(item["pk"])} ${String(item["sk"])}`) ? Object.freeze(grown(item)) : item;
  }

  /** An order is recorded by one version, for life. */
  #isOlder({ pk, sk }: Item): boolean {
    return sk === "META" && this.#chance.of(`older ${String(pk)}`) < SHARE_OF_OLDER_ORDERS;
  }

  /** A message's body; what is no JSON object stays as it is. */
  body(body: string): string {
    if (!body.startsWith("{") || !this.#draws("message")) return body;
    return JSON.stringify(grown(JSON.parse(body) as Item));
  }

  #draws(name: string): boolean {
    return this.#isOn && this.#chance.next(`skew ${name}`) < SHARE_OF_WRITES;
  }
}

const withoutNews = ({ callsInGroups: _callsInGroups, ...item }: Item): Item => item;

function grown(item: Item): Item {
  const inner = INNER.flatMap((name): [string, unknown][] => {
    const value = item[name];
    return typeof value === "object" && value !== null && !Array.isArray(value) ? [[name, grown(value as Item)]] : [];
  });
  // Behind what is known: a continuation is told by how its text begins.
  return { ...item, ...Object.fromEntries(inner), ...UNKNOWN };
}
