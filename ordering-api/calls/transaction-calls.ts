// What a transaction's call answered, and the ledger of all effects for tests: which sites were ordered, billed and handed
// off, and how often.
import * as z from "zod";
import { effectOf, tookPlace } from "../effects.ts";
import { type Effect, keys, LEDGER_SHARDS } from "../records.ts";
import { notFound } from "../refusal.ts";
import type { Call, CallContext } from "./call-context.ts";
import { plainObject } from "../../contracts/object-schemas.ts";

export const getTransaction: Call<"getTransaction"> = async (request, context) => {
  const transactionId = request["transactionId"] ?? "";
  const effect = await effectOf(context.store, context.clientId, transactionId);
  if (effect === undefined) throw notFound("transactionId", "transaction");
  return { transactionId, status: effect.status, body: effect.body };
};

const id = z.string().nullable();
const counts = z.record(z.string(), z.int());
export const LedgerSchema = plainObject(() => ({
  effects: z.array(
    z.object({
      at: z.string(),
      call: z.string(),
      transactionId: id,
      traceId: z.string(),
      quoteId: id,
      orderId: id,
      subOrderId: id,
      sites: z.array(z.string()),
    }),
  ),
  /** Quote and site → call → how often. */
  sites: z.record(z.string(), counts),
  /** Call → how often. */
  calls: counts,
}));
export type Ledger = z.infer<typeof LedgerSchema>;

/** The caller's own effects that took place, in the order of their times. */
export async function readLedger(context: CallContext): Promise<Ledger> {
  const shards = Array.from({ length: LEDGER_SHARDS }, (_, shard) => effectsOf(context, shard));
  const effects = (await Promise.all(shards)).flat();
  effects.sort((a, b) => (a.at === b.at ? (a.token < b.token ? -1 : 1) : a.at < b.at ? -1 : 1));
  return { effects: effects.map(entryOf), sites: countBySite(effects), calls: countByCall(effects) };
}

/** Those of one shard, each record's proof read once; the shards are as much as is read at the same time. */
async function effectsOf(context: CallContext, shard: number): Promise<readonly Effect[]> {
  const proofs = new Map<string, Promise<ReadonlySet<string>>>();
  const effects: Effect[] = [];
  for (const { value } of await context.store.range({ ...keys.effect(shard, "", ""), sk: "!" }, "~")) {
    if (value.clientId === context.clientId && (await tookPlace(context.store, value, proofs))) effects.push(value);
  }
  return effects;
}

const entryOf = (effect: Effect): Ledger["effects"][number] => ({
  at: effect.at,
  call: effect.call,
  transactionId: effect.transactionId ?? null,
  traceId: effect.traceId,
  quoteId: effect.quoteId ?? null,
  orderId: effect.orderId ?? null,
  subOrderId: effect.subOrderId ?? null,
  sites: effect.sites,
});

function countBySite(effects: readonly Effect[]): Record<string, Record<string, number>> {
  const counts = new Map<string, Map<string, number>>();
  for (const { call, quoteId, sites } of effects) {
    for (const site of sites) {
      const name = `${quoteId ?? ""}/${site}`;
      const calls = counts.get(name) ?? new Map<string, number>();
      counts.set(name, calls.set(call, (calls.get(call) ?? 0) + 1));
    }
  }
  return Object.fromEntries([...counts].map(([site, calls]) => [site, Object.fromEntries(calls)]));
}

function countByCall(effects: readonly Effect[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { call } of effects) counts.set(call, (counts.get(call) ?? 0) + 1);
  return Object.fromEntries(counts);
}
