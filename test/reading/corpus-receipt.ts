// The receipt that the intake gives for a file of the corpus: in a world of its own, at a fixed time.
import type { Receipt } from "../../contracts/receipt.ts";
import { BulkWorld } from "../pipeline/intake/bulk-world.ts";
import type { CorpusFile } from "./corpus-file.ts";

export const CORPUS_FOLDER = new URL("../fixtures/files/", import.meta.url);
export const RECEIPT = ".receipt.json";

export async function corpusReceipt(
  { name, policy, distributor }: CorpusFile,
  bytes: Buffer,
): Promise<{ receipt: Receipt; world: BulkWorld; fileId: string }> {
  const world = new BulkWorld();
  const options = { ...(policy !== undefined && { policy }), ...(distributor !== undefined && { distributor }) };
  const { fileId } = await world.drop(name, bytes, options);
  return { receipt: world.receipt(fileId), world, fileId };
}
