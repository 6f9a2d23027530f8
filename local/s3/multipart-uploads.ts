// Multipart uploads: parts are files of their own until CompleteMultipartUpload joins them into one object. Uploads not
// completed do not survive a restart; their parts are then removed as orphans.
import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Clock } from "../clock.ts";
import { type CloudResponse, readAll } from "../endpoint/message.ts";
import { ServiceError, notImplemented } from "../service-error.ts";
import type { StoredObject, Version } from "./stored-version.ts";
import { type S3Target, arnOf, keptHeaders, multipartEtag, versionHeaders } from "./target.ts";
import { writeBody } from "./write-body.ts";
import { readElements, xmlDocument } from "./xml.ts";

interface Part {
  readonly file: string;
  readonly sizeBytes: number;
  readonly md5: Buffer;
}

interface Upload {
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: Map<number, Part>;
}

const XML = { "content-type": "application/xml" };
/** All parts but the last (S3 user guide, multipart upload limits). */
const PART_BYTES_MIN = 5 * 1024 * 1024;

export class MultipartUploads {
  readonly #commit: (target: S3Target, object: StoredObject) => Version;
  readonly #clock: Clock;
  readonly #uploads = new Map<string, Upload>();

  constructor(commit: (target: S3Target, object: StoredObject) => Version, clock: Clock) {
    this.#commit = commit;
    this.#clock = clock;
  }

  async handle(target: S3Target): Promise<CloudResponse> {
    const { store, key, request, caller } = target;
    const { method, query } = request;
    const resource = arnOf(store, key);
    if (method === "DELETE") {
      caller.demand("s3:AbortMultipartUpload", resource);
      return this.#abort(target);
    }
    if (method === "GET") throw notImplemented("s3", "ListParts");
    caller.demand("s3:PutObject", resource);
    if (method === "POST" && query.has("uploads")) return this.#create(target);
    if (method === "POST") return this.#complete(target);
    if (method === "PUT" && !("x-amz-copy-source" in request.headers)) return this.#uploadPart(target);
    throw notImplemented("s3", `${method} multipart`);
  }

  #create({ store, key, request }: S3Target): CloudResponse {
    const uploadId = randomUUID().replaceAll("-", "");
    this.#uploads.set(uploadId, { key, headers: keptHeaders(request.headers), parts: new Map() });
    const body = xmlDocument("InitiateMultipartUploadResult", { Bucket: store.name, Key: key, UploadId: uploadId });
    return { status: 200, headers: XML, body };
  }

  #find({ key, request }: S3Target): readonly [string, Upload] {
    const uploadId = request.query.get("uploadId") ?? "";
    const upload = this.#uploads.get(uploadId);
    if (upload?.key !== key) {
      throw new ServiceError("NoSuchUpload", "The specified multipart upload does not exist.", { status: 404 });
    }
    return [uploadId, upload];
  }

  async #uploadPart(target: S3Target): Promise<CloudResponse> {
    const { store, request } = target;
    const [, upload] = this.#find(target);
    const number = Number(request.query.get("partNumber"));
    const { file, path } = store.newFile();
    const written = await writeBody(path, request.body, request.headers);
    const previous = upload.parts.get(number);
    if (previous !== undefined) store.discard(previous.file);
    upload.parts.set(number, { file, sizeBytes: written.sizeBytes, md5: written.md5 });
    return { status: 200, headers: { etag: `"${written.md5.toString("hex")}"`, ...written.checksum }, body: "" };
  }

  async #complete(target: S3Target): Promise<CloudResponse> {
    const { store, key, request } = target;
    const [uploadId, upload] = this.#find(target);
    const wanted = readElements((await readAll(request.body)).toString("utf8"), "Part");
    const parts = wanted.map((one, index) => {
      const part = upload.parts.get(Number(one["PartNumber"]));
      if (part === undefined || (one["ETag"] ?? "").replaceAll('"', "") !== part.md5.toString("hex")) {
        throw new ServiceError("InvalidPart", "One or more of the specified parts could not be found.");
      }
      if (index < wanted.length - 1 && part.sizeBytes < PART_BYTES_MIN) {
        throw new ServiceError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
      }
      return part;
    });
    const { file, path } = store.newFile();
    const written = await writeBody(path, join(parts.map((part) => store.path(part.file))), {});
    const etag = multipartEtag(parts.map((part) => part.md5));
    const { versionId } = this.#commit(target, {
      file,
      etag,
      sizeBytes: written.sizeBytes,
      modifiedAt: this.#clock.now(),
      headers: upload.headers,
    });
    this.#uploads.delete(uploadId);
    for (const part of upload.parts.values()) store.discard(part.file);
    const body = xmlDocument("CompleteMultipartUploadResult", { Bucket: store.name, Key: key, ETag: `"${etag}"` });
    return { status: 200, headers: { ...XML, ...versionHeaders(store, versionId) }, body };
  }

  #abort(target: S3Target): CloudResponse {
    const [uploadId, upload] = this.#find(target);
    for (const part of upload.parts.values()) target.store.discard(part.file);
    this.#uploads.delete(uploadId);
    return { status: 204, headers: {}, body: "" };
  }
}

async function* join(paths: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const path of paths) {
    for await (const chunk of createReadStream(path)) {
      if (chunk instanceof Uint8Array) yield chunk;
    }
  }
}
