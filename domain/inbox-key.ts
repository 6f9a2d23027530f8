// What the key of a dropped object says: whose file it is, what people call it, and where its results belong.

export interface InboxKey {
  readonly distributor: string;
  readonly name: string;
}

/** `inbox/{distributor}/…/{name}`; a file outside a distributor's folder belongs to `unknown`, which has no profile. */
export function readInboxKey(key: string): InboxKey {
  const segments = key.split("/").filter((segment) => segment !== "");
  const name = segments.at(-1) ?? "file";
  const distributor = segments.length >= 3 ? (segments[1] ?? "") : "";
  const plain = /^[a-z0-9][a-z0-9._-]{0,62}$/i.test(distributor);
  return { distributor: plain ? distributor : "unknown", name };
}

/** S3 keys in event notifications are form-encoded: `+` is a space (docs/aws-limits.md). */
export function decodeKey(encoded: string): string {
  const spaced = encoded.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    // Not encoded at all: the key itself has a lone percent sign.
    return encoded;
  }
}

/** `results/{distributor}/{file}-{id}/`: the name without its extension, with nothing that a path would act on. */
export function resultsPrefixOf(inbox: InboxKey, fileId: string): string {
  const stem = inbox.name.replace(/\.gz$/i, "").replace(/\.[a-z0-9]{1,8}$/i, "");
  const safe =
    stem
      .replaceAll(/[^\p{L}\p{N}._-]+/gu, "-")
      .replace(/^[.-]+/, "")
      .slice(0, 80) || "file";
  return `results/${inbox.distributor}/${safe}-${fileId}/`;
}
