// The file of a certificate, from its body and its signer.
import { createPublicKey } from "node:crypto";
import { type Certificate, type CertificateBody, SIGNING_ALGORITHM } from "../../contracts/certificate.ts";
import { signedStatement } from "./canonical-json.ts";
import { fingerprintOf } from "./check-certificate.ts";

export interface CertificateSigner {
  readonly sign: (message: Uint8Array) => Promise<string>;
  readonly publicKey: () => Promise<{ readonly keyId: string; readonly pem: string }>;
}

export async function signCertificate(
  body: Omit<CertificateBody, "key">,
  signer: CertificateSigner,
): Promise<Certificate> {
  const { keyId, pem: publicKey } = await signer.publicKey();
  const key = { keyId, publicKey, spkiSha256: fingerprintOf(createPublicKey(publicKey)) };
  const certificate = { ...body, key };
  const value = await signer.sign(Buffer.from(signedStatement(certificate)));
  return { certificate, signature: { algorithm: SIGNING_ALGORITHM, value } };
}

export const certificateText = (certificate: Certificate): string => `${JSON.stringify(certificate, null, 2)}\n`;
