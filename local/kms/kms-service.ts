// KMS, as far as the template has it: elliptic keys that sign. A key is made at its first use and kept in the data directory, so that
// what was signed yesterday can be checked with today's public key.
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { readJsonFile } from "../damaged-file.ts";
import { type JsonObject, textAt } from "../json.ts";
import { notImplemented, ServiceError } from "../service-error.ts";

const KEY_SPEC = "ECC_NIST_P256";
const ALGORITHM = "ECDSA_SHA_256";
/** KMS API reference, Sign: of a raw message. */
const MESSAGE_BYTES_MAX = 4096;

interface Key {
  readonly id: string;
  readonly arn: string;
  readonly signs: boolean;
}

export class KmsService {
  readonly #file: string;
  readonly #kept: Map<string, string>;
  readonly #keys: Key[] = [];

  constructor(file: string) {
    this.#file = file;
    const kept = existsSync(file) ? readJsonFile(file) : {};
    this.#kept = new Map(Object.entries(kept).map(([id, pem]) => [id, String(pem)]));
  }

  /** A key for encryption is there by name only: nothing is encrypted at rest on one machine. */
  create({ id, arn }: { readonly id: string; readonly arn: string }, properties: JsonObject): void {
    const spec = textAt(properties, "KeySpec") ?? "SYMMETRIC_DEFAULT";
    const usage = textAt(properties, "KeyUsage") ?? "ENCRYPT_DECRYPT";
    const signs = usage === "SIGN_VERIFY";
    if (signs && spec !== KEY_SPEC) throw new Error(`key ${id}: KeySpec ${spec} is not supported`);
    this.#keys.push({ id, arn, signs });
  }

  /** ARN of the key that a request names; the name itself where there is none. */
  arnOf(keyId: string): string {
    return this.#find(keyId)?.arn ?? keyId;
  }

  call(action: string, input: JsonObject): object {
    if (action !== "Sign" && action !== "GetPublicKey") throw notImplemented("kms", action);
    const named = textAt(input, "KeyId") ?? "";
    const key = this.#find(named);
    if (key === undefined) throw new ServiceError("NotFoundException", `Key '${named}' does not exist`);
    if (!key.signs) {
      throw new ServiceError("InvalidKeyUsageException", `${key.arn} key usage is ENCRYPT_DECRYPT which is not valid.`);
    }
    const privateKey = this.#privateKeyOf(key);
    return action === "Sign" ? signed(key, privateKey, input) : publicPart(key, privateKey);
  }

  #find(keyId: string): Key | undefined {
    return this.#keys.find(({ id, arn }) => id === keyId || arn === keyId);
  }

  #privateKeyOf({ id }: Key): KeyObject {
    const kept = this.#kept.get(id);
    if (kept !== undefined) return createPrivateKey(kept);
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#kept.set(id, privateKey.export({ type: "pkcs8", format: "pem" }).toString());
    // Whole or not at all: a full disk leaves the file of before.
    const fresh = `${this.#file}.new`;
    writeFileSync(fresh, JSON.stringify(Object.fromEntries(this.#kept), null, 2), { mode: 0o600 });
    renameSync(fresh, this.#file);
    return privateKey;
  }
}

function signed({ arn }: Key, privateKey: KeyObject, input: JsonObject): object {
  const algorithm = textAt(input, "SigningAlgorithm");
  if (algorithm !== ALGORITHM) {
    throw new ServiceError(
      "InvalidKeyUsageException",
      `Algorithm ${algorithm ?? ""} is incompatible with key spec ${KEY_SPEC}.`,
    );
  }
  const message = Buffer.from(textAt(input, "Message") ?? "", "base64");
  const type = textAt(input, "MessageType") ?? "RAW";
  if (type !== "RAW") throw notImplemented("kms", `Sign with MessageType ${type}`);
  if (message.length < 1 || message.length > MESSAGE_BYTES_MAX) {
    throw new ServiceError(
      "ValidationException",
      `1 validation error detected: Value at 'message' failed to satisfy constraint: Member must have length less than or equal to ${String(MESSAGE_BYTES_MAX)}`,
    );
  }
  const Signature = sign("sha256", message, privateKey).toString("base64");
  return { KeyId: arn, Signature, SigningAlgorithm: ALGORITHM };
}

function publicPart({ arn }: Key, privateKey: KeyObject): object {
  const PublicKey = createPublicKey(privateKey).export({ type: "spki", format: "der" }).toString("base64");
  return {
    KeyId: arn,
    PublicKey,
    CustomerMasterKeySpec: KEY_SPEC,
    KeySpec: KEY_SPEC,
    KeyUsage: "SIGN_VERIFY",
    SigningAlgorithms: [ALGORITHM],
  };
}
