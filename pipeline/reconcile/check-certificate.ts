// Whether a certificate is what it says: signed by the key that is pinned, or by the one it carries; its counts add up; it follows
// the one before. Needs no network: anybody who has the files can check them.
import { createHash, createPublicKey, type KeyObject, verify } from "node:crypto";
import { BREAK_CLASSES, type Certificate, CertificateSchema } from "../../contracts/certificate.ts";
import { readJson } from "../../domain/read-json.ts";
import { signedStatement } from "./canonical-json.ts";

export interface CertificateInput {
  /** The file's bytes. */
  readonly bytes: Uint8Array;
  /** PEM of the public key to trust; absent: the one in the certificate. */
  readonly pinnedKey?: string;
  /** Bytes of the certificate before. */
  readonly previous?: Uint8Array;
}

export type CertificateVerdict =
  | { readonly valid: true; readonly certificate: Certificate; readonly keyFrom: "pinned" | "certificate" }
  /** `reason`: a sentence. */
  | { readonly valid: false; readonly reason: string };

export function checkCertificate({ bytes, pinnedKey, previous }: CertificateInput): CertificateVerdict {
  const parsed = CertificateSchema.safeParse(readJson(textOf(bytes)));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue === undefined || issue.path.length === 0 ? "" : ` (at ${issue.path.join(".")})`;
    return invalid(`The file is not a certificate of this version${where}.`);
  }
  const certificate = parsed.data;
  const carried = readKey(certificate.certificate.key.publicKey);
  if (carried === undefined) return invalid("The public key in the certificate cannot be read.");
  const pinned = pinnedKey === undefined ? undefined : readKey(pinnedKey);
  if (pinnedKey !== undefined && pinned === undefined) return invalid("The file given with --key has no public key.");
  const reason =
    keyFault(certificate, carried, pinned) ??
    signatureFault(certificate, bytes, pinned ?? carried) ??
    countFault(certificate) ??
    (previous === undefined ? undefined : chainFault(certificate, previous));
  if (reason !== undefined) return invalid(reason);
  return { valid: true, certificate, keyFrom: pinned === undefined ? "certificate" : "pinned" };
}

const invalid = (reason: string): CertificateVerdict => ({ valid: false, reason });

/** SHA-256 of a public key's DER, hexadecimal: how a key is pinned in a line. */
export const fingerprintOf = (key: KeyObject): string =>
  createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex");

function keyFault({ certificate }: Certificate, carried: KeyObject, pinned: KeyObject | undefined): string | undefined {
  if (fingerprintOf(carried) !== certificate.key.spkiSha256) {
    return "The fingerprint in the certificate is not that of the key beside it.";
  }
  if (pinned === undefined || fingerprintOf(pinned) === certificate.key.spkiSha256) return undefined;
  return "The certificate was signed with another key than the one given with --key.";
}

/** Of the value as it stands in the file: a field that this version does not know is signed, too. */
function signatureFault({ signature }: Certificate, bytes: Uint8Array, key: KeyObject): string | undefined {
  const file = readJson(textOf(bytes));
  const body: unknown =
    typeof file === "object" && file !== null && "certificate" in file ? file.certificate : undefined;
  const isGenuine = verify("sha256", Buffer.from(signedStatement(body)), key, Buffer.from(signature.value, "base64"));
  return isGenuine ? undefined : "The signature does not match: the certificate was changed after it was signed.";
}

function countFault({ certificate }: Certificate): string | undefined {
  const counted = BREAK_CLASSES.reduce((sum, name) => sum + certificate.classes[name].breaks, 0);
  if (counted !== certificate.breaksTotal || certificate.breaks.length > counted) {
    return "The counts of breaks do not add up.";
  }
  const failed = BREAK_CLASSES.some((name) => certificate.classes[name].failed > 0);
  if (certificate.complete && (failed || certificate.missing.length > 0)) {
    return "It says that it is complete, and also that something was not compared.";
  }
  return undefined;
}

function chainFault({ certificate }: Certificate, previous: Uint8Array): string | undefined {
  if (certificate.previous === null) return "It is the first of its chain: it names no certificate before it.";
  const found = createHash("sha256").update(previous).digest("hex");
  if (found === certificate.previous.sha256) return undefined;
  return `The file given with --previous is not the one it follows: that is ${certificate.previous.key}, SHA-256 ${certificate.previous.sha256}.`;
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("utf8");

function readKey(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch {
    // Whatever it is, nothing can be checked with it.
    return undefined;
  }
}
