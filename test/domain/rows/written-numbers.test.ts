// A JSON number keeps the digits that the file has, wherever it stands.
import fc from "fast-check";
import { expect, test } from "vitest";
import { colonsOf, jsonTextOf, parseAsWritten } from "../../../domain/rows/written-numbers.ts";

const digits = fc.stringMatching(/^(?:0|[1-9]\d{0,25})$/);
const number = fc
  .tuple(
    fc.constantFrom("", "-"),
    digits,
    fc.stringMatching(/^(?:\.\d{1,20})?$/),
    fc.stringMatching(/^(?:[eE][+-]?\d{1,2})?$/),
  )
  .map((parts) => parts.join(""));
const json = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    number,
    fc.constantFrom('"12:30"', '": 1.10"', "true", "null", '"a"'),
    fc.array(tie("value"), { maxLength: 3 }).map((all) => `[${all.join(",")}]`),
    fc
      .array(tie("value"), { maxLength: 3 })
      .map((all) => `{${all.map((one, at) => `"k${String(at)}":${one}`).join(",")}}`),
  ),
})).value;

test("what is parsed as written is written as it was parsed", () => {
  fc.assert(
    fc.property(json, (text) => {
      expect(jsonTextOf(parseAsWritten(text))).toBe(text);
    }),
    { numRuns: 2000 },
  );
});

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

/** Of objects first, and of something else behind them: no column of a bulk file holds one. */
function hasMixedList(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const members: unknown[] = Object.values(value);
  if (Array.isArray(value) && isObject(members[0]) && !members.every(isObject)) return true;
  return members.some(hasMixedList);
}

test("where nothing is said to hide digits, JSON.parse keeps all of them", () => {
  fc.assert(
    fc.property(json, (value) => {
      // A list that begins with an object is taken for a list of objects: the sites.
      fc.pre(!hasMixedList(JSON.parse(value)));
      const text = `{"a":${value}}`;
      if (!colonsOf(text).mayHideDigits) expect(JSON.stringify(JSON.parse(text))).toBe(text);
    }),
    { numRuns: 3000 },
  );
});

test.each(["9007199254740993", "12345678901234567890", "1.10", "1.0", "-0", "1e3", "1E+2", "0.1234567890123456789"])(
  "%s is seen behind a colon, with blanks or without",
  (text) => {
    expect(colonsOf(`{"a":${text}}`).mayHideDigits).toBe(true);
    expect(colonsOf(`{"a" :\n  ${text} }`).mayHideDigits).toBe(true);
    expect(colonsOf(`{"a":["x",${text}]}`).mayHideDigits).toBe(true);
  },
);

test("ordinary numbers and lists of objects need no second look", () => {
  expect(colonsOf('{"sites": [ {"floor": 3, "rate": 7.5, "at": "12:30"} ], "none": [], "below": -2}')).toEqual({
    count: 7,
    mayHideDigits: false,
  });
});
