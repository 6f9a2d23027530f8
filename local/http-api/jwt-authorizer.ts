// The JWT authorizer of an HTTP API: lets a request through whose token the issuer has signed for this audience and whose time
// has not passed, and answers 401 or 403 itself otherwise, so that the function never hears of it. API Gateway developer guide,
// "Control access to HTTP APIs with JWT authorizers".
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import type { Clock } from "../clock.ts";
import type { CloudRequest, CloudResponse } from "../endpoint/message.ts";
import { type JsonObject, parseObject, textAt } from "../json.ts";
import { failure } from "./failure.ts";

export interface JwtSettings {
  /** As tokens name it, character by character. */
  readonly issuer: string;
  readonly audience: readonly string[];
  /** Lower-case name of the header that the token comes in. */
  readonly header: string;
}

export interface JwtMeans {
  readonly clock: Clock;
  /** Where an issuer is found, where that is not where its name says. */
  readonly issuerAddresses: Readonly<Record<string, string>>;
}

export type Authorized =
  | { readonly kind: "authorized"; readonly context: JsonObject }
  | { readonly kind: "refused"; readonly response: CloudResponse };

/** The only family that API Gateway takes. */
const ALGORITHMS = ["RS256", "RS384", "RS512"];
/** API Gateway may keep an issuer's keys for two hours. */
const KEYS_KEPT_MILLIS = 2 * 3_600_000;

/** A token that is refused, in the words of the answer's header. */
class Refusal extends Error {
  override readonly name = "Refusal";
}

export class JwtAuthorizer {
  readonly #settings: JwtSettings;
  readonly #means: JwtMeans;
  #keys: Promise<JWTVerifyGetKey> | undefined;

  constructor(settings: JwtSettings, means: JwtMeans) {
    this.#settings = settings;
    this.#means = means;
  }

  /** `scopes`: of the route; the token needs one of them. */
  async authorize(request: CloudRequest, scopes: readonly string[]): Promise<Authorized> {
    const token = (request.headers[this.#settings.header] ?? "").replace(/^Bearer\s+/i, "").trim();
    if (token === "") return refused(401, "Bearer");
    try {
      const claims = await this.#verified(token);
      const granted = scopesOf(claims);
      if (scopes.length > 0 && !scopes.some((scope) => granted.includes(scope))) {
        return refused(403, challenge(scopes, "insufficient_scope", "the token does not have a required scope"));
      }
      const shown = Object.entries(claims).map(([name, value]): [string, string] => [name, claimText(value)]);
      const context = { claims: Object.fromEntries(shown), scopes: scopes.length > 0 ? granted : null };
      return { kind: "authorized", context: { jwt: context } };
    } catch (error) {
      return refused(401, challenge(scopes, "invalid_token", refusalReason(error)));
    }
  }

  async #verified(token: string): Promise<JWTPayload> {
    const { issuer, audience } = this.#settings;
    const now = this.#means.clock.now();
    const { payload } = await jwtVerify(token, await this.#issuerKeys(), {
      issuer,
      algorithms: ALGORITHMS,
      requiredClaims: ["exp"],
      currentDate: new Date(now),
    });
    // client_id counts only where there is no aud.
    const named = payload.aud === undefined ? [payload["client_id"]] : [payload.aud].flat();
    if (!named.some((one) => typeof one === "string" && audience.includes(one))) {
      throw new Refusal("the token does not have a valid audience");
    }
    if (payload.iat !== undefined && payload.iat * 1000 > now) throw new Refusal("the token was issued in the future");
    return payload;
  }

  /** Found once; asked again after a failure. */
  #issuerKeys(): Promise<JWTVerifyGetKey> {
    this.#keys ??= this.#discover().catch((error: unknown) => {
      this.#keys = undefined;
      throw new Refusal("OIDC discovery endpoint communication error", { cause: error });
    });
    return this.#keys;
  }

  async #discover(): Promise<JWTVerifyGetKey> {
    const { issuer } = this.#settings;
    const address = (this.#means.issuerAddresses[issuer] ?? issuer).replace(/\/$/, "");
    const answer = await fetch(`${address}/.well-known/openid-configuration`);
    const location = textAt(parseObject(await answer.text()), "jwks_uri");
    if (location === undefined) throw new Refusal("the issuer names no keys");
    return createRemoteJWKSet(new URL(location), { cacheMaxAge: KEYS_KEPT_MILLIS });
  }
}

const REASONS: readonly (readonly [kind: new (...args: never[]) => Error, reason: string])[] = [
  [errors.JWTExpired, "the token has expired"],
  [errors.JWKSNoMatchingKey, "the token is signed with an unknown key"],
  [errors.JWSSignatureVerificationFailed, "the token's signature is not valid"],
  [errors.JOSEAlgNotAllowed, "signing method is not supported"],
];

function refusalReason(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  const known = REASONS.find(([kind]) => error instanceof kind);
  if (known !== undefined) return known[1];
  if (error instanceof errors.JWTClaimValidationFailed) return `the token does not have a valid ${error.claim}`;
  return "the token cannot be read";
}

function scopesOf(claims: JWTPayload): readonly string[] {
  const scope = claims["scope"] ?? claims["scp"];
  if (Array.isArray(scope)) return scope.map(String);
  return typeof scope === "string" ? scope.split(" ") : [];
}

/** API Gateway hands claims on as texts; lists in brackets with spaces between. */
function claimText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(String).join(" ")}]`;
  return typeof value === "string" ? value : JSON.stringify(value);
}

const challenge = (scopes: readonly string[], error: string, description: string): string =>
  `Bearer scope="${scopes.join(" ")}" error="${error}" error_description="${description}"`;

function refused(status: 401 | 403, wwwAuthenticate: string): Authorized {
  const { headers, ...answer } = failure(status, status === 401 ? "Unauthorized" : "Forbidden");
  return { kind: "refused", response: { ...answer, headers: { ...headers, "www-authenticate": wwwAuthenticate } } };
}
