// Where a text stops being JSON: the same texts are faulty as for JSON.parse, and the place and the words are those of the cause.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstJsonFault } from "../../../reading/json/json-fault.ts";

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe("a text is faulty just where JSON.parse refuses it", () => {
  test("for any sequence of its signs", () => {
    const sign = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ":",
      ",",
      '"',
      '"a"',
      "1",
      "-",
      "0",
      ".5",
      "e3",
      "true",
      "null",
      " ",
      "\n",
      "\\n",
      "x",
      "'",
    );
    fc.assert(
      fc.property(fc.array(sign, { maxLength: 12 }), (signs) => {
        const text = signs.join("");
        expect(firstJsonFault(text) === undefined, text).toBe(isJson(text));
      }),
      { numRuns: 5000 },
    );
  });

  test("for JSON that is damaged in one place", () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 3 }),
        fc.nat(),
        fc.constantFrom("", ",", "}", '"', "True", "\u0001"),
        (json, at, put) => {
          const cut = at % (json.length + 1);
          const text = json.slice(0, cut) + put + json.slice(cut + 1);
          const fault = firstJsonFault(text);
          expect(fault === undefined, text).toBe(isJson(text));
          if (fault !== undefined) expect(fault.at).toBeLessThanOrEqual(text.length);
        },
      ),
      { numRuns: 3000 },
    );
  });

  test("a text nested without end is walked without recursion", () => {
    expect(firstJsonFault("[".repeat(200_000))?.words).toBe("the text ends too early within a list");
  });
});

describe("the words name what stands there", () => {
  const cases: [text: string, at: number, words: string][] = [
    ['{"a": True}', 6, "True is not JSON; write true"],
    ['{"a": None}', 6, "None is not JSON; write null"],
    ['{"a": NaN}', 6, "NaN is not JSON; write null"],
    ['{"a": yes}', 6, 'yes is not JSON; write "yes"'],
    ['{"a": 01}', 6, "01 is not a number of JSON"],
    ['{"a": 1.}', 6, "1. is not a number of JSON"],
    ['{"a": +1}', 6, "+1 is not a number of JSON"],
    ['{"a": -Infinity}', 6, "-Infinity is where a value should be"],
    ["{'a': 1}", 1, "a key begins with a single quote; JSON has double quotes"],
    ["{a: 1}", 1, "a is where a key in double quotes should be"],
    ["{\"a\": 'b'}", 6, "a text begins with a single quote; JSON has double quotes"],
    ['{"a": “b”}', 6, "a text begins with “; JSON has straight double quotes"],
    ['{"a": 1,}', 8, "after a comma, } is where a key should be"],
    ["[1,]", 3, "after a comma, ] is where a value should be"],
    ["[,1]", 1, "a comma is where a value should be"],
    ['{"a" 1}', 5, "a colon is missing behind the key"],
    ['{"a": 1 "b": 2}', 8, 'a comma is missing before "'],
    ['{"a": [1}', 8, "} is where a list is closed with ]"],
    ['{"a": 1} {', 9, "{ follows the end"],
    ['{"a": "b\nc"}', 6, "a text is not closed before the line ends"],
    ['{"a": "b', 6, "a text begins that is never closed"],
    ['{"a": "b\u0001"}', 8, "a control character (U+0001) is in a text"],
    ['{"a": "C:\\x"}', 9, "\\x is not an escape of JSON"],
    ["[1, // one\n2]", 4, "a comment; JSON has none"],
    ['{"a":\u00A01}', 5, "U+00A0 is where a value should be"],
    ['{"a": 1', 7, "the text ends too early within an object"],
    ["", 0, "the text ends too early"],
  ];
  test.each(cases)("%j", (text, at, words) => {
    expect(firstJsonFault(text)).toEqual({ at, words });
  });
});
