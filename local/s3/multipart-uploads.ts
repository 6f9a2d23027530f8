// Multipart uploads: parts are files of their own until CompleteMultipartUpload joins them into one object. Uploads not
// completed do not survive a restart; their parts are then removed as orphans.
import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Clock } from "../clock.ts";
import { type CloudResponse, readAll } from "../endpoint/message.ts";
import { ServiceError, notImplemented } from "../service-error.ts";
import { announcedChecksum, badDigest, compositeChecksum } from "./checksums.ts";
import type { StoredObject, Version } from "./stored-version.ts";
import { type S3Target, arnOf, keptHeaders, multipartEtag, versionHeaders } from "./target.ts";
import { writeBody } from "./write-body.ts";
import { readElements, xmlDocument } from "./xml.ts";

interface Part {
  readonly file: string;
  readonly sizeBytes: number;
  readonly md5: Buffer;
  /** Header and value of the checksum that came with it. */
  readonly checksum: Readonly<Record<string, string>>;
}

interface Upload {
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: Map<number, Part>;
}

const XML = { "content-type": "application/xml" };
/** S3 user guide, "Amazon S3 multipart upload limits". */
const PARTS_MAX = 10_000;
/** All parts but the last. */
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
    if (!Number.isInteger(number) || number < 1 || number > PARTS_MAX) {
      throw new ServiceError("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive");
    }
    const { file, path } = store.newFile();
    const written = await writeBody(path, request.body, request.headers);
    const previous = upload.parts.get(number);
    if (previous !== undefined) store.discard(previous.file);
    const { sizeBytes, md5, checksum } = written;
    upload.parts.set(number, { file, sizeBytes, md5, checksum });
    return { status: 200, headers: { etag: `"${written.md5.toString("hex")}"`, ...written.checksum }, body: "" };
  }

  async #complete(target: S3Target): Promise<CloudResponse> {
    const { store, key, request } = target;
    const [uploadId, upload] = this.#find(target);
    const parts = partsOf(upload, readElements((await readAll(request.body)).toString("utf8"), "Part"));
    const expected = await expectedChecksum(request.headers, parts);
    const { file, path } = store.newFile();
    const written = await writeBody(path, join(parts.map((part) => store.path(part.file))), expected);
    const etag = multipartEtag(parts.map((part) => part.md5));
    const { versionId } = this.#commit(target, {
      file,
      etag,
      sizeBytes: written.sizeBytes,
      modifiedAt: this.#clock.now(),
      headers: { ...upload.headers, ...written.checksum },
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

/** The parts that a completion names: in ascending order, each with its ETag, all but the last large enough. */
function partsOf(upload: Upload, wanted: readonly Readonly<Record<string, string>>[]): readonly Part[] {
  if (wanted.length === 0 || wanted.length > PARTS_MAX) {
    throw new ServiceError("MalformedXML", "The XML you provided was not well-formed or did not validate.");
  }
  const numbers = wanted.map((one) => Number(one["PartNumber"]));
  if (numbers.some((number, index) => number <= (numbers[index - 1] ?? 0))) {
    throw new ServiceError("InvalidPartOrder", "The list of parts was not in ascending order.");
  }
  return wanted.map((one, index) => {
    const part = upload.parts.get(numbers[index] ?? 0);
    if (part === undefined || (one["ETag"] ?? "").replaceAll('"', "") !== part.md5.toString("hex")) {
      throw new ServiceError("InvalidPart", "One or more of the specified parts could not be found.");
    }
    if (index < wanted.length - 1 && part.sizeBytes < PART_BYTES_MIN) {
      throw new ServiceError("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
    }
    return part;
  });
}

/** A checksum of the whole object is checked while the parts are joined; one of the parts' checksums at once. */
async function expectedChecksum(
  headers: Readonly<Record<string, string>>,
  parts: readonly Part[],
): Promise<Readonly<Record<string, string>>> {
  const announced = announcedChecksum(headers);
  if (announced === undefined) return {};
  const value = headers[announced] ?? "";
  if (!/-\d+$/.test(value)) return { [announced]: value };
  const composite = await compositeChecksum(
    announced,
    parts.map(({ checksum }) => checksum[announced] ?? ""),
  );
  if (composite !== value) throw badDigest("The checksum you specified did not match the calculated checksum.");
  return {};
}

async function* join(paths: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const path of paths) {
    for await (const chunk of createReadStream(path)) {
      if (chunk instanceof Uint8Array) yield chunk;
    }
  }
}
