// Every file under test/fixtures/files/ comes to the receipt that lies beside it, and to what was said of it by hand; all of its
// rows come back, and failed.csv as it is sends none of them; and no code of a file is without a test.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { ReceiptSchema } from "../../contracts/receipt.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import { ISSUES } from "../../contracts/issues/issues.ts";
import { BulkWorld } from "../pipeline/intake/bulk-world.ts";
import { CORPUS } from "./corpus.ts";
import type { CorpusFile } from "./corpus-file.ts";
import { recordsOf } from "./csv/csv-reference.ts";
import { CORPUS_FOLDER, RECEIPT, corpusReceipt } from "./corpus-receipt.ts";
import { csvOf, validRows } from "../pipeline/intake/example-file.ts";
import { codesOf } from "../pipeline/intake/validated.ts";

const read = (name: string): Buffer => readFileSync(new URL(encodeURIComponent(name), CORPUS_FOLDER));

describe("the corpus", () => {
  test("has a receipt beside each file, and at least sixty files", () => {
    const names = CORPUS.flatMap(({ name }) => [name, name + RECEIPT]);
    expect(readdirSync(CORPUS_FOLDER).sort()).toEqual(names.sort());
    expect(CORPUS.length).toBeGreaterThanOrEqual(60);
  });

  test.each(CORPUS)("$name", async (file) => {
    const { receipt, world, fileId } = await corpusReceipt(file, read(file.name));
    expect(receipt).toEqual(ReceiptSchema.parse(JSON.parse(read(file.name + RECEIPT).toString("utf8"))));
    expect(Object.keys(receipt.issuesByCode).sort()).toEqual([...file.codes].sort());
    const { total, waiting, failed } = receipt.rows;
    expect([total, waiting, failed]).toEqual([file.rows[0], file.rows[1], file.rows[0] - file.rows[1]]);
    const { read: cells, accepted, rejected, carriedThrough } = receipt.cells;
    expect(cells).toBe(accepted + rejected + carriedThrough);
    await nothingIsLost(file, { world, fileId, receipt });
  });
});

/** The results have all rows, and failed.csv as it is sends nothing. */
async function nothingIsLost({ policy, distributor }: CorpusFile, answer: Awaited<ReturnType<typeof corpusReceipt>>) {
  const { world, fileId, receipt } = answer;
  await world.runPipeline();
  expect(recordsOf(world.results(fileId, "results.csv"))).toHaveLength(1 + receipt.rows.total);
  const failed = world.results(fileId, "failed.csv");
  expect(recordsOf(failed)).toHaveLength(1 + receipt.rows.failed);
  await world.drop("failed.csv", failed, { ...(policy && { policy }), ...(distributor && { distributor }) });
  expect(world.sent).toEqual([]);
}

/** What needs an earlier file, a size, or is told of rows and not of files. */
const BY_HAND: Record<string, () => Promise<readonly string[]>> = {
  "file.tooLarge": () => codesOf([Buffer.from("order_ref\n"), new Uint8Array(FILE_LIMITS.fileBytesMax)]),
  "file.tooManyRows": () => codesOf([csvOf(validRows(1)), "\n".repeat(FILE_LIMITS.rowsMax + 1), csvOf(validRows(1))]),
  "json.tooLarge": () => codesOf(['[{"orderRef":"', ...Array.from({ length: 68 }, () => "x".repeat(1_000_000))]),
  "order.tooManySites": async () => {
    const [row = {}] = validRows(1);
    const text = csvOf(
      Array.from({ length: FILE_LIMITS.sitesPerOrderMax + 1 }, (_, at) => ({ ...row, site_ref: String(at) })),
    );
    return codesOf([text]);
  },
  "file.workbook": () => codesOf([Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(600)])]),
  "file.allHeldBack": () => codesOfRows(csvOf(validRows(2)).replace("site_zip", "x")),
  "file.policyStop": () =>
    codesOfRows(csvOf(validRows(2, 1).map((row, at) => (at === 0 ? { ...row, floor: "" } : row))), "file"),
  "order.siblingHeldBack": () =>
    codesOfRows(csvOf(validRows(2).map((row, at) => (at === 0 ? { ...row, floor: "" } : row)))),
  "site.inFlight": () => codesOfSecond("sent"),
  "site.alreadyOrdered": () => codesOfSecond("ordered"),
  "order.busy": () => codesOfSecond("claimed"),
  "order.recordUnreadable": () => codesOfSecond("damaged"),
};

/** A drop that is gone has no file (test/pipeline/intake/dropped-files.test.ts); workbooks: test/reading/xlsx/workbook.test.ts. */
const ELSEWHERE = [
  "file.gone",
  "file.noSheets",
  "file.sheetsNotRead",
  "file.workbookDamaged",
  "file.workbookEncrypted",
  "file.sheetUnknown",
];

async function codesOfRows(text: string, policy?: string): Promise<string[]> {
  const world = new BulkWorld();
  const { fileId } = await world.drop("a.csv", text, policy === undefined ? {} : { policy });
  return world.rows(fileId).map((row) => row["_code"] ?? "");
}

/** A file that changes a site which an earlier file has sent, ordered, or is about to send, or of which nobody can say. */
async function codesOfSecond(state: "sent" | "ordered" | "claimed" | "damaged"): Promise<string[]> {
  const world = new BulkWorld();
  await world.drop("a.csv", csvOf(validRows(1)));
  if (state === "ordered") await world.runPipeline();
  if (state === "claimed" || state === "damaged") {
    const [claim] = [...world.table.items.values()].filter(({ sk }) => String(sk).startsWith("ORDERREF#"));
    await world.table.update({ pk: String(claim?.["pk"]), sk: String(claim?.["sk"]) }, { set: { state } });
  }
  const { fileId } = await world.drop("b.csv", csvOf(validRows(1).map((row) => ({ ...row, floor: "77" }))));
  return world.rows(fileId).map((row) => row["_code"] ?? "");
}

describe("every code of a file", () => {
  test.each(Object.entries(BY_HAND))("%s is met", async (code, codes) => {
    expect(await codes()).toContain(code);
  });

  test("is in the corpus or in the list above", () => {
    const tested = new Set([...CORPUS.flatMap(({ codes }) => codes), ...Object.keys(BY_HAND), ...ELSEWHERE]);
    expect(Object.keys(ISSUES).filter((code) => !tested.has(code))).toEqual([]);
  });
});
