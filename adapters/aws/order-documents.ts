// Reads one order's document back from the object that holds many: a range of bytes, parsed and checked.
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { invariant } from "../../contracts/errors.ts";
import { type OrderDocument, OrderDocumentSchema } from "../../contracts/order-document.ts";
import type { DocumentPointer } from "../../contracts/stages.ts";

export async function readOrderDocument(
  s3: S3Client,
  bucket: string,
  pointer: DocumentPointer,
): Promise<OrderDocument> {
  const last = pointer.from + pointer.bytes - 1;
  const range = `bytes=${String(pointer.from)}-${String(last)}`;
  const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: pointer.key, Range: range }));
  const text = await answer.Body?.transformToString();
  invariant(text !== undefined, "orderDocument.missing");
  const parsed = OrderDocumentSchema.safeParse(JSON.parse(text));
  invariant(parsed.success, "orderDocument.shape");
  return parsed.data;
}
