// Links to one object of S3 that work without credentials for a while: to put exactly one file, or to get one object. The
// signer must be allowed to do what the link allows.
import { GetObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { ObjectLocation } from "./objects.ts";

export interface SignedPut {
  readonly url: string;
  /** To be sent exactly so; `content-length` comes from the client itself. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface PutTerms {
  readonly bytes: number;
  readonly contentType: string;
  /** Base64. */
  readonly sha256: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly seconds: number;
}

/** S3 refuses another size, type or checksum, and headers of its own that are not signed. */
export async function presignPut(s3: S3Client, location: ObjectLocation, terms: PutTerms): Promise<SignedPut> {
  const headers = {
    "content-type": terms.contentType,
    "x-amz-checksum-sha256": terms.sha256,
    ...Object.fromEntries(
      Object.entries(terms.metadata).map(([name, value]): [string, string] => [`x-amz-meta-${name}`, value]),
    ),
  };
  const command = new PutObjectCommand({
    Bucket: location.bucket,
    Key: location.key,
    ContentLength: terms.bytes,
    ContentType: terms.contentType,
    ChecksumSHA256: terms.sha256,
    Metadata: { ...terms.metadata },
  });
  // As headers, not in the query: S3 checks a checksum in a header only.
  const names = new Set([...Object.keys(headers), "content-length"]);
  const url = await getSignedUrl(s3, command, {
    expiresIn: terms.seconds,
    signableHeaders: new Set([...names, "host"]),
    unhoistableHeaders: names,
  });
  return { url, headers };
}

/** `name`: what the browser saves it as. */
export function presignGet(s3: S3Client, location: ObjectLocation, name: string, seconds: number): Promise<string> {
  const command = new GetObjectCommand({
    Bucket: location.bucket,
    Key: location.key,
    ResponseContentDisposition: `${name.endsWith(".html") ? "inline" : "attachment"}; filename="${name}"`,
  });
  return getSignedUrl(s3, command, { expiresIn: seconds });
}
