// One text for one JSON value, whatever the order of its keys and its white space: what is hashed and signed.
import { createHash } from "node:crypto";

/** Keys sorted by UTF-16 code units, no white space. Undefined properties are left out, as JSON.stringify does. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, one]) => `${JSON.stringify(name)}:${canonicalJson(one)}`).join(",")}}`;
}

/** What a key signs for a certificate's body: short, because KMS signs 4 KB at most, and good for nothing else. */
export function signedStatement(body: unknown): string {
  return `apex-bulk nightly certificate\n${createHash("sha256").update(canonicalJson(body)).digest("hex")}\n`;
}
