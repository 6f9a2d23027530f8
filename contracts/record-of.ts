// A record with a value for each of these keys, which the compiler then knows to be whole.
import { invariant } from "./errors.ts";

export function recordOf<K extends string, V>(keys: readonly K[], valueOf: (key: K) => V): Readonly<Record<K, V>> {
  const record: Partial<Record<K, V>> = {};
  for (const key of keys) record[key] = valueOf(key);
  const isWhole = (made: Partial<Record<K, V>>): made is Record<K, V> => keys.every((key) => Object.hasOwn(made, key));
  invariant(isWhole(record), "recordOf.keys");
  return record;
}
