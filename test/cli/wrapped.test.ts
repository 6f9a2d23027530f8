// Long lines fit the terminal that they are for, keep their colors, and a command stays one line.
import { expect, test } from "vitest";
import { paint, plainText } from "../../cli/paint.ts";
import { PROGRAM } from "../../cli/usage-error.ts";
import { wrapped } from "../../cli/wrapped.ts";

const sentence = "Prices come with the quote: AT&T prices nothing without making one, so that none can be told here.";

test("a line is broken between words, and what follows stands below its text", () => {
  const lines = wrapped([`    ${sentence}`], 40);
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.every((line) => line.length <= 40)).toBe(true);
  expect(lines.slice(1).every((line) => line.startsWith("      ") && line.charAt(6) !== " ")).toBe(true);
  expect(lines.map((line) => line.trim()).join(" ")).toBe(sentence);
});

test("a color ends with each line and begins again in the next", () => {
  const lines = wrapped([paint("red", sentence)], 40);
  for (const line of lines) expect(line.trim()).toBe(paint("red", plainText(line).trim()));
});

test("a command is not broken, nor anything on a pipe, nor a word that is too long", () => {
  const command = `  ${PROGRAM} run ${"a".repeat(100)}.csv --plan 0123456789abcdef`;
  expect(wrapped([command], 80)).toEqual([command]);
  expect(wrapped([`${command}   (to send it again)`], 80)).toEqual([command, "    (to send it again)"]);
  const inSentence = `apex-bulk: no embedded cloud runs under out. Start one with: ${PROGRAM} run FILE --keep; or name a stack`;
  expect(wrapped([inSentence], 80)).toEqual([
    "apex-bulk: no embedded cloud runs under out. Start one with:",
    `  ${PROGRAM} run FILE --keep; or name a stack`,
  ]);
  expect(wrapped([sentence], undefined)).toEqual([sentence]);
  const word = "a".repeat(100);
  expect(wrapped([word], 80)).toEqual([word]);
});
