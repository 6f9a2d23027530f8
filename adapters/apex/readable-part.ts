// What the contract lets be absent, and what is there in another form than ours (a price as "449.50", a message that is an object),
// counts as absent: success does not depend on it, and holding an order for it would help nobody. Not so an id, which may name another
// thing than was asked, and what is in our form and cannot be (a price of trillions): it says that something is wrong.
import * as z from "zod";
import { isRecord } from "./align-keys.ts";

/** By the contract's names; `acid` is none. */
const IS_ID = /(?:^id|Id)$/;
/** Of which nothing is believed when a part cannot be read: amounts beside one that is not in cents may not be in cents either. */
const AS_A_WHOLE = ["pricing"];

const isImpossible = ({ code }: z.core.$ZodIssue): boolean => code === "too_big" || code === "too_small";

/** The value without such fields. */
export function readablePart(schema: z.core.$ZodType, value: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return readablePart(schema.unwrap(), value);
  if (schema instanceof z.ZodArray) {
    return Array.isArray(value) ? value.map((element: unknown) => readablePart(schema.element, element)) : value;
  }
  if (schema instanceof z.ZodUnion) {
    const parts = schema.options.map((option) => ({ option, part: readablePart(option, value) }));
    return parts.find(({ option, part }) => z.safeParse(option, part).success)?.part ?? value;
  }
  if (!(schema instanceof z.ZodObject) || !isRecord(value)) return value;
  const shape: Readonly<Record<string, z.core.$ZodType>> = schema.shape;
  const kept = Object.entries(value).flatMap(([name, field]): [string, unknown][] => {
    const own = Object.hasOwn(shape, name) ? shape[name] : undefined;
    const wrong = own && z.safeParse(own, field).error;
    if (own === undefined || wrong === undefined || wrong.issues.some(isImpossible)) return [[name, field]];
    const part = readablePart(own, field);
    if (!(own instanceof z.ZodOptional) || IS_ID.test(name)) return [[name, part]];
    return !AS_A_WHOLE.includes(name) && z.safeParse(own, part).success ? [[name, part]] : [];
  });
  return Object.fromEntries(kept);
}
