// Every version of the objects under a prefix, page by page, from behind the one that a caller has seen last.
import { ListObjectVersionsCommand, type S3Client } from "@aws-sdk/client-s3";

export interface ObjectVersion {
  readonly key: string;
  /** Undefined: the bucket keeps no versions. */
  readonly versionId: string | undefined;
  readonly sizeBytes: number;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
}

/** Where a page ended; the next begins behind it. */
export interface VersionMarker {
  readonly key: string;
  readonly versionId?: string | undefined;
}

export interface VersionPage {
  readonly versions: readonly ObjectVersion[];
  /** Undefined: this was the last. */
  readonly next: VersionMarker | undefined;
}

/** Delete markers are no versions of anything. Up to 1,000 a page. */
export async function versionsPage(
  s3: S3Client,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
  after: VersionMarker | undefined,
): Promise<VersionPage> {
  const answer = await s3.send(
    new ListObjectVersionsCommand({
      Bucket: bucket,
      Prefix: prefix,
      ...(after !== undefined && { KeyMarker: after.key, VersionIdMarker: after.versionId }),
    }),
  );
  const versions = (answer.Versions ?? []).flatMap(({ Key, VersionId, Size = 0, LastModified }) =>
    Key === undefined
      ? []
      : [{ key: Key, versionId: namedVersion(VersionId), sizeBytes: Size, modifiedAt: LastModified?.getTime() ?? 0 }],
  );
  const { NextKeyMarker: key, NextVersionIdMarker: versionId } = answer;
  return { versions, next: answer.IsTruncated === true && key !== undefined ? { key, versionId } : undefined };
}

/** A bucket without versions calls its only one "null". */
const namedVersion = (versionId: string | undefined): string | undefined =>
  versionId === "null" ? undefined : versionId;
