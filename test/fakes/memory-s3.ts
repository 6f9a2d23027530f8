// S3 in memory, as far as the bulk file part uses it: put, get with range, multipart, and the versions of a key. Whether the caller
// may list decides what it learns of a key that is missing.
import { createHash } from "node:crypto";
import { type S3Client, S3ServiceException } from "@aws-sdk/client-s3";

interface Stored {
  readonly body: Buffer;
  readonly metadata: Record<string, string>;
  readonly versionId: string;
}

export class MemoryS3 {
  readonly objects = new Map<string, Stored>();
  /** Of every version, in listings; epoch milliseconds. */
  modifiedAt = 0;
  /** Called before every request; may throw. */
  onCall: ((name: string, key: string) => void) | undefined;
  /** What the caller's policy allows: neither a key nor its absence is told. */
  mayList: (prefix: string) => boolean = () => true;
  /** Keys that a policy denies, there or not. */
  readonly denied = new Set<string>();
  readonly #versions = new Map<string, Stored>();
  readonly #parts = new Map<string, Map<number, Buffer>>();
  #uploads = 0;

  get client(): S3Client {
    return { send: (command: Command) => this.#send(command) } as unknown as S3Client;
  }

  /** Answers the version. */
  put(bucket: string, key: string, body: string | Buffer, metadata: Record<string, string> = {}): string {
    return this.#set(`${bucket}/${key}`, Buffer.from(body), metadata);
  }

  /** Leaves a delete marker: the versions stay. */
  remove(bucket: string, key: string): void {
    this.objects.delete(`${bucket}/${key}`);
  }

  #set(path: string, body: Buffer, metadata: Record<string, string>): string {
    const stored = { body, metadata, versionId: `v${String(this.#versions.size + 1)}` };
    this.objects.set(path, stored);
    this.#versions.set(`${path} ${stored.versionId}`, stored);
    return stored.versionId;
  }

