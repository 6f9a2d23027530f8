// The objects that an S3 event notification names; a test event and anything that is no creation names none. And which of
// them are files of a distributor at all: what programs leave beside them on their way is not.
import { decodeKey } from "./inbox-key.ts";

export interface DroppedObject {
  readonly key: string;
  /** The version that the notification speaks of; absent where the bucket keeps no versions. */
  readonly versionId?: string;
  readonly sizeBytes?: number;
}

export function droppedObjects(body: string): DroppedObject[] {
  const records = recordsOf(body);
  return records.flatMap((record) => {
    if (!String(at(record, "eventName")).includes("ObjectCreated:")) return [];
    const object = at(at(record, "s3"), "object");
    const [key, versionId, size] = [at(object, "key"), at(object, "versionId"), at(object, "size")];
    if (typeof key !== "string") return [];
    return [
      {
        key: decodeKey(key),
        ...(typeof versionId === "string" && versionId !== "" && { versionId }),
        ...(typeof size === "number" && { sizeBytes: size }),
      },
    ];
  });
}

/** Finder, Explorer, Office and LibreOffice put these beside what people edit; WinSCP and browsers write under these first. */
const LITTER_NAMES = /^(\.ds_store|thumbs\.db|desktop\.ini|\._.*|~\$.*|\.~lock\..*#)$/i;
const UNFINISHED_NAMES = /\.(filepart|crdownload)$/i;

/**
 * A folder that a console has made (nothing under a key that ends in a slash), a program's own file, or an upload under the name
 * that it has until it is whole: another notification names the file itself.
 */
export function isNoDrop({ key, sizeBytes = 0 }: DroppedObject): boolean {
  if (key.endsWith("/")) return sizeBytes === 0;
  const name = key.slice(key.lastIndexOf("/") + 1);
  return LITTER_NAMES.test(name) || UNFINISHED_NAMES.test(name);
}

function recordsOf(body: string): readonly unknown[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    // Not a notification; there is no file in it.
    return [];
  }
  const records = at(parsed, "Records");
  return Array.isArray(records) ? records : [];
}

function at(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
