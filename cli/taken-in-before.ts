// What a run says of a file whose bytes were taken in before: their outcome is that of then, and nothing is sent twice.
import type { FileRecord } from "../contracts/records.ts";

/** `record`: as it was before this drop. */
export function takenInBefore(name: string, record: FileRecord | undefined): string[] {
  if (record === undefined) return [];
  const start = `${name} was already taken in at ${record.receivedAt}; `;
  switch (record.status) {
    case "completed":
    case "rejected":
      return [`${start}nothing was sent again, and this is its outcome from then.\n`];
    case "needsAttention":
      return [`${start}nothing that was sent is sent again; of its held orders those go on that need no person.\n`];
    case "received":
    case "reading":
    case "processing":
      return [`${start}it goes on from where it stood, and nothing is sent twice.\n`];
  }
}