  #read(path: string, versionId: string | undefined): Stored {
    const key = path.slice(path.indexOf("/") + 1);
    if (this.denied.has(key)) throw forbidden();
    const found = versionId === undefined ? this.objects.get(path) : this.#versions.get(`${path} ${versionId}`);
    if (found !== undefined) return found;
    // On AWS a condition on the prefix never holds for a GetObject, so that a role that may list its prefix only is told 403, too.
    throw forbidden();
  }

  #list(bucket: string, prefix: string): unknown {
    if (!this.mayList(prefix)) throw forbidden();
    return {
      Contents: this.keys(bucket, prefix)
        .toSorted()
        .slice(0, 1)
        .map((Key) => ({ Key })),
    };
  }

  /** Of a key the newest version first; two in a page. */
  #listVersions(bucket: string, prefix: string, keyMarker?: string, versionMarker?: string): unknown {
    const all = [...this.#versions]
      .filter(([path]) => path.startsWith(`${bucket}/${prefix}`))
      .map(([path, { versionId, body }]) => {
        const Key = path.slice(bucket.length + 1, -versionId.length - 1);
        return { Key, VersionId: versionId, Size: body.length, LastModified: new Date(this.modifiedAt) };
      })
      .toReversed()
      .toSorted((a, b) => (a.Key < b.Key ? -1 : a.Key > b.Key ? 1 : 0));
    const start = all.findIndex(({ Key, VersionId }) => Key === keyMarker && VersionId === versionMarker) + 1;
    const Versions = all.slice(start, start + 2);
    const last = Versions.at(-1);
    const IsTruncated = start + Versions.length < all.length;
    return { Versions, IsTruncated, NextKeyMarker: last?.Key, NextVersionIdMarker: last?.VersionId };
  }

  bytes(bucket: string, key: string): Buffer {
    const found = this.objects.get(`${bucket}/${key}`);
    if (found === undefined) throw new Error(`no object ${bucket}/${key}`);
    return found.body;
  }

  text(bucket: string, key: string): string {
    return this.bytes(bucket, key).toString("utf8");
  }

  keys(bucket: string, prefix = ""): string[] {
    return [...this.objects.keys()]
      .filter((key) => key.startsWith(`${bucket}/${prefix}`))
      .map((key) => key.slice(bucket.length + 1));
  }

  async #send(command: Command): Promise<unknown> {
    await Promise.resolve();
    const { Bucket, Key, Body, Metadata = {}, Range, UploadId = "", PartNumber = 0 } = command.input;
    const { CopySource = "", CopySourceIfMatch, VersionId, Prefix = "", KeyMarker, VersionIdMarker } = command.input;
    const name = command.constructor.name;
    this.onCall?.(name, Key);
    const path = `${Bucket}/${Key}`;
    switch (name) {
      case "PutObjectCommand":
        return { VersionId: this.#set(path, Buffer.from(Body ?? ""), Metadata) };
      case "CopyObjectCommand": {
        const [source = "", version] = CopySource.split("?versionId=");
        const from = this.#read(decodeURIComponent(source), version);
        if (etagOf(from) !== CopySourceIfMatch) throw changed();
        return { VersionId: this.#set(path, from.body, from.metadata) };
      }
      case "GetObjectCommand":
        return answer(this.#read(path, VersionId), Range);
      case "HeadObjectCommand":
        return { ETag: etagOf(this.#read(path, undefined)) };
      case "ListObjectVersionsCommand":
        return this.#listVersions(Bucket, Prefix, KeyMarker, VersionIdMarker);
      case "ListObjectsV2Command":
        return this.#list(Bucket, Prefix);
      case "CreateMultipartUploadCommand":
        this.#uploads += 1;
        this.#parts.set(`u${String(this.#uploads)}`, new Map());
        return { UploadId: `u${String(this.#uploads)}` };
      case "UploadPartCommand":
        this.#parts.get(UploadId)?.set(PartNumber, Buffer.from(Body ?? ""));
        return { ETag: String(PartNumber) };
      case "CompleteMultipartUploadCommand": {
        const parts = [...(this.#parts.get(UploadId) ?? [])].sort(([a], [b]) => a - b);
        return { VersionId: this.#set(path, Buffer.concat(parts.map(([, part]) => part)), {}) };
      }
      default:
        throw new Error(`MemoryS3 does not know ${name}`);
    }
  }
}

interface Command {
  readonly input: {
    readonly Bucket: string;
    readonly Key: string;
    readonly Body?: Uint8Array;
    readonly Metadata?: Record<string, string>;
    readonly Range?: string;
    readonly UploadId?: string;
    readonly PartNumber?: number;
    readonly CopySource?: string;
    readonly CopySourceIfMatch?: string;
    readonly VersionId?: string;
    readonly Prefix?: string;
    readonly KeyMarker?: string;
    readonly VersionIdMarker?: string;
  };
}

const etagOf = ({ body }: Stored): string => `"${createHash("md5").update(body).digest("hex")}"`;

function changed(): S3ServiceException {
  return new S3ServiceException({
    ...({ name: "PreconditionFailed", $fault: "client", message: "the source is another" } as const),
    $metadata: { httpStatusCode: 412 },
  });
}

function forbidden(): S3ServiceException {
  return new S3ServiceException({
    ...({ name: "AccessDenied", $fault: "client", message: "Access Denied" } as const),
    $metadata: { httpStatusCode: 403 },
  });
}

function answer(found: Stored, range: string | undefined): unknown {
  const [, from, to] = /bytes=(\d+)-(\d+)/.exec(range ?? "") ?? [];
  const body = from === undefined ? found.body : found.body.subarray(Number(from), Number(to) + 1);
  const web = (): ReadableStream<Uint8Array> =>
    new ReadableStream({
      start(controller) {
        if (body.length > 0) controller.enqueue(new Uint8Array(body));
        controller.close();
      },
    });
  const transformToString = () => Promise.resolve(body.toString("utf8"));
  return { Body: { transformToWebStream: web, transformToString }, ETag: etagOf(found), Metadata: found.metadata };
}
