// Sends bytes on a local disk to S3 in parts, also while they are still being written: what is there leaves while the rest is
// made. Memory is a few parts, whatever the size; the object is there when all of it is, or not at all.
import { open } from "node:fs/promises";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompletedPart,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import type { ObjectLocation } from "./objects.ts";

/** The smallest that S3 takes (docs/aws-limits.md): memory stays small, and 10,000 of them are more than any file of ours. */
const PART_BYTES = 5 * 1024 * 1024;
const PARTS_AT_ONCE = 2;

export interface PartSource {
  /** Bytes on the disk so far; none of them changes any more. */
  readonly size: number;
  /** Fills the buffer with the bytes from there on. */
  read(buffer: Uint8Array, from: number): Promise<unknown>;
}

export class PartUpload implements AsyncDisposable {
  readonly #s3: S3Client;
  readonly #target: { readonly Bucket: string; readonly Key: string };
  readonly #contentType: string;
  readonly #source: PartSource;
  readonly #parts: Promise<CompletedPart>[] = [];
  readonly #spare: Buffer[] = [];
  #uploadId: Promise<string | undefined> | undefined;
  #sent = 0;
  #underWay = 0;
  #state: "growing" | "last" | "failed" | "done" = "growing";

  constructor(s3: S3Client, { bucket, key }: ObjectLocation, contentType: string, source: PartSource) {
    this.#s3 = s3;
    this.#target = { Bucket: bucket, Key: key };
    this.#contentType = contentType;
    this.#source = source;
  }

  /** The source has grown: sends what makes a whole part. */
  advance(): void {
    const enough = this.#state === "last" ? 1 : PART_BYTES;
    while (this.#mayBegin() && this.#source.size - this.#sent >= enough) this.#begin();
  }

  /** The source is complete. */
  async finish(): Promise<void> {
    const { size } = this.#source;
    if (this.#sent === 0 && size <= PART_BYTES) {
      await this.#putWhole(size);
      return;
    }
    // A part that has failed meanwhile is told below, and nothing more is begun.
    if (this.#state === "growing") this.#state = "last";
    this.advance();
    const Parts: CompletedPart[] = [];
    // Each part that ends begins the next.
    for (let at = 0; at < this.#parts.length; at += 1) Parts.push((await this.#parts[at]) ?? {});
    const UploadId = await this.#uploadId;
    await this.#s3.send(new CompleteMultipartUploadCommand({ ...this.#target, UploadId, MultipartUpload: { Parts } }));
    this.#state = "done";
  }

  /** Leaves nothing behind of an upload that was not finished, and no request goes on behind the caller's back. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#uploadId === undefined || this.#state === "done") return;
    this.#state = "failed";
    await Promise.allSettled(this.#parts);
    const [begun] = await Promise.allSettled([this.#uploadId]);
    if (begun.status === "rejected") return;
    // What cannot be taken back the bucket's lifecycle rule removes; the failure itself is already on its way.
    await Promise.allSettled([
      this.#s3.send(new AbortMultipartUploadCommand({ ...this.#target, UploadId: begun.value })),
    ]);
  }

  #mayBegin(): boolean {
    return this.#underWay < PARTS_AT_ONCE && (this.#state === "growing" || this.#state === "last");
  }

  #begin(): void {
    const from = this.#sent;
    this.#sent = Math.min(this.#source.size, from + PART_BYTES);
    this.#underWay += 1;
    const part = this.#send(this.#parts.length + 1, from, this.#sent - from);
    const ended = (): void => {
      this.#underWay -= 1;
      this.advance();
    };
    // The failure itself is told by finish(); first of all it ends the beginning of parts.
    void part.then(ended, () => (this.#state = "failed"));
    this.#parts.push(part);
  }

  async #send(PartNumber: number, from: number, bytes: number): Promise<CompletedPart> {
    this.#uploadId ??= this.#create();
    const UploadId = await this.#uploadId;
    const buffer = this.#spare.pop() ?? Buffer.allocUnsafe(PART_BYTES);
    const Body = buffer.subarray(0, bytes);
    await this.#source.read(Body, from);
    const { ETag } = await this.#s3.send(new UploadPartCommand({ ...this.#target, UploadId, PartNumber, Body }));
    this.#spare.push(buffer);
    return { ETag, PartNumber };
  }

  async #create(): Promise<string | undefined> {
    const ContentType = this.#contentType;
    const { UploadId } = await this.#s3.send(new CreateMultipartUploadCommand({ ...this.#target, ContentType }));
    return UploadId;
  }

  async #putWhole(bytes: number): Promise<void> {
    const Body = Buffer.allocUnsafe(bytes);
    if (bytes > 0) await this.#source.read(Body, 0);
    await this.#s3.send(new PutObjectCommand({ ...this.#target, Body, ContentType: this.#contentType }));
  }
}

/** Uploads a local file that is complete. */
export async function putFile(
  s3: S3Client,
  location: ObjectLocation,
  path: string,
  contentType: string,
): Promise<void> {
  await using file = await open(path, "r");
  const { size } = await file.stat();
  const read = (buffer: Uint8Array, from: number) => file.read(buffer, 0, buffer.length, from);
  await using upload = new PartUpload(s3, location, contentType, { size, read });
  await upload.finish();
}
