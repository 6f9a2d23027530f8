// Which phone numbers can exist, and how an extension is written.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCell } from "./cell-reading.ts";

const HEALTHY = ["303-555-0162", "(303) 555-0162", "303.555.0162", "1-303-555-0162", "+1 303 555 0162", "3035550162"];
const MORE = ["303-555-0162 x4", "303-555-0162 ext. 4", "303-555-0162 #4", "+44 20 7946 0958", "+49 (30) 901820"];

test.each([...HEALTHY, ...MORE])("%s is taken as it is", (phone) => {
  expect(readCell("install_phone", phone)).toMatchObject({ value: phone, codes: [] });
});

test.each([
  ["303-555-0162 extension 4", "303-555-0162 x4"],
  ["303-555-0162, ext 4", "303-555-0162 x4"],
  ["+1-303-555-0162;ext=4", "+1-303-555-0162 x4"],
  ["tel:+13035550162", "+13035550162"],
  ["TEL: 303-555-0162;ext=12", "303-555-0162 x12"],
])("%s is read as %s, recorded", (raw, value) => {
  expect(readCell("contact_phone", raw)).toMatchObject({ value, codes: ["phone.rewritten"] });
});

describe("a number that cannot exist is an error that says why", () => {
  test.each([
    ["0000000000", "all of its digits are equal"],
    ["2222222222", "all of its digits are equal"],
    ["+1 555 555 5555", "all of its digits are equal"],
    ["012-555-0162", "no area code begins with 0"],
    ["112-555-0162", "no area code begins with 1"],
    ["303-055-0162", "no exchange begins with 0 or 1"],
    ["+1 303 555 016", "it has 9 digits after the country code"],
    ["303-555-01622", "it has 11 digits"],
    ["555-0162", "it has 7 digits"],
    ["+0 303 555 0162", "no country code begins with 0"],
    ["+44 1", "it has 3 digits"],
  ])("%s: %s", (phone, why) => {
    const { value, findings } = readCell("billing_phone", phone);
    expect([value, findings[0]?.code, findings[0]?.detail]).toEqual([undefined, "phone.form", `: ${why}`]);
  });

  test.each(["call me", "303-555-TECH", "303-555-0162 or 303-555-0163", "303-555-0162 x"])("%s", (phone) => {
    expect(readCell("install_phone", phone)).toMatchObject({ value: undefined, codes: ["phone.form"] });
  });
});

test("every number of the North American plan is taken", () => {
  const digit = (from: number) => fc.integer({ min: from, max: 9 });
  const number = fc.tuple(
    digit(2),
    digit(0),
    digit(0),
    digit(2),
    digit(0),
    digit(0),
    digit(0),
    digit(0),
    digit(0),
    digit(0),
  );
  fc.assert(
    fc.property(
      number.map((digits) => digits.join("")).filter((text) => new Set(text).size > 1),
      (text) => {
        expect(readCell("contact_phone", text)).toMatchObject({ value: text, codes: [] });
      },
    ),
  );
});
