// How a distributor signs in to the SFTP server: by the public keys in its profile. A key that Transfer Family would not take is refused
// here, with its fix, before anything is deployed; no message repeats the key.
import * as z from "zod";
import { strictObject } from "./object-schemas.ts";

/** Keys of one user (Transfer Family quotas, docs/aws-limits.md §1.7). */
const KEYS_MAX = 10;
/** Shorter ones are no longer considered safe (NIST SP 800-131A). */
const RSA_BITS_MIN = 2048;
/** Bytes of the last field of a key, by its type: the key itself, or a point of the curve that is not compressed. */
const LAST_FIELD_BYTES: Readonly<Record<string, number>> = {
  "ssh-ed25519": 32,
  "ecdsa-sha2-nistp256": 65,
  "ecdsa-sha2-nistp384": 97,
  "ecdsa-sha2-nistp521": 133,
};
const RSA = "ssh-rsa";
/** How many fields follow the type. */
const FIELDS: Readonly<Record<string, number>> = { "ssh-ed25519": 1, [RSA]: 2 };
const FIELDS_ECDSA = 2;
const FIX = "Give the one line of the .pub file that `ssh-keygen -t ed25519` writes";

const PublicKeySchema = z
  .string()
  .trim()
  .superRefine((text, context) => {
    const fault = faultOf(text);
    if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
  })
  // Without the comment behind it, which names a person and a machine.
  .transform((text) => text.split(/\s+/).slice(0, 2).join(" "));

export const SftpSchema = strictObject(() => ({
  sshPublicKeys: z
    .array(PublicKeySchema)
    .min(1)
    .max(KEYS_MAX)
    .refine((keys) => new Set(keys).size === keys.length, { error: "the same key is there twice. Take one out" }),
}));

/** Transfer Family lets in neither names of one or two characters nor `root`. A distributor's name is its user name. */
export function isSftpUserName(name: string): boolean {
  return /^\w[\w@.-]{2,99}$/.test(name) && name !== "root";
}

function faultOf(text: string): string | undefined {
  if (text.includes("PRIVATE KEY")) return `a private key, which must never be here. ${FIX}`;
  const [type = "", base64 = ""] = text.split(/\s+/);
  if (/[\r\n]/.test(text)) return `more than one line. ${FIX}`;
  if (type !== RSA && LAST_FIELD_BYTES[type] === undefined) {
    const known = [...Object.keys(LAST_FIELD_BYTES), RSA].join(", ");
    return `does not begin with a type that Transfer Family takes (${known}). ${FIX}`;
  }
  const fields = fieldsOf(bytesOf(base64));
  const isWhole = fields?.length === 1 + (FIELDS[type] ?? FIELDS_ECDSA) && textOf(fields[0]) === type;
  const last = fields?.at(-1) ?? new Uint8Array();
  if (!isWhole || (type !== RSA && last.length !== LAST_FIELD_BYTES[type])) {
    return `not a whole ${type} key: it was cut off or changed. ${FIX}`;
  }
  const isWeak = type === RSA && bitsOf(last) < RSA_BITS_MIN;
  return isWeak ? `an RSA key of fewer than ${String(RSA_BITS_MIN)} bits. ${FIX}` : undefined;
}

/** Nothing, where it is no base64. */
function bytesOf(base64: string): Uint8Array {
  if (!z.base64().safeParse(base64).success) return new Uint8Array();
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

const textOf = (bytes: Uint8Array = new Uint8Array()): string => String.fromCharCode(...bytes);

/** Length and bytes, one after another (RFC 4253 §6.6); undefined: it does not end where its last field ends. */
function fieldsOf(key: Uint8Array): Uint8Array[] | undefined {
  const view = new DataView(key.buffer);
  const fields: Uint8Array[] = [];
  for (let at = 0; at < key.length;) {
    if (at + 4 > key.length) return undefined;
    const end = at + 4 + view.getUint32(at);
    if (end > key.length) return undefined;
    fields.push(key.subarray(at + 4, end));
    at = end;
  }
  return fields;
}

/** Of a positive number, as SSH writes it: a zero byte may stand before it. */
function bitsOf(number: Uint8Array): number {
  const first = number.findIndex((byte) => byte !== 0);
  return first < 0 ? 0 : (number.length - first - 1) * 8 + (32 - Math.clz32(number[first] ?? 0));
}
