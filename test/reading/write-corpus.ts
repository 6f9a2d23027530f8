// `node test/reading/write-corpus.ts`: writes the files of the corpus and the receipt beside each. What changes is to be read
// in the diff: the receipts are what the tests expect.
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { CORPUS } from "./corpus.ts";
import { CORPUS_FOLDER, RECEIPT, corpusReceipt } from "./corpus-receipt.ts";

for (const name of readdirSync(CORPUS_FOLDER)) rmSync(new URL(encodeURIComponent(name), CORPUS_FOLDER));
for (const file of CORPUS) {
  const bytes = Buffer.from(file.make());
  const { receipt } = await corpusReceipt(file, bytes);
  writeFileSync(new URL(encodeURIComponent(file.name), CORPUS_FOLDER), bytes);
  const path = new URL(encodeURIComponent(file.name + RECEIPT), CORPUS_FOLDER);
  writeFileSync(path, `${JSON.stringify(receipt, null, 2)}\n`);
}
