// How a call takes effect: first the ledger's record with the answer, then the one write that decides, which carries the
// record's token. So a transaction look-up never denies an effect that took place, whatever died in between, and an answer
// without its effect is recognized by the missing token.
import type { CallContext } from "./calls/call-context.ts";
import { readId } from "./ids.ts";
import { type Effect, keys, LEDGER_SHARDS, type RecordKey } from "./records.ts";
import type { Store } from "./store/store.ts";

export interface About {
  readonly call: string;
  readonly quoteId?: string;
  readonly orderId?: string;
  readonly subOrderId?: string;
  /** The caller's names of the sites. */
  readonly sites?: readonly string[];
}

interface Decided<T extends { tokens: string[] }, R> {
  readonly key: RecordKey<T>;
  readonly value: T;
  readonly ifVersion: number;
  readonly proof: Effect["proof"];
  readonly about: About;
  readonly answer: R;
}

/** Effects of one record that a look-up can still prove. */
const TOKENS_KEPT = 400;

/** The answer, or undefined where the record changed meanwhile and nothing took effect. */
export async function takeEffect<T extends { tokens: string[] }, R>(
  context: CallContext,
  decided: Decided<T, R>,
): Promise<R | undefined> {
  const token = newToken(context);
  await record(context, decided.about, decided.answer, { token, proof: decided.proof });
  const value = { ...decided.value, tokens: [...decided.value.tokens.slice(1 - TOKENS_KEPT), token] };
  return (await context.store.save(decided.key, value, decided.ifVersion)) ? decided.answer : undefined;
}

/** For effects that may be repeated without harm and are spread over several records: recorded once they are all there. */
export async function noteEffect<R>(context: CallContext, about: About, answer: R): Promise<R> {
  await record(context, about, answer, { token: newToken(context) });
  return answer;
}

async function record(
  context: CallContext,
  about: About,
  body: unknown,
  mark: Pick<Effect, "token" | "proof">,
): Promise<void> {
  if (context.transactionId === undefined && !context.behavior.testMode) return;
  const transactionId = context.transactionId ?? `none-${mark.token}`;
  const effect: Effect = {
    at: context.now().toISOString(),
    ...about,
    sites: [...(about.sites ?? [])],
    clientId: context.clientId,
    ...(context.transactionId !== undefined && { transactionId: context.transactionId }),
    traceId: context.traceId,
    status: 200,
    body,
    ...mark,
  };
  const key = keys.effect(shardOf(transactionId), transactionId, mark.token);
  await context.store.putMany([{ key, value: effect }]);
}

/** The newest effect of a transaction, if it took place. */
export async function effectOf(store: Store, clientId: string, transactionId: string): Promise<Effect | undefined> {
  const key = keys.effect(shardOf(transactionId), transactionId, "");
  const found = await store.range(key, `${key.sk}\uffff`);
  const own = found.map(({ value }) => value).filter((effect) => effect.clientId === clientId);
  own.sort((a, b) => (a.at < b.at ? 1 : -1));
  for (const effect of own) if (await tookPlace(store, effect)) return effect;
  return undefined;
}

/** `known`: tokens being read, by record, for a caller that asks about many effects. */
export async function tookPlace(
  store: Store,
  effect: Effect,
  known = new Map<string, Promise<ReadonlySet<string>>>(),
): Promise<boolean> {
  if (effect.proof === undefined) return true;
  const { id } = effect.proof;
  const tokens = known.get(id) ?? tokensOf(store, effect.proof);
  known.set(id, tokens);
  return (await tokens).has(effect.token);
}

async function tokensOf(store: Store, { kind, id }: NonNullable<Effect["proof"]>): Promise<ReadonlySet<string>> {
  const parts = readId(kind, id);
  if (parts === undefined) return new Set();
  const { serial, number } = parts;
  const key = { quote: keys.quote(serial), order: keys.order(serial), subOrder: keys.subOrder(serial, number) }[kind];
  const found = await store.get<{ readonly tokens: string[] }>(key);
  return new Set(found?.value.tokens);
}

/** Sorts by time within a process, and is not met twice. */
export function newToken(context: Pick<CallContext, "random" | "sequence">): string {
  const chance = Math.floor(context.random() * 2 ** 36);
  return `${context.sequence().toString(36).padStart(6, "0")}${chance.toString(36).padStart(7, "0")}`;
}

function shardOf(text: string): number {
  let hash = 0;
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return hash % LEDGER_SHARDS;
}
