// The record of one partner call and its few legal moves, each a conditional write on one item:
// (none) → intent → confirmed | refused | unknown; intent → (none) where it certainly had no effect;
// unknown or an expired intent → intent of a new owner, who must look before calling. confirmed never changes.
import * as z from "zod";
import { type CallRecord, CallRecordSchema, keys } from "../../contracts/records.ts";
import type { Item, Key, Table, When } from "../../adapters/aws/table.ts";
import { keyOfItem, readPart } from "../orders/unreadable-record.ts";
import { concurrently } from "../../adapters/runtime/concurrently.ts";
import { CallGroups, isInGroup, itemKeyOf, recordsInGroup, type RecordTable } from "./call-groups.ts";
import type { MadeId } from "./made-ids.ts";
import { ANSWER_ATTRIBUTES, readAnswerOf, storeAnswer } from "./stored-answer.ts";
import { triedAgain } from "./tried-again.ts";
import { looseObject } from "../../contracts/object-schemas.ts";

export const OwnedCallSchema = looseObject(() => ({
  /** Who may send, and until when nobody else may decide; epoch milliseconds. */
  owner: z.string().optional(),
  leaseUntil: z.number().optional(),
  /** Not to be looked up before: the partner may still be at it. */
  lookAfter: z.number().optional(),
  /** Keys and types of an answer that could not be read. */
  shape: z.string().optional(),
  /** What the call met whose outcome is unknown, in words. */
  cause: z.string().optional(),
  /** What was asked and what came, of an answer that names something else. */
  doubt: z.string().optional(),
  /** Path of what a refusal is about, where the partner names it. */
  refusedProperty: z.string().optional(),
  responseParts: z.number().optional(),
}));
export type OwnedCall = CallRecord & z.infer<typeof OwnedCallSchema>;

export interface Claim {
  readonly key: Key;
  readonly call: string;
  readonly transactionId: string;
  readonly requestHash: string;
  readonly owner: string;
  readonly startedAt: Date;
  readonly leaseUntil: number;
}

const TRANSIENT = ["owner", "leaseUntil", "lookAfter", "shape", "doubt", "cause"] as const;

/** Of an answer that could not be taken for one. */
export type Unread = Pick<OwnedCall, "shape" | "doubt" | "cause">;
/** An order of 10,000 sites has sub-orders in some hundred items. */
const IDS_AT_ONCE = 16;

export class CallRecords {
  readonly #table: Table;
  readonly #groups: CallGroups;

  /** `sleep`: records of a group that are written at about the same time wait for each other. Absent: each is written at once. */
  constructor(table: Table, sleep?: (millis: number) => Promise<unknown>) {
    this.#table = table;
    this.#groups = new CallGroups(table, sleep);
  }

  async read(key: Key): Promise<OwnedCall | undefined> {
    const item = await this.#of(key).get(key);
    return item && readCall(itemKeyOf(key), item);
  }

  /** Each with its sort key. */
  async *ofOrder(orderId: string): AsyncIterable<{ readonly sk: string; readonly record: OwnedCall }> {
    const { pk, prefix } = keys.callsOf(orderId);
    for await (const item of this.#table.query(pk, { prefix })) {
      const sk = String(item["sk"]);
      yield { sk, record: readCall({ pk, sk }, item) };
    }
    const grouped = keys.callGroupsOf(orderId);
    for await (const item of this.#table.query(grouped.pk, { prefix: grouped.prefix })) {
      for (const { sk, record } of recordsInGroup(item)) yield { sk, record: readCall(keyOfItem(item), record) };
    }
  }

  async answerOf(key: Key, record: OwnedCall): Promise<unknown> {
    return await readAnswerOf(this.#table, key, record);
  }

  /** Where the record lies: in an item of its own, or in a group's. */
  #of(key: Key): RecordTable {
    return isInGroup(key) ? this.#groups : this.#table;
  }

