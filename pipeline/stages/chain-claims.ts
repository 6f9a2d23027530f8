// Which of a task's messages goes on. A task that has to wait goes on in one message after another (docs/adr/0017), and any of them
// can be delivered twice, or sent twice by a sender that died over it. Twins that all went on would double again at each step. Of
// the messages of one length one takes the next step: the claim names it, so that its own repeat still may. A message that is turned
// away is not needed: the one that holds the claim has gone on, or is still in the queue and will, or is answered by its dead letters.
import { createHash } from "node:crypto";
import * as z from "zod";
import type { Table } from "../../adapters/aws/table.ts";
import { keys } from "../../contracts/records.ts";
import type { StageMessage } from "../../contracts/stages.ts";
import { readRecord } from "../orders/unreadable-record.ts";
import { looseObject } from "../../contracts/object-schemas.ts";

/** A message, and how many its task has gone on in before it. */
export interface ChainLink {
  readonly messageId: string;
  readonly length: number;
}

const ClaimSchema = looseObject(() => ({ length: z.int().nonnegative(), messageId: z.string() }));

/** So many others may take the claim while this one looks; then both go on, which is harmless. */
const TRIES = 4;

/** True: the message goes on. False: another of its task does, and this one ends. */
export async function claimChain(
  table: Table,
  { orderId, taskToken }: Pick<StageMessage, "orderId" | "taskToken">,
  { messageId, length }: ChainLink,
): Promise<boolean> {
  const key = keys.chain(orderId, createHash("sha256").update(taskToken).digest("base64url"));
  for (let tried = 1; tried <= TRIES; tried += 1) {
    const found = await table.get(key);
    if (found === undefined) {
      if (await table.put({ ...key, length, messageId }, { ifAbsent: true })) return true;
      continue;
    }
    const held = readRecord(ClaimSchema, found);
    if (held.length === length && held.messageId === messageId) return true;
    if (held.length >= length) return false;
    const when = { length: held.length, messageId: held.messageId };
    if ((await table.update(key, { set: { length, messageId }, when })) !== undefined) return true;
  }
  return true;
}
