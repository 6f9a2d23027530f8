// The key of the certificates in the simulation: the same bytes for the same text, so that a seed stays the same to the byte. That
// signatures hold is shown elsewhere.
import { hash } from "node:crypto";
import type { CertificateSigner } from "../../pipeline/reconcile/sign-certificate.ts";
import type { Wire } from "./wire.ts";

const PUBLIC_KEY = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEbY4FT9SECz/HMs5JkBxx+jqVRj0J
0X2osaWXXCS+fgk9zdd4kYv0jJAZzGNmKSCyQ7Ym1RIVmGDlXwhAmOiRlQ==
-----END PUBLIC KEY-----
`;

export function simulatedSigner(wire: Wire): CertificateSigner {
  const signed = (message: Uint8Array): string => Buffer.from(hash("sha256", message)).toString("base64");
  return {
    sign: (message) => wire.call({ name: "Sign", effect: () => signed(message) }),
    publicKey: () => wire.call({ name: "GetPublicKey", effect: () => ({ keyId: "key", pem: PUBLIC_KEY }) }),
  };
}