  /** Writes the intent; undefined: it is ours. Otherwise the record that is there already. */
  async claim(claim: Claim): Promise<OwnedCall | undefined> {
    if (await this.#of(claim.key).put({ ...claim.key, ...intentOf(claim), attempts: 1 }, { ifAbsent: true }))
      return undefined;
    const there = await this.read(claim.key);
    // A put that was answered too late is sent again by the SDK and then finds itself.
    if (there?.owner === claim.owner) return undefined;
    return there ?? (await this.claim(claim));
  }

  /** Takes a call over from an earlier attempt; false: another did, or it is settled. */
  async takeOver(claim: Claim, from: OwnedCall): Promise<boolean> {
    const taken = await this.#of(claim.key).update(claim.key, {
      set: intentOf(claim),
      remove: ["lookAfter", "shape", "doubt", "cause", "refusal", "refusedProperty", "endedAt"],
      add: { attempts: 1 },
      when: { state: from.state, owner: from.owner ?? { absent: true }, attempts: from.attempts },
    });
    return taken !== undefined;
  }

  async confirm(claim: Claim, response: unknown, at: Date): Promise<void> {
    const answer = await triedAgain(() => storeAnswer(this.#table, claim.key, response));
    await this.#settle(claim, { state: "confirmed", endedAt: at.toISOString(), ...answer });
  }

  /**
   * Ids that the answer has made belong to this order from now on. Undefined: they do; else the order that has one already: the
   * answer is not this call's, whatever it says.
   */
  async takeIds(
    orderId: string,
    ids: readonly MadeId[],
  ): Promise<{ readonly id: MadeId; readonly owner: string } | undefined> {
    const items = [...Map.groupBy(ids, ({ key }) => `${key.pk} ${key.sk}`).values()];
    const taken = await concurrently(items, IDS_AT_ONCE, (own) => this.#take(orderId, own));
    return taken.find((one) => one !== undefined);
  }

  /** Ids of one item. */
  async #take(orderId: string, ids: readonly MadeId[]): Promise<{ id: MadeId; owner: string } | undefined> {
    const [first] = ids;
    if (first === undefined) return undefined;
    const { key } = first;
    const isFresh = { set: ownedBy(orderId, ids), when: absent(ids) };
    if ((await triedAgain(() => this.#table.update(key, isFresh))) !== undefined) return undefined;
    const there = (await this.#table.get(key)) ?? {};
    for (const id of ids) {
      const owner = there[id.attribute];
      if (typeof owner === "string" && owner !== orderId) return { id, owner };
    }
    const left = ids.filter(({ attribute }) => there[attribute] === undefined);
    return left.length === 0 ? undefined : await this.#take(orderId, left);
  }

  async refuse(
    claim: Claim,
    { message: refusal, property: refusedProperty }: { readonly message: string; readonly property?: string },
    at: Date,
  ): Promise<void> {
    await this.#settle(claim, { state: "refused", endedAt: at.toISOString(), refusal, refusedProperty });
  }

  /** Nobody owns it now; a worker that comes after `lookAfter` must look. */
  async markUnknown(claim: Claim, lookAfter: number, { shape, doubt, cause }: Unread = {}): Promise<void> {
    await this.#of(claim.key).update(claim.key, {
      set: { state: "unknown", lookAfter, shape, doubt, cause },
      remove: ["owner", "leaseUntil"],
      when: { state: "intent", owner: claim.owner },
    });
  }

  /** Certainly no effect: as if never tried. */
  async clear(claim: Claim): Promise<void> {
    await this.#of(claim.key).delete(claim.key, { state: "intent", owner: claim.owner });
  }

  /** Puts a bar in the place of a call that has no record; false: it has one. */
  async bar(key: Key, bar: CallRecord): Promise<boolean> {
    return await this.#of(key).put({ ...key, ...bar }, { ifAbsent: true });
  }

  /** A refused call that might be made anew, corrected, never is; false: it moved meanwhile. */
  async barRefused(key: Key, { attempts }: OwnedCall, refusal: string): Promise<boolean> {
    const barred = await this.#of(key).update(key, { set: { refusal }, when: { state: "refused", attempts } });
    return barred !== undefined;
  }

  /** An operator's word: it took effect, and this is what it answered. False, as below: the record moved meanwhile. */
  async tell(key: Key, from: OwnedCall, answer: unknown, at: Date): Promise<boolean> {
    const stored = await storeAnswer(this.#table, key, answer);
    const set = { state: "confirmed", endedAt: at.toISOString(), resolvedBy: "operator", ...stored };
    const others = ANSWER_ATTRIBUTES.filter((name) => !(name in stored));
    const remove = [...TRANSIENT, "refusal", "refusedProperty", ...others];
    return (await this.#of(key).update(key, { set, remove, when: asItWas(from) })) !== undefined;
  }

  /** An operator's word: it had no effect. */
  async forget(key: Key, from: OwnedCall): Promise<boolean> {
    return await this.#of(key).delete(key, asItWas(from));
  }

  /** An operator's word: look again. */
  async reopen(key: Key, from: OwnedCall): Promise<boolean> {
    const remove = ["owner", "leaseUntil", "lookAfter", "refusal", "refusedProperty"];
    return (await this.#of(key).update(key, { set: { state: "unknown" }, remove, when: asItWas(from) })) !== undefined;
  }

  /**
   * For calls that may be repeated: what a person must see of them. False: it is confirmed, by an operator's word or by a version
   * that recorded successes too, and confirmed stays.
   */
  async putFailure(claim: Claim, outcome: Item & { readonly state: "refused" | "unknown" }): Promise<boolean> {
    const { owner: _owner, leaseUntil: _leaseUntil, ...record } = intentOf(claim);
    const item = { ...record, attempts: 1, ...outcome };
    const unlessConfirmed = { state: { in: ["refused", "unknown"] } } as const;
    if (await this.#of(claim.key).put({ ...claim.key, ...item }, { ifAbsent: true })) return true;
    return (await this.#of(claim.key).update(claim.key, { set: item, when: unlessConfirmed })) !== undefined;
  }

  /**
   * What the partner answered is a fact, also where the lease has passed meanwhile; only a confirmation outlives it.
   * Tried again at once: a lost write here costs a look-up, or a person's time.
   */
  async #settle(claim: Claim, outcome: Item): Promise<void> {
    await triedAgain(async () => {
      const change = { set: outcome, remove: TRANSIENT } as const;
      const when = { state: { in: ["intent", "unknown"] } } as const;
      if ((await this.#of(claim.key).update(claim.key, { ...change, when })) !== undefined) return;
      const { owner: _owner, leaseUntil: _leaseUntil, ...record } = intentOf(claim);
      await this.#of(claim.key).put({ ...claim.key, ...record, attempts: 1, ...outcome }, { ifAbsent: true });
    });
  }
}

const ownedBy = (orderId: string, ids: readonly MadeId[]): Item =>
  Object.fromEntries(ids.map(({ attribute }) => [attribute, orderId]));
const absent = (ids: readonly MadeId[]): When =>
  Object.fromEntries(ids.map(({ attribute }) => [attribute, { absent: true }]));

const asItWas = ({ state, attempts, owner }: OwnedCall) => ({ state, attempts, owner: owner ?? { absent: true } });

function intentOf(claim: Claim) {
  return {
    call: claim.call,
    transactionId: claim.transactionId,
    state: "intent",
    requestHash: claim.requestHash,
    startedAt: claim.startedAt.toISOString(),
    owner: claim.owner,
    leaseUntil: claim.leaseUntil,
  };
}

/** Throws UnreadableRecord. `item`: the record; `key`: of the item in which it lies. */
export function readCall(key: Key, item: Item): OwnedCall {
  return { ...readPart(CallRecordSchema, item, key), ...readPart(OwnedCallSchema, item, key) };
}
