// Order documents, with the last few kept: the chunks of one order come one after another and read the same document, which
// never changes.
import type { S3Client } from "@aws-sdk/client-s3";
import type { OrderDocument } from "../../contracts/order-document.ts";
import type { DocumentPointer } from "../../contracts/stages.ts";
import { readOrderDocument } from "../../adapters/aws/order-documents.ts";

/** A document of 10,000 sites is some 15 MB; a function has a few hundred. */
const KEPT_BYTES_MAX = 32 * 1024 * 1024;

export function documentReader(s3: S3Client, bucket: string): (pointer: DocumentPointer) => Promise<OrderDocument> {
  const kept = new Map<string, { readonly document: Promise<OrderDocument>; readonly bytes: number }>();
  return async (pointer) => {
    const name = `${pointer.key}#${String(pointer.from)}`;
    const known = kept.get(name);
    if (known !== undefined) return known.document;
    const document = readOrderDocument(s3, bucket, pointer);
    kept.set(name, { document, bytes: pointer.bytes });
    let bytes = [...kept.values()].reduce((sum, entry) => sum + entry.bytes, 0);
    for (const [oldest, entry] of kept) {
      if (bytes <= KEPT_BYTES_MAX || oldest === name) break;
      kept.delete(oldest);
      bytes -= entry.bytes;
    }
    try {
      return await document;
    } catch (error) {
      kept.delete(name);
      throw error;
    }
  };
}
