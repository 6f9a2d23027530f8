// A signature by a key that nobody can read (AWS KMS), and its public half for those who check the signature.
import { createPublicKey } from "node:crypto";
import { GetPublicKeyCommand, type KMSClient, SignCommand } from "@aws-sdk/client-kms";
import { SIGNING_ALGORITHM } from "../../contracts/certificate.ts";
import { invariant } from "../../contracts/errors.ts";

export interface Signer {
  /** ECDSA with SHA-256 over the bytes, as DER in base64. KMS takes 4,096 bytes at most. */
  sign(message: Uint8Array): Promise<string>;
  /** `keyId`: as KMS names it. `pem`: SubjectPublicKeyInfo. */
  publicKey(): Promise<{ readonly keyId: string; readonly pem: string }>;
}

export class KmsSigner implements Signer {
  readonly #client: KMSClient;
  readonly #keyId: string;

  constructor(client: KMSClient, keyId: string) {
    this.#client = client;
    this.#keyId = keyId;
  }

  async sign(message: Uint8Array): Promise<string> {
    const { Signature } = await this.#client.send(
      new SignCommand({
        KeyId: this.#keyId,
        Message: message,
        MessageType: "RAW",
        SigningAlgorithm: SIGNING_ALGORITHM,
      }),
    );
    invariant(Signature !== undefined, "kms.noSignature");
    return Buffer.from(Signature).toString("base64");
  }

  async publicKey(): Promise<{ readonly keyId: string; readonly pem: string }> {
    const { PublicKey, KeyId } = await this.#client.send(new GetPublicKeyCommand({ KeyId: this.#keyId }));
    invariant(PublicKey !== undefined, "kms.noPublicKey");
    const key = createPublicKey({ key: Buffer.from(PublicKey), format: "der", type: "spki" });
    return { keyId: KeyId ?? this.#keyId, pem: key.export({ type: "spki", format: "pem" }).toString() };
  }
}
