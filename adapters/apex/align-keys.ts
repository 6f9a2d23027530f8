// AT&T's pages write keys in several cases (`Country`, `country`; `ContractEnvelopeId`, `contractEnvelopeId`). An answer whose
// keys differ from the schema in case only is read as if it had the schema's; a key that is there exactly always wins.
import * as z from "zod";

export function alignKeys(schema: z.core.$ZodType, value: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return alignKeys(schema.unwrap(), value);
  if (schema instanceof z.ZodArray) {
    return Array.isArray(value) ? value.map((element: unknown) => alignKeys(schema.element, element)) : value;
  }
  if (schema instanceof z.ZodUnion) return alignUnion(schema.options, value);
  if (schema instanceof z.ZodObject && isRecord(value)) return alignObject(schema.shape, value);
  return value;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function alignUnion(options: readonly z.core.$ZodType[], value: unknown): unknown {
  for (const option of options) {
    const aligned = alignKeys(option, value);
    if (z.safeParse(option, aligned).success) return aligned;
  }
  return value;
}

function alignObject(shape: Readonly<Record<string, z.core.$ZodType>>, value: Record<string, unknown>): unknown {
  const aligned = new Map(Object.entries(value));
  for (const [key, schema] of Object.entries(shape)) {
    if (!aligned.has(key)) {
      const same = Object.keys(value).filter((other) => other.toLowerCase() === key.toLowerCase());
      const [only] = same;
      if (only === undefined || same.length > 1) continue;
      aligned.set(key, value[only]);
      aligned.delete(only);
    }
    aligned.set(key, alignKeys(schema, aligned.get(key)));
  }
  return Object.fromEntries(aligned);
}
