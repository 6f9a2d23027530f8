// What an upload that a distributor announces may be: its key in the distributor's own inbox, its batch, and the headers that
// bind the upload link to exactly this file. The batch id is known before the drop, since it follows from the content.
import {
  CONTENT_TYPES,
  type FrontDoorError,
  sha256Base64,
  sha256Hex,
  type UploadRequest,
} from "../../contracts/front-door.ts";
import { fileIdOf } from "../../contracts/ids.ts";
import { isNoDrop } from "../dropped-objects.ts";

export interface UploadTerms {
  readonly batchId: string;
  /** Object key under `inbox/{distributor}/`. */
  readonly key: string;
  readonly bytes: number;
  readonly contentType: string;
  /** Base64, as S3 wants it. */
  readonly sha256: string;
  /** S3 user metadata; intake reads the policy from it. */
  readonly metadata: Readonly<Record<string, string>>;
}

export type UploadDecision =
  | { readonly kind: "terms"; readonly terms: UploadTerms }
  | { readonly kind: "refused"; readonly error: FrontDoorError };

export function uploadTerms(distributor: string, request: UploadRequest): UploadDecision {
  const { file, bytes, policy } = request;
  const batchId = fileIdOf(distributor, sha256Hex(request.sha256));
  // A folder for each batch: two files of one name never overwrite each other.
  const key = `inbox/${distributor}/${batchId}/${file}`;
  if (isNoDrop({ key, sizeBytes: bytes })) {
    return refused(
      "file",
      `${file} is the name of a program's own file: it would not be read.`,
      "Give it another name.",
    );
  }
  const contentType = request.contentType ?? typeByName(file);
  if (contentType === undefined) {
    return refused(
      "contentType",
      `The name ${file} does not tell what the file is.`,
      `Add contentType: ${[...new Set(Object.values(CONTENT_TYPES))].join(", ")}.`,
    );
  }
  const metadata = policy === undefined ? {} : { policy };
  const sha256 = sha256Base64(request.sha256);
  return { kind: "terms", terms: { batchId, key, bytes, contentType, sha256, metadata } };
}

function typeByName(file: string): string | undefined {
  const end = file.slice(file.lastIndexOf(".") + 1).toLowerCase();
  return Object.entries(CONTENT_TYPES).find(([extension]) => extension === end)?.[1];
}

function refused(field: string, message: string, fix: string): UploadDecision {
  return { kind: "refused", error: { code: "malformed", message, fix, field } };
}
