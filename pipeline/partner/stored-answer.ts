// Keeps a partner's answer with its call record, a long one compressed. An answer larger than a DynamoDB item can be even so (an
// order of thousands of sub-orders) goes into parts of its own, written before the confirmation that counts them. So is one with values that
// a DynamoDB item cannot hold: the call has taken effect, and its record must not fail on what AT&T wrote beside the ids.
import { gunzipSync, gzipSync } from "node:zlib";
import { invariant } from "../../contracts/errors.ts";
import { keys } from "../../contracts/records.ts";
import type { Item, Key, Table } from "../../adapters/aws/table.ts";
import { isInGroup } from "./call-groups.ts";

const PACKED = "responsePacked";
/** The attributes of which a record has one. */
export const ANSWER_ATTRIBUTES = ["response", PACKED, "responseParts"] as const;

/** Well below DynamoDB's 400 KB an item. */
const INLINE_CHARACTERS_MAX = 100_000;
/** Of a record that shares its item with others: what one partner answers at length costs the others nothing. */
const SHARED_CHARACTERS_MAX = 2_000;
const PART_CHARACTERS_MAX = 300_000;
/** Beyond this an answer is kept compressed: a write costs by each KB, and an order of 100 sites is answered with 33. */
const PLAIN_CHARACTERS_MAX = 2_000;

/** DynamoDB's numbers end near 1e126 with 38 digits; its client takes none that JavaScript could not hold exactly. */
const NUMBER_MAX = 1e120;
const KEY_CHARACTERS_MAX = 255;

function isStorable(value: unknown): boolean {
  if (typeof value === "number") {
    const isExact = !Number.isInteger(value) || Number.isSafeInteger(value);
    return isExact && Math.abs(value) < NUMBER_MAX && (value === 0 || Math.abs(value) > 1 / NUMBER_MAX);
  }
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isStorable);
  return Object.entries(value).every(
    ([key, field]) => key !== "" && key.length <= KEY_CHARACTERS_MAX && isStorable(field),
  );
}

/** The attributes of the call record that hold the answer, or lead to it. */
export async function storeAnswer(table: Table, call: Key, response: unknown): Promise<Item> {
  const text = JSON.stringify(response);
  const charactersMax = isInGroup(call) ? SHARED_CHARACTERS_MAX : INLINE_CHARACTERS_MAX;
  const isKept = isStorable(response);
  if (isKept && text.length <= PLAIN_CHARACTERS_MAX) return { response };
  const packed = gzipSync(text).toString("base64");
  if (isKept && packed.length <= charactersMax) return { [PACKED]: packed };
  const parts = Math.ceil(packed.length / PART_CHARACTERS_MAX);
  for (let n = 0; n < parts; n += 1) {
    const part = packed.slice(n * PART_CHARACTERS_MAX, (n + 1) * PART_CHARACTERS_MAX);
    await table.put({ ...keys.callPart(call, n), part });
  }
  return { responseParts: parts };
}

export async function readAnswerOf(table: Table, call: Key, record: Item): Promise<unknown> {
  const { [PACKED]: packed, responseParts: parts } = record;
  if (typeof packed === "string") return unpacked(packed);
  if (typeof parts !== "number") return record["response"];
  const texts: string[] = [];
  for (let n = 0; n < parts; n += 1) {
    const part = (await table.get(keys.callPart(call, n)))?.["part"];
    invariant(typeof part === "string", `callPart ${call.pk} ${call.sk} ${String(n)}`);
    texts.push(part);
  }
  return unpacked(texts.join(""));
}

const unpacked = (packed: string): unknown => JSON.parse(gunzipSync(Buffer.from(packed, "base64")).toString("utf8"));
