// Lines that begin alike: what is taken from the line before is what the line itself says.
import fc from "fast-check";
import { expect, test } from "vitest";
import { LineSplitter } from "../../../reading/csv/split-line.ts";

const text = fc.string({ unit: fc.constantFrom("a", "b", '"', ",", " "), maxLength: 3 });
const written = fc.oneof(
  text,
  text.map((cell) => `"${cell.replaceAll('"', '""')}"`),
);
/** Cells from a short list: most lines repeat the begin of another. */
const lines = fc.array(written, { minLength: 1, maxLength: 4 }).chain((cells) =>
  fc.array(
    fc.array(fc.constantFrom(...cells), { minLength: 1, maxLength: 5 }).map((chosen) => chosen.join(",")),
    { maxLength: 12 },
  ),
);

test("a line is split the same way whatever came before it", () => {
  fc.assert(
    fc.property(lines, (given) => {
      const splitter = new LineSplitter(",");
      for (const line of given) expect(splitter.split(line)).toEqual(new LineSplitter(",").split(line));
    }),
    { numRuns: 2000 },
  );
});

test("cells that are changed by who got them are not the next line's", () => {
  const splitter = new LineSplitter(",");
  splitter.split("x,y,1");
  splitter.split("x,y,2")?.fill("cut");
  expect(splitter.split("x,y,3")).toEqual(["x", "y", "3"]);
});
