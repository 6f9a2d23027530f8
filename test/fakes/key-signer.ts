// A key in memory that signs as KMS does.
import { generateKeyPairSync, sign } from "node:crypto";
import type { Signer } from "../../adapters/aws/signer.ts";

export class KeySigner implements Signer {
  readonly #pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
  readonly pem = this.#pair.publicKey.export({ type: "spki", format: "pem" }).toString();
  signed = 0;

  sign(message: Uint8Array): Promise<string> {
    this.signed += 1;
    return Promise.resolve(sign("sha256", message, this.#pair.privateKey).toString("base64"));
  }
  publicKey() {
    return Promise.resolve({ keyId: "arn:aws:kms:us-east-1:000000000000:key/test", pem: this.pem });
  }
}
