// Our colors get through the edge of the terminal, and nobody else's; tables are measured as they are shown.
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { paint, plainText, shownLine } from "../../cli/paint.ts";
import { clipped, table } from "../../cli/table.ts";

/** A stream that says of itself whether it shows colors, as node's terminals do. */
function stream(isTTY: boolean): NodeJS.WriteStream {
  return Object.assign(new PassThrough(), { isTTY, getColorDepth: () => 4 }) as unknown as NodeJS.WriteStream;
}
const TERMINAL = stream(true);
const PIPE = stream(false);

describe("a line at the edge", () => {
  it("has our colors on a terminal and none on a pipe", () => {
    const line = `a ${paint("red", `failed ${paint("bold", "7")}`)} b`;
    expect(shownLine(line, TERMINAL)).toBe("a \u001B[31mfailed \u001B[1m7\u001B[22m\u001B[39m b");
    expect(shownLine(line, PIPE)).toBe("a failed 7 b");
    expect(plainText(line)).toBe("a failed 7 b");
  });

  it("has no color of a text from outside, also within ours, and no mark that looks like ours", () => {
    const line = paint("green", "ok \u001B[31mEVIL\u001B[0m");
    expect(shownLine(line, PIPE)).toBe(String.raw`ok \x1b[31mEVIL\x1b[0m`);
    expect(shownLine("\u001B]0011223344556677;red\u0007x", TERMINAL)).toBe(String.raw`\x1b]0011223344556677;red\x07x`);
  });

  it("stays one line whatever a text holds", () => {
    expect(shownLine("order PO-1\nFAKE: all rows went through\r", TERMINAL)).not.toMatch(/[\r\n]/);
  });
});

describe("a table", () => {
  it("stands in columns whatever the cells hold", () => {
    const lines = table(
      [
        ["株式", "3", paint("red", "failed")],
        ["PO\u001B[2J", "12", "handed off"],
      ],
      { head: ["order_ref", "sites", "outcome"], right: [1], paint },
    ).map(plainText);
    expect(lines).toEqual([
      "  order_ref  sites  outcome",
      "  株式           3  failed",
      "  PO\\x1b[2J     12  handed off",
    ]);
  });
});

describe("clipped", () => {
  it("cuts by what is shown, never within a character", () => {
    expect(clipped("short", 10)).toBe("short");
    expect(clipped("株式会社テスト", 7)).toBe("株式会…");
    expect(clipped("ab\u001B[31mcd", 8)).toBe(String.raw`ab\x1b[…`);
  });

  it("keeps a color whole, and ends it where the text is cut", () => {
    const cut = clipped(`contract 4/6  ${paint("yellow", "2 await the signature")} and more`, 20);
    expect(shownLine(cut, PIPE)).toBe("contract 4/6  2 awa…");
    expect(shownLine(cut, TERMINAL)).toBe("contract 4/6  \u001B[33m2 awa…\u001B[39m");
  });
});
