// S3 of the simulation: versions of bytes in memory, behind the wire. It tells the queue of each drop with its version, as a
// versioned bucket does, and keeps every version when a key is overwritten or deleted.
import { hash } from "node:crypto";
import { type S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { EventWriter } from "../../local/s3/notifications.ts";
import { actionOf, type Command } from "./aws-clients.ts";
import type { VirtualTime } from "./virtual-time.ts";
import type { Wire } from "./wire.ts";

export interface StoredObject {
  readonly body: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
  readonly versionId: string;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
}

export class SimulatedS3 {
  /** The current objects, by bucket and key. */
  readonly objects = new Map<string, StoredObject>();
  readonly client: S3Client;
  readonly #versions = new Map<string, StoredObject>();
  readonly #events: EventWriter;
  readonly #time: VirtualTime;
  readonly #onDrop: (event: string, key: string) => void;

  constructor(wire: Wire, time: VirtualTime, onDrop: (event: string, key: string) => void) {
    this.#events = new EventWriter(time);
    this.#time = time;
    this.#onDrop = onDrop;
    const send = (command: Command): Promise<unknown> => {
      const { Bucket, Key, Prefix } = command.input as { Bucket: string; Key?: string; Prefix?: string };
      const action = actionOf(command);
      const place = `${Bucket}/${Key ?? Prefix ?? ""}`;
      const effect = (): unknown => this.#answer(action, command.input);
      // The documents of a file's orders: without them no stage can work.
      const needs = action === "GetObject" && Bucket === "work" ? { needs: place } : {};
      return wire.call({ name: `${action} ${place}`, effect, ...needs });
    };
    this.client = { send } as unknown as S3Client;
  }

  /** Answers the version. */
  put(path: string, body: Buffer, metadata: Readonly<Record<string, string>> = {}): string {
    const versionId = `v${String(this.#versions.size + 1)}`;
    const stored = { body, metadata, versionId, modifiedAt: this.#time.now() };
    this.objects.set(path, stored);
    this.#versions.set(`${path} ${versionId}`, stored);
    const [bucket = "", ...rest] = path.split("/");
    const key = rest.join("/");
    if (!key.startsWith("inbox/")) return versionId;
    const object = { file: "", sizeBytes: body.length, etag: "e", modifiedAt: 0, headers: {} };
    const event = this.#events.event({ bucket, key, event: "ObjectCreated:Put", object, versionId, principal: "sim" });
    this.#onDrop(event, key);
    return versionId;
  }

  /** A delete marker: the versions stay. */
  remove(path: string): void {
    this.objects.delete(path);
  }

  version(path: string, versionId: string | undefined): StoredObject | undefined {
    return versionId === undefined ? this.objects.get(path) : this.#versions.get(`${path} ${versionId}`);
  }

  /** All in one page. */
  #list(bucket: string, prefix: string): unknown {
    const found = [...this.#versions].filter(([path]) => path.startsWith(bucket + prefix));
    return {
      IsTruncated: false,
      Versions: found.map(([path, { versionId, body, modifiedAt }]) => {
        const Key = path.slice(bucket.length, -versionId.length - 1);
        return { Key, VersionId: versionId, Size: body.length, LastModified: new Date(modifiedAt) };
      }),
    };
  }

  #answer(action: string, input: Record<string, unknown>): unknown {
    const path = `${String(input["Bucket"])}/${String(input["Key"])}`;
    switch (action) {
      case "PutObject": {
        const body = input["Body"];
        return { VersionId: this.put(path, Buffer.from(body instanceof Uint8Array ? body : String(body ?? ""))) };
      }
      case "CopyObject": {
        const [source = "", version] = String(input["CopySource"]).split("?versionId=");
        const found = this.version(decodeURIComponent(source), version);
        if (found === undefined || etagOf(found) !== input["CopySourceIfMatch"]) throw sourceChanged();
        this.put(path, found.body, found.metadata);
        return {};
      }
      case "GetObject":
        return read(this.version(path, input["VersionId"] as string | undefined), input["Range"]);
      case "ListObjectVersions":
        return this.#list(`${String(input["Bucket"])}/`, String(input["Prefix"]));
      case "HeadObject":
        if (!this.objects.has(path)) throw Object.assign(new Error("NotFound"), { name: "NotFound" });
        return {};
      default:
        throw new Error(`simulated S3 does not know ${action}`);
    }
  }
}

const etagOf = ({ body }: StoredObject): string => `"${hash("md5", body)}"`;

function sourceChanged(): S3ServiceException {
  return new S3ServiceException({
    ...({ name: "PreconditionFailed", $fault: "client", message: "the source is another" } as const),
    $metadata: { httpStatusCode: 412 },
  });
}

function read(found: StoredObject | undefined, range: unknown): unknown {
  if (found === undefined) throw Object.assign(new Error("NoSuchKey"), { name: "NoSuchKey" });
  const [, from, to] = /bytes=(\d+)-(\d+)/.exec(String(range ?? "")) ?? [];
  const body = from === undefined ? found.body : found.body.subarray(Number(from), Number(to) + 1);
  return {
    Body: {
      transformToWebStream: async function* () {
        await Promise.resolve();
        if (body.length > 0) yield new Uint8Array(body);
      },
      transformToString: () => Promise.resolve(body.toString("utf8")),
    },
    ETag: etagOf(found),
    Metadata: found.metadata,
  };
}
