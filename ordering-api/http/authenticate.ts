// Who calls: client id and secret as plain headers (docs/apex-api.md §1). Compared in constant time, never logged, never in
// an answer. A Connector has a credential a Solution Provider; a credential named for one acts for no other.
import { hash, timingSafeEqual } from "node:crypto";
import { APEX_HEADERS } from "../../contracts/apex/calls.ts";
import type { PartnerCredentials } from "../../contracts/deployment.ts";
import { apiError, Refused } from "../refusal.ts";
import type { ApiRequest } from "./exchange.ts";

export interface Caller {
  readonly clientId: string;
  readonly actsFor: (spId: string) => boolean;
}

export function authenticate(request: ApiRequest, credentials: PartnerCredentials): Caller | undefined {
  const clientId = request.headers[APEX_HEADERS.clientId] ?? "";
  const secret = request.headers[APEX_HEADERS.clientSecret] ?? "";
  const bySpId = credentials.bySpId ?? {};
  const asked = digest(clientId, secret);
  const known = [credentials.default, ...Object.values(bySpId)];
  const matches = known.filter((own) => timingSafeEqual(digestOf(own), asked));
  if (matches.length === 0) return undefined;
  const isDefault = matches.includes(credentials.default);
  return {
    clientId,
    actsFor: (spId) => {
      const named = Object.hasOwn(bySpId, spId) ? bySpId[spId] : undefined;
      return named === undefined ? isDefault : named.clientId === clientId;
    },
  };
}

export const unauthorized = (): Refused =>
  new Refused(401, [apiError("invalidValue", "client_id", "client_id and client_secret are missing or wrong.")]);

type Credential = PartnerCredentials["default"];
const digests = new WeakMap<Credential, Buffer>();

function digestOf(own: Credential): Buffer {
  const kept = digests.get(own) ?? digest(own.clientId, own.clientSecret);
  digests.set(own, kept);
  return kept;
}

/** The length keeps `ab` + `c` and `a` + `bc` apart. */
const digest = (clientId: string, secret: string): Buffer =>
  hash("sha256", `${String(clientId.length)}:${clientId}${secret}`, "buffer");
