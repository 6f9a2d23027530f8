// Answers an announced upload with a link that takes this one file into the distributor's own inbox, and with its batch id.
import {
  type FrontDoorError,
  UPLOAD_LINK_SECONDS,
  type UploadOffer,
  type UploadRequest,
} from "../../contracts/front-door.ts";
import { presignPut } from "../../adapters/aws/presigned-links.ts";
import { uploadTerms } from "../../domain/front-door/upload-terms.ts";
import type { LinkDeps } from "./result-links.ts";

export type Offered =
  | { readonly kind: "offer"; readonly offer: UploadOffer }
  | { readonly kind: "refused"; readonly error: FrontDoorError };

export async function offerUpload(deps: LinkDeps, distributor: string, request: UploadRequest): Promise<Offered> {
  const decided = uploadTerms(distributor, request);
  if (decided.kind === "refused") return decided;
  const { batchId, key, ...terms } = decided.terms;
  const expiresAt = new Date(deps.clock.now().getTime() + UPLOAD_LINK_SECONDS * 1000).toISOString();
  const put = await presignPut(deps.s3, { bucket: deps.filesBucket, key }, { ...terms, seconds: UPLOAD_LINK_SECONDS });
  const upload = { method: "PUT" as const, url: put.url, headers: { ...put.headers }, expiresAt };
  return { kind: "offer", offer: { batchId, upload, batch: `/files/${batchId}` } };
}
