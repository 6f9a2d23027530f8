// What a run says of a file whose bytes were taken in before: their outcome is that of then, and nothing is sent twice.
import type { FileRecord } from "../contracts/records.ts";

/** `record`: as it was before this drop. */
export function takenInBefore(name: string, record: FileRecord | undefined): string[] {
  if (record === undefined) return [];
  const start = `${name} was already received at ${record.receivedAt}; `;
  switch (record.status) {
    case "rejected":
    case "gone":
      return [`${start}nothing in it was sent. It is read again now.`];
    case "completed":
      return [`${start}nothing was sent again. This is its outcome.`];
    case "needsAttention":
      return [`${start}nothing is sent twice; held orders that need no decision will continue.`];
    case "received":
    case "reading":
    case "processing":
      return [`${start}it continues from where it stopped, and nothing is sent twice.`];
  }
}
