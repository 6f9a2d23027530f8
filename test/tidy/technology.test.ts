// adapters/ is for technology: each of its files can name its vendor. What decides, reads files or carries orders has rooms of
// its own (docs/adr/0012-rooms.md).
import { expect, test } from "vitest";
import { SOURCE_FILES } from "./source-files.ts";

const ADAPTERS = SOURCE_FILES.filter(({ path }) => path.startsWith("adapters/"));
/** A package, a builtin of Node, or a global through which the runtime is reached. */
const TECHNOLOGY = /from "(?!\.)[^"]+"|\b(Date\.now|Math\.random|new Date\(\)|console\.|fetch\()/;
/** A file without one may still belong here if its opening comment names whose technology it speaks for. */
const VENDOR =
  /DynamoDB|S3|SQS|Step Functions|Lambda|CloudWatch|Secrets Manager|AT&T|Ordering API|partner|HTTP|JSON line|bound on how many at once/;

test("a file in adapters/ imports a technology, or says at its top whose it is", () => {
  const homeless = ADAPTERS.filter(({ text, lines }) => !TECHNOLOGY.test(text) && !VENDOR.test(opening(lines)));
  expect(homeless.map(({ path }) => path)).toEqual([]);
  expect(ADAPTERS.length).toBeGreaterThan(10);
});

test("reading/ knows no AWS", () => {
  const reading = SOURCE_FILES.filter(({ path }) => path.startsWith("reading/"));
  expect(reading.filter(({ text }) => /from "@aws-sdk/.test(text)).map(({ path }) => path)).toEqual([]);
  expect(reading.length).toBeGreaterThan(10);
});

function opening(lines: readonly string[]): string {
  const end = lines.findIndex((line) => !line.startsWith("//"));
  return lines.slice(0, end).join(" ");
}
