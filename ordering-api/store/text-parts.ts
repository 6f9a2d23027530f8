// Cuts a text into parts that an item of DynamoDB can hold: 400 KB with its keys (DynamoDB's quotas).

/** A UTF-16 unit takes at most three bytes in UTF-8. */
const PART_UNITS_MAX = 120_000;

/** One part for a text that fits as it is. A character outside the basic plane is never cut in two. */
export function partsOf(text: string): readonly string[] {
  if (text.length <= PART_UNITS_MAX) return [text];
  const parts: string[] = [];
  for (let from = 0; from < text.length;) {
    const end = from + PART_UNITS_MAX;
    const cutsPair = end < text.length && isHighSurrogate(text.charCodeAt(end - 1));
    const to = cutsPair ? end - 1 : end;
    parts.push(text.slice(from, to));
    from = to;
  }
  return parts;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;

/** A partition a text, so that no query of the records meets a part. */
export const partKeyOf = (name: string, n: number): { readonly pk: string; readonly sk: string } => ({
  pk: `PARTS#${name}`,
  sk: String(n).padStart(5, "0"),
});
