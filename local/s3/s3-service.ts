// S3 as a service: finds the operation of a request, asks whether the caller may, and does it. Objects change in one
// synchronous step after their body is on disk, so conditional puts cannot both win.
import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import type { CloudRequest, CloudResponse } from "../endpoint/message.ts";
import { TRACE_HEADER } from "../lambda/lineage.ts";
import { ServiceError, notImplemented } from "../service-error.ts";
import { type BucketSettings, BucketStore } from "./bucket-store.ts";
import { type CopyParts, copyObject } from "./copy-object.ts";
import { type DeleteParts, deleteObject, deleteObjects } from "./delete-objects.ts";
import { listObjects } from "./list-objects.ts";
import { listVersions } from "./list-versions.ts";
import { MultipartUploads } from "./multipart-uploads.ts";
import type { ObjectChange } from "./notifications.ts";
import { readObject } from "./read-object.ts";
import type { StoredObject, Version } from "./stored-version.ts";
import { type S3Caller, type S3Target, arnOf, checkConditions, keptHeaders, versionHeaders } from "./target.ts";
import { writeBody } from "./write-body.ts";
import { xmlDocument } from "./xml.ts";

const KEY_BYTES_MAX = 1024;
/** Of one PUT (S3 user guide, "Uploading objects"). */
const PUT_BYTES_MAX = 5 * 1024 ** 3;
const XML = { "content-type": "application/xml" };

export class S3Service {
  readonly #dir: string;
  readonly #clock: Clock;
  readonly #onChange: (change: ObjectChange) => void;
  readonly #buckets = new Map<string, BucketStore>();
  readonly #uploads: MultipartUploads;
  readonly #copies: CopyParts;
  readonly #deletes: DeleteParts;

  constructor(dir: string, clock: Clock, onChange: (change: ObjectChange) => void) {
    this.#dir = dir;
    this.#clock = clock;
    this.#onChange = onChange;
    this.#uploads = new MultipartUploads(
      (target, object) => this.#commit(target, object, "ObjectCreated:CompleteMultipartUpload"),
      clock,
    );
    this.#copies = {
      clock,
      bucket: (name) => this.#bucket(name),
      commit: (target, object, event) => this.#commit(target, object, event),
    };
    this.#deletes = { now: () => clock.now(), onChange };
  }

  /** `formerName`: what the bucket was called by an earlier version; its objects move with it. */
  createBucket(name: string, settings: BucketSettings, formerName = name): void {
    const dir = join(this.#dir, name);
    const formerDir = join(this.#dir, formerName);
    if (!existsSync(dir) && existsSync(formerDir)) renameSync(formerDir, dir);
    this.#buckets.set(name, new BucketStore({ dir, name }, settings, this.#clock.now()));
  }

  close(): void {
    for (const store of this.#buckets.values()) store.close();
  }

  async handle(request: CloudRequest, caller: S3Caller): Promise<CloudResponse> {
    const [, bucket = "", ...rest] = request.path.split("/");
    const key = decodeURIComponent(rest.join("/"));
    const store = this.#bucket(decodeURIComponent(bucket));
    const target: S3Target = { store, key, request, caller };
    const { method, query } = request;
    if (key === "") return this.#bucketOperation(target);
    if (Buffer.byteLength(key) > KEY_BYTES_MAX) throw new ServiceError("KeyTooLongError", "Your key is too long");
    if (query.has("uploads") || query.has("uploadId")) return this.#uploads.handle(target);
    for (const unknown of [
      "acl",
      "tagging",
      "versions",
      "retention",
      "legal-hold",
      "torrent",
      "attributes",
      "select",
    ]) {
      if (query.has(unknown)) throw notImplemented("s3", `${method} ?${unknown}`);
    }
    switch (method) {
      case "GET":
      case "HEAD":
        return readObject(target);
      case "PUT":
        return "x-amz-copy-source" in request.headers ? copyObject(target, this.#copies) : this.#put(target);
      case "DELETE":
        return deleteObject(target, this.#deletes);
      default:
        throw notImplemented("s3", method);
    }
  }

  #bucket(name: string): BucketStore {
    const store = this.#buckets.get(name);
    if (store === undefined)
      throw new ServiceError("NoSuchBucket", "The specified bucket does not exist", { status: 404 });
    return store;
  }

  async #bucketOperation(target: S3Target): Promise<CloudResponse> {
    const { store, caller } = target;
    const { method, query } = target.request;
    if (method === "HEAD" || (method === "GET" && query.get("list-type") === "2")) {
      const prefix = query.get("prefix");
      caller.demand("s3:ListBucket", `arn:aws:s3:::${store.name}`, prefix === null ? {} : { "s3:prefix": prefix });
      return method === "HEAD" ? { status: 200, headers: {}, body: "" } : listObjects(store, query);
    }
    if (method === "GET" && query.has("versions")) {
      const prefix = query.get("prefix");
      const context = prefix === null ? {} : { "s3:prefix": prefix };
      caller.demand("s3:ListBucketVersions", `arn:aws:s3:::${store.name}`, context);
      return listVersions(store, query);
    }
    if (method === "GET" && query.has("versioning")) {
      caller.demand("s3:GetBucketVersioning", `arn:aws:s3:::${store.name}`);
      const body = xmlDocument("VersioningConfiguration", { Status: store.isVersioned ? "Enabled" : undefined });
      return { status: 200, headers: XML, body };
    }
    if (method === "POST" && query.has("delete")) return deleteObjects(target, this.#deletes);
    throw notImplemented("s3", `${method} bucket ?${[...query.keys()].join("&")}`);
  }

  async #put(target: S3Target): Promise<CloudResponse> {
    const { store, key, request, caller } = target;
    caller.demand("s3:PutObject", arnOf(store, key));
    checkConditions(target);
    const proposed = request.headers["content-length"];
    if (Number(proposed ?? 0) > PUT_BYTES_MAX) {
      throw new ServiceError("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", {
        details: { ProposedSize: String(proposed), MaxSizeAllowed: String(PUT_BYTES_MAX) },
      });
    }
    const kept = keptHeaders(request.headers);
    const { file, path } = store.newFile();
    const written = await writeBody(path, request.body, request.headers);
    const object: StoredObject = {
      file,
      sizeBytes: written.sizeBytes,
      etag: written.md5.toString("hex"),
      modifiedAt: this.#clock.now(),
      headers: { ...kept, ...written.checksum },
    };
    const { versionId } = this.#commit(target, object, "ObjectCreated:Put");
    const headers = { etag: `"${object.etag}"`, ...written.checksum, ...versionHeaders(store, versionId) };
    return { status: 200, headers, body: "" };
  }

  /** The one place where an object appears: conditions again, since the body took its time. */
  #commit(target: S3Target, object: StoredObject, event: string): Version {
    const { store, key, caller } = target;
    try {
      checkConditions(target);
    } catch (error) {
      store.discard(object.file);
      throw error;
    }
    const version = store.put(key, object);
    const versionId = store.isVersioned ? version.versionId : undefined;
    const traceHeader = target.request.headers[TRACE_HEADER];
    this.#onChange({ bucket: store.name, key, event, object, versionId, principal: caller.name, traceHeader });
    return version;
  }
}
