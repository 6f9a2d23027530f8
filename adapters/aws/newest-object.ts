// The object under a prefix that was written last; for prefixes that hold few.
import { paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";

export interface NewestObject {
  readonly key: string;
  /** ISO instant; S3 keeps whole seconds. */
  readonly modifiedAt: string;
}

export async function newestObject(
  s3: S3Client,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
): Promise<NewestObject | undefined> {
  let newest: NewestObject | undefined;
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key: key, LastModified } of page.Contents ?? []) {
      // A folder that a console has made.
      if (key === undefined || key.endsWith("/")) continue;
      const modifiedAt = (LastModified ?? new Date(0)).toISOString();
      if (newest === undefined || modifiedAt >= newest.modifiedAt) newest = { key, modifiedAt };
    }
  }
  return newest;
}
