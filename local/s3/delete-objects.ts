// DeleteObject and DeleteObjects: in a bucket that keeps versions, a delete without a version id adds a marker; one with it
// removes that version for good.
import type { CloudResponse } from "../endpoint/message.ts";
import { readAll } from "../endpoint/message.ts";
import { ServiceError } from "../service-error.ts";
import type { ObjectChange } from "./notifications.ts";
import { type S3Target, arnOf, markerHeaders, versionHeaders } from "./target.ts";
import { type XmlNode, readElements, xmlDocument } from "./xml.ts";

export interface DeleteParts {
  readonly now: () => number;
  readonly onChange: (change: ObjectChange) => void;
}

interface Deletion {
  readonly key: string;
  readonly versionId: string | undefined;
}

interface Deleted extends Deletion {
  /** The marker that the delete added, or that it removed. */
  readonly markerId: string | undefined;
}

const KEYS_MAX = 1000;

export function deleteObject(target: S3Target, parts: DeleteParts): CloudResponse {
  const { store, key, request, caller } = target;
  const one: Deletion = { key, versionId: request.query.get("versionId") ?? undefined };
  caller.demand(actionOf(one), arnOf(store, key));
  const { versionId, markerId } = remove(target, one, parts);
  const headers =
    markerId !== undefined
      ? markerHeaders({ versionId: markerId, modifiedAt: 0 })
      : versionId === undefined
        ? {}
        : versionHeaders(store, versionId);
  return { status: 204, headers, body: "" };
}

export async function deleteObjects(target: S3Target, parts: DeleteParts): Promise<CloudResponse> {
  const document = (await readAll(target.request.body)).toString("utf8");
  const wanted = readElements(document, "Object").map((one): Deletion => ({
    key: one["Key"] ?? "",
    versionId: one["VersionId"],
  }));
  if (wanted.length === 0 || wanted.length > KEYS_MAX) {
    throw new ServiceError("MalformedXML", "1 to 1000 keys are allowed");
  }
  const denied = wanted.filter((one) => !target.caller.may(actionOf(one), arnOf(target.store, one.key)));
  const deleted = wanted.filter((one) => !denied.includes(one)).map((one) => remove(target, one, parts));
  const quiet = document.includes("<Quiet>true</Quiet>");
  const body = xmlDocument("DeleteResult", {
    Deleted: quiet ? [] : deleted.map(entryOf),
    Error: denied.map(({ key }) => ({ Key: key, Code: "AccessDenied", Message: "Access Denied" })),
  });
  return { status: 200, headers: { "content-type": "application/xml" }, body };
}

function actionOf({ versionId }: Deletion): string {
  return versionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
}

/** Deleting what is not there is no error. */
function remove({ store, caller }: S3Target, { key, versionId }: Deletion, { now, onChange }: DeleteParts): Deleted {
  const change = { bucket: store.name, key, object: undefined, principal: caller.name };
  if (versionId !== undefined) {
    const removed = store.deleteVersion(key, versionId);
    if (removed !== undefined) onChange({ ...change, event: "ObjectRemoved:Delete", versionId });
    const wasMarker = removed !== undefined && removed.object === undefined;
    return { key, versionId, markerId: wasMarker ? versionId : undefined };
  }
  const existed = store.get(key) !== undefined;
  const marker = store.delete(key, now());
  if (marker !== undefined) {
    onChange({ ...change, event: "ObjectRemoved:DeleteMarkerCreated", versionId: marker.versionId });
  } else if (existed) {
    onChange({ ...change, event: "ObjectRemoved:Delete" });
  }
  return { key, versionId, markerId: marker?.versionId };
}

function entryOf({ key, versionId, markerId }: Deleted): XmlNode {
  return {
    Key: key,
    VersionId: versionId,
    DeleteMarker: markerId === undefined ? undefined : true,
    DeleteMarkerVersionId: markerId,
  };
}
