// An OIDC issuer for one machine: it serves the discovery document and the public key that a JWT authorizer asks for, and signs
// tokens. Its key is kept in a file that only its owner may read, so that another process of the owner can sign tokens too.
import { readFile, writeFile } from "node:fs/promises";
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from "jose";
import { closeServer, createHttpFront, listen } from "../endpoint/http-front.ts";
import type { CloudResponse } from "../endpoint/message.ts";
import { type JsonObject, parseObject } from "../json.ts";

export interface Issuer {
  /** As tokens and the authorizer name it. */
  readonly name: string;
  readonly keyFile: string;
}

export interface TokenIssuer {
  /** Where it is found on this machine. */
  readonly address: string;
  close(): Promise<void>;
}

export interface TokenContent {
  readonly audience: string;
  readonly claims: JsonObject;
  readonly validSeconds: number;
}

const ALGORITHM = "RS256";
const KEYS_PATH = "/keys";

export async function startTokenIssuer({ name, keyFile }: Issuer): Promise<TokenIssuer> {
  const { n, e, kty, kid } = await issuerKey(keyFile);
  let address = "";
  const documents = (): Readonly<Record<string, object>> => ({
    "/.well-known/openid-configuration": { issuer: name, jwks_uri: `${address}${KEYS_PATH}` },
    [KEYS_PATH]: { keys: [{ n, e, kty, kid, alg: ALGORITHM, use: "sig" }] },
  });
  const server = createHttpFront(({ path }): Promise<CloudResponse> => {
    const document = documents()[path];
    const headers = { "content-type": "application/json" };
    const answer = { status: document === undefined ? 404 : 200, headers, body: JSON.stringify(document ?? {}) };
    return Promise.resolve(answer);
  });
  address = `http://127.0.0.1:${String(await listen(server, 0))}`;
  return { address, close: () => closeServer(server) };
}

/** Throws where there is no key yet: no issuer has run. */
export async function signToken({ name, keyFile }: Issuer, content: TokenContent): Promise<string> {
  const key: JWK = parseObject(await readFile(keyFile, "utf8"));
  return new SignJWT({ ...content.claims })
    .setProtectedHeader({ alg: ALGORITHM, ...(key.kid !== undefined && { kid: key.kid }) })
    .setIssuer(name)
    .setAudience(content.audience)
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + content.validSeconds)
    .sign(await importJWK(key, ALGORITHM));
}

async function issuerKey(keyFile: string): Promise<JWK> {
  const kept = await readFile(keyFile, "utf8").catch(() => undefined);
  if (kept !== undefined) return parseObject(kept);
  const { privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const key = await exportJWK(privateKey);
  const made = { ...key, kid: await calculateJwkThumbprint(key) };
  await writeFile(keyFile, JSON.stringify(made), { mode: 0o600 });
  return made;
}
