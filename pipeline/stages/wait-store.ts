// Waits and the events for them in the table: both of one quote in one partition, so that one consistent query reads both
// sides. A wait goes waiting → resuming → done, each by a conditional write; an event is written once and stays.
import { invariant } from "../../contracts/errors.ts";
import {
  type InboxRecord,
  InboxRecordSchema,
  keys,
  type WaitKind,
  type WaitRecord,
  WaitRecordSchema,
} from "../../contracts/records.ts";
import { canonicalId } from "../../contracts/salesforce-id.ts";
import type { Table } from "../../adapters/aws/table.ts";
import { readRecord } from "../orders/unreadable-record.ts";

export interface WaitAndEvents {
  readonly wait: WaitRecord | undefined;
  readonly inbox: readonly InboxRecord[];
}

export class WaitStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** The wait as it stands: this one, or one that was there before. */
  async open(fresh: WaitRecord): Promise<WaitRecord> {
    const key = keyOf(fresh);
    if (await this.#table.put({ ...key, ...fresh }, { ifAbsent: true })) return fresh;
    const item = await this.#table.get(key);
    invariant(item, "wait.vanished");
    return readRecord(WaitRecordSchema, item);
  }

  /** A new task waits in the place of an earlier one; false: another one does meanwhile. */
  async rearm(found: WaitRecord, { taskToken, onStop }: Pick<WaitRecord, "taskToken" | "onStop">): Promise<boolean> {
    const passedOver = found.decidedBy ?? found.passedOver;
    const kept = { ...(passedOver !== undefined && { passedOver }), ...(onStop !== undefined && { onStop }) };
    const rearmed = await this.#table.update(keyOf(found), {
      set: { taskToken, state: "waiting", ...kept },
      remove: ["decidedBy", ...(onStop === undefined ? ["onStop"] : [])],
      when: { taskToken: found.taskToken },
    });
    return rearmed !== undefined;
  }

  /** `chosenAt`: a person has said that it is this one. */
  async setSubject(kind: WaitKind, quoteId: string, subjectId: string, chosenAt?: string): Promise<void> {
    await this.#table.update(keyOf({ kind, quoteId }), {
      set: { subjectId, ...(chosenAt !== undefined && { chosenAt }) },
      when: { orderId: { absent: false } },
    });
  }

  /** Kept for good, whether a wait is there or not; the same event again changes nothing. */
  async keep(event: InboxRecord): Promise<void> {
    const { kind, quoteId, eventId } = event;
    const key = quoteId === "" ? keys.unplacedEvent(eventId) : keys.inbox(kind, canonicalId(quoteId), eventId);
    await this.#table.put({ ...key, ...event }, { ifAbsent: true });
  }

  async read(kind: WaitKind, quoteId: string): Promise<WaitAndEvents> {
    const { pk, sk } = keyOf({ kind, quoteId });
    let wait: WaitRecord | undefined;
    const inbox: InboxRecord[] = [];
    for await (const item of this.#table.query(pk)) {
      if (item["sk"] === sk) wait = readRecord(WaitRecordSchema, item);
      else inbox.push(readRecord(InboxRecordSchema, item));
    }
    return { wait, inbox };
  }

  /** Names the one event that completes the token; false: another did, or the wait is another one now. */
  async claim({ kind, quoteId, taskToken }: WaitRecord, eventId: string): Promise<boolean> {
    const claimed = await this.#table.update(keyOf({ kind, quoteId }), {
      set: { state: "resuming", decidedBy: eventId },
      when: { state: "waiting", taskToken },
    });
    return claimed !== undefined;
  }

  async close({ kind, quoteId, taskToken }: WaitRecord, from: "waiting" | "resuming"): Promise<void> {
    await this.#table.update(keyOf({ kind, quoteId }), { set: { state: "done" }, when: { state: from, taskToken } });
  }
}

const keyOf = ({ kind, quoteId }: Pick<WaitRecord, "kind" | "quoteId">) => keys.wait(kind, canonicalId(quoteId));
