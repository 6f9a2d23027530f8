// S3 in memory, as far as the bulk file part uses it: put, get with range, multipart.
import { createHash } from "node:crypto";
import { type S3Client, S3ServiceException } from "@aws-sdk/client-s3";

interface Stored {
  readonly body: Buffer;
  readonly metadata: Record<string, string>;
}

export class MemoryS3 {
  readonly objects = new Map<string, Stored>();
  /** Called before every request; may throw. */
  onCall: ((name: string, key: string) => void) | undefined;
  readonly #parts = new Map<string, Map<number, Buffer>>();
  #uploads = 0;

  get client(): S3Client {
    return { send: (command: Command) => this.#send(command) } as unknown as S3Client;
  }

  put(bucket: string, key: string, body: string | Buffer, metadata: Record<string, string> = {}): void {
    this.objects.set(`${bucket}/${key}`, { body: Buffer.from(body), metadata });
  }

  text(bucket: string, key: string): string {
    const found = this.objects.get(`${bucket}/${key}`);
    if (found === undefined) throw new Error(`no object ${bucket}/${key}`);
    return found.body.toString("utf8");
  }

  keys(bucket: string, prefix = ""): string[] {
    return [...this.objects.keys()]
      .filter((key) => key.startsWith(`${bucket}/${prefix}`))
      .map((key) => key.slice(bucket.length + 1));
  }

  async #send(command: Command): Promise<unknown> {
    await Promise.resolve();
    const { Bucket, Key, Body, Metadata = {}, Range, UploadId = "", PartNumber = 0 } = command.input;
    const { CopySource = "", CopySourceIfMatch } = command.input;
    const name = command.constructor.name;
    this.onCall?.(name, Key);
    const path = `${Bucket}/${Key}`;
    switch (name) {
      case "PutObjectCommand":
        this.objects.set(path, { body: Buffer.from(Body ?? ""), metadata: Metadata });
        return {};
      case "CopyObjectCommand": {
        const from = this.objects.get(decodeURIComponent(CopySource));
        if (from === undefined || etagOf(from) !== CopySourceIfMatch) throw changed();
        this.objects.set(path, { body: from.body, metadata: from.metadata });
        return {};
      }
      case "GetObjectCommand":
        return answer(this.objects.get(path), Range);
      case "CreateMultipartUploadCommand":
        this.#uploads += 1;
        this.#parts.set(`u${String(this.#uploads)}`, new Map());
        return { UploadId: `u${String(this.#uploads)}` };
      case "UploadPartCommand":
        this.#parts.get(UploadId)?.set(PartNumber, Buffer.from(Body ?? ""));
        return { ETag: String(PartNumber) };
      case "CompleteMultipartUploadCommand": {
        const parts = [...(this.#parts.get(UploadId) ?? [])].sort(([a], [b]) => a - b);
        this.objects.set(path, { body: Buffer.concat(parts.map(([, part]) => part)), metadata: {} });
        return {};
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
  };
}

const etagOf = ({ body }: Stored): string => `"${createHash("md5").update(body).digest("hex")}"`;

function changed(): S3ServiceException {
  return new S3ServiceException({
    ...({ name: "PreconditionFailed", $fault: "client", message: "the source is another" } as const),
    $metadata: { httpStatusCode: 412 },
  });
}

function answer(found: Stored | undefined, range: string | undefined): unknown {
  if (found === undefined) throw Object.assign(new Error("NoSuchKey"), { name: "NoSuchKey" });
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
