// The copy of a dropped file that its results are made from, whatever lies in the inbox by then. S3 copies while the file is
// read and planned.
import type { IntakeDeps } from "./bulk-deps.ts";
import type { DownloadedDrop } from "../../adapters/aws/download-drop.ts";
import { WORK_NAMES } from "./intake-summary.ts";
import { copyObject, type ObjectLocation } from "../../adapters/aws/objects.ts";
import { putFile } from "../../adapters/aws/part-upload.ts";

export class KeptOriginal implements AsyncDisposable {
  readonly #s3: IntakeDeps["s3"];
  readonly #local: DownloadedDrop;
  readonly #location: ObjectLocation;
  readonly #copied: Promise<boolean>;

  constructor({ s3, workBucket }: IntakeDeps, local: DownloadedDrop, workPrefix: string) {
    this.#s3 = s3;
    this.#local = local;
    this.#location = { bucket: workBucket, key: workPrefix + WORK_NAMES.original };
    const { etag, ...source } = local.source;
    this.#copied = etag === undefined ? Promise.resolve(false) : copyObject(s3, { ...source, etag }, this.#location);
    // Code that asks for the copy is told of its failure.
    this.#copied.catch(() => undefined);
  }

  /** The object may have been overwritten since it was read: then what was read is uploaded. */
  async finish(): Promise<void> {
    if (await this.#copied) return;
    await putFile(this.#s3, this.#location, this.#local.path, "application/octet-stream");
  }

  /** After a failure no request goes on behind the caller's back. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([this.#copied]);
  }
}
