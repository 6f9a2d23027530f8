// The keys that an S3 event notification names; a test event and anything that is no creation names none.
import { decodeKey } from "./inbox-key.ts";

export function droppedKeys(body: string): string[] {
  const records = recordsOf(body);
  return records.flatMap((record) => {
    if (!String(at(record, "eventName")).includes("ObjectCreated:")) return [];
    const key = at(at(at(record, "s3"), "object"), "key");
    return typeof key === "string" ? [decodeKey(key)] : [];
  });
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
