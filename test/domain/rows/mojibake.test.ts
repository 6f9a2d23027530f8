// Text that was decoded wrongly, once or more, comes back; what only looks like it stays.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { repairMojibake } from "../../../domain/rows/mojibake.ts";

/** Windows-1252 from 0x80; 81, 8D, 8F, 90, and 9D are C1 controls there. */
const C1 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ";
const windows1252 = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) => (byte < 0x80 || byte >= 0xa0 ? String.fromCharCode(byte) : C1[byte - 0x80]))
    .join("");
const latin1 = (text: string): string => Buffer.from(text).toString("latin1");

const TEXTS = [
  "Café Group",
  "Müller",
  "it’s",
  "“Ana” – x",
  "€ 5",
  "😀",
  "Łódź",
  "Dvořák",
  "ß",
  "Ñandú",
  "À",
  "日本",
  "Москва",
  "ÿ ž",
];

test.each(TEXTS)("%s comes back from one, two, and three wrong decodings", (text) => {
  let spoilt = text;
  for (let times = 1; times <= 3; times += 1) {
    spoilt = windows1252(spoilt);
    expect(repairMojibake(spoilt)).toBe(text);
  }
  expect(repairMojibake(latin1(text))).toBe(text);
});

test("a part of a text comes back where the rest was never spoilt", () => {
  expect(repairMojibake(`${windows1252("Müller")} – 日本`)).toBe("Müller – 日本");
});

describe("what only looks like it", () => {
  const HEALTHY = [
    "NESTLÉ®",
    "CAFÉ™",
    "CAFÉ”",
    "voilà\u00A0»",
    "SEÑOR",
    "São Paulo",
    "Ångström",
    "É…",
    "LANXESS Ä®",
    "Zoë’s",
    "JOSÉ’S",
    "SMÅ™",
    "“CAFÉ”",
    "CÔTÉ®",
  ];

  test.each(HEALTHY)("%s stays", (text) => {
    expect(repairMojibake(text)).toBeUndefined();
  });

  test("a text of letters, blanks, and ASCII stays, whatever its accents", () => {
    const letter = fc.constantFrom(...Array.from("abcXYZ 019.,'-àâäåçéèêëíîïñóôöúûüßÀÂÄÅÇÉÈÊËÍÎÏÑÓÔÖÚÛÜ"));
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 30 }), (letters) => {
        expect(repairMojibake(letters.join(""))).toBeUndefined();
      }),
    );
  });
});

test("is stable: what was restored needs no second repair", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 30 }), fc.nat(3), (text, times) => {
      let spoilt = text;
      for (let at = 0; at < times; at += 1) spoilt = windows1252(spoilt);
      const restored = repairMojibake(spoilt);
      if (restored !== undefined) expect(repairMojibake(restored)).toBeUndefined();
    }),
  );
});
