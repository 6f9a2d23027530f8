// S3 as a service: finds the operation of a request, asks whether the caller may, and does it. Objects change in one
// synchronous step after their body is on disk, so conditional puts cannot both win.
import { join } from "node:path";
import { createReadStream } from "node:fs";
import type { Clock } from "../clock.ts";
import { type CloudRequest, type CloudResponse, readAll } from "../endpoint/message.ts";
import { ServiceError, notImplemented } from "../service-error.ts";
import { BucketStore, type StoredObject } from "./bucket-store.ts";
import { listObjects } from "./list-objects.ts";
import { MultipartUploads } from "./multipart-uploads.ts";
import type { ObjectChange } from "./notifications.ts";
import { readObject } from "./read-object.ts";
import { type S3Caller, type S3Target, arnOf, checkConditions, checkSource, keptHeaders } from "./target.ts";
import { type WrittenBody, writeBody } from "./write-body.ts";
import { readElements, xmlDocument } from "./xml.ts";

const XML = { "content-type": "application/xml" };
const DELETE_MAX = 1000;

export class S3Service {
  readonly #dir: string;
  readonly #clock: Clock;
  readonly #onChange: (change: ObjectChange) => void;
  readonly #buckets = new Map<string, BucketStore>();
  readonly #uploads: MultipartUploads;

  constructor(dir: string, clock: Clock, onChange: (change: ObjectChange) => void) {
    this.#dir = dir;
    this.#clock = clock;
    this.#onChange = onChange;
    this.#uploads = new MultipartUploads(
      (target, object) => this.#commit(target, object, "ObjectCreated:CompleteMultipartUpload"),
      clock,
    );
  }

  createBucket(name: string): void {
    this.#buckets.set(name, new BucketStore(join(this.#dir, name), name));
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
    if (query.has("uploads") || query.has("uploadId")) return this.#uploads.handle(target);
    for (const unknown of [
      "acl",
      "tagging",
      "versions",
      "retention",
      "legal-hold",
      "torrent",
      "attributes",
      "versionId",
      "select",
    ]) {
      if (query.has(unknown)) throw notImplemented("s3", `${method} ?${unknown}`);
    }
    switch (method) {
      case "GET":
      case "HEAD":
        return this.#read(target);
      case "PUT":
        return "x-amz-copy-source" in request.headers ? this.#copy(target) : this.#put(target);
      case "DELETE":
        caller.demand("s3:DeleteObject", arnOf(store, key));
        this.#delete(target, key);
        return { status: 204, headers: {}, body: "" };
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
      caller.demand("s3:ListBucket", `arn:aws:s3:::${store.name}`);
      return method === "HEAD" ? { status: 200, headers: {}, body: "" } : listObjects(store, query);
    }
    if (method === "POST" && query.has("delete")) return this.#deleteMany(target);
    throw notImplemented("s3", `${method} bucket ?${[...query.keys()].join("&")}`);
  }

  #read(target: S3Target): CloudResponse {
    const { store, key, request, caller } = target;
    caller.demand("s3:GetObject", arnOf(store, key));
    return readObject(store, this.#existing(target), request);
  }

  /** Without s3:ListBucket S3 does not even say that a key is missing. */
  #existing({ store, key, request, caller }: S3Target): StoredObject {
    const object = store.get(key);
    if (object !== undefined) return object;
    if (!caller.may("s3:ListBucket", `arn:aws:s3:::${store.name}`))
      caller.demand("s3:ListBucket", `arn:aws:s3:::${store.name}`);
    const code = request.method === "HEAD" ? "NotFound" : "NoSuchKey";
    throw new ServiceError(code, "The specified key does not exist.", { status: 404 });
  }

  async #put(target: S3Target): Promise<CloudResponse> {
    const { store, key, request, caller } = target;
    caller.demand("s3:PutObject", arnOf(store, key));
    checkConditions(target);
    const { file, path } = store.newFile();
    const written = await this.#write(target, path, file);
    const object: StoredObject = {
      file,
      sizeBytes: written.sizeBytes,
      etag: written.md5.toString("hex"),
      modifiedAt: this.#clock.now(),
      headers: { ...keptHeaders(request.headers), ...written.checksum },
    };
    this.#commit(target, object, "ObjectCreated:Put");
    return { status: 200, headers: { etag: `"${object.etag}"`, ...written.checksum }, body: "" };
  }

  async #write({ store, request }: S3Target, path: string, file: string): Promise<WrittenBody> {
    try {
      return await writeBody(path, request.body, request.headers);
    } catch (error) {
      store.discard(file);
      throw error;
    }
  }

  /** The one place where an object appears: conditions again, since the body took its time. */
  #commit(target: S3Target, object: StoredObject, event: string): void {
    const { store, key, caller } = target;
    try {
      checkConditions(target);
    } catch (error) {
      store.discard(object.file);
      throw error;
    }
    store.put(key, object);
    this.#onChange({ bucket: store.name, key, event, object, principal: caller.name });
  }

  async #copy(target: S3Target): Promise<CloudResponse> {
    const { store, key, request, caller } = target;
    const source = decodeURIComponent(request.headers["x-amz-copy-source"] ?? "").replace(/^\//, "");
    const slash = source.indexOf("/");
    const from = this.#bucket(source.slice(0, slash));
    const fromKey = source.slice(slash + 1);
    caller.demand("s3:GetObject", arnOf(from, fromKey));
    caller.demand("s3:PutObject", arnOf(store, key));
    const original = this.#existing({ ...target, store: from, key: fromKey });
    checkSource(request, original);
    const { file, path } = store.newFile();
    const written = await writeBody(path, createReadStream(from.path(original.file)), {});
    const replaces = request.headers["x-amz-metadata-directive"] === "REPLACE";
    const object: StoredObject = {
      file,
      sizeBytes: written.sizeBytes,
      etag: written.md5.toString("hex"),
      modifiedAt: this.#clock.now(),
      headers: replaces ? keptHeaders(request.headers) : original.headers,
    };
    this.#commit(target, object, "ObjectCreated:Copy");
    const modified = new Date(object.modifiedAt).toISOString();
    const body = xmlDocument("CopyObjectResult", { ETag: `"${object.etag}"`, LastModified: modified });
    return { status: 200, headers: XML, body };
  }

  #delete({ store, caller }: S3Target, key: string): void {
    if (!store.delete(key)) return;
    this.#onChange({
      bucket: store.name,
      key,
      event: "ObjectRemoved:Delete",
      object: undefined,
      principal: caller.name,
    });
  }

  async #deleteMany(target: S3Target): Promise<CloudResponse> {
    const document = (await readAll(target.request.body)).toString("utf8");
    const keys = readElements(document, "Object").map((one) => one["Key"] ?? "");
    if (keys.length === 0 || keys.length > DELETE_MAX)
      throw new ServiceError("MalformedXML", "1 to 1000 keys are allowed");
    const denied = keys.filter((key) => !target.caller.may("s3:DeleteObject", arnOf(target.store, key)));
    const deleted = keys.filter((key) => !denied.includes(key));
    for (const key of deleted) this.#delete(target, key);
    const quiet = document.includes("<Quiet>true</Quiet>");
    const body = xmlDocument("DeleteResult", {
      Deleted: quiet ? [] : deleted.map((key) => ({ Key: key })),
      Error: denied.map((key) => ({ Key: key, Code: "AccessDenied", Message: "Access Denied" })),
    });
    return { status: 200, headers: XML, body };
  }
}
