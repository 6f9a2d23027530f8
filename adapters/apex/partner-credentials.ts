// Which client id and secret a Solution Provider's calls carry: a Connector has one URL and a credential a provider
// (docs/apex-api.md §1, A). Read from the secret when first needed; a secret that the partner refuses is read anew.
import { createHash } from "node:crypto";
import { type PartnerCredentials, PartnerCredentialsSchema } from "../../contracts/deployment.ts";
import { ConfigurationError } from "../../contracts/errors.ts";
import type { Secrets } from "../aws/secrets.ts";
import { parseJson } from "./classify-outcome.ts";

export interface Credential {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Names the credential in shared records without giving it away. */
  readonly fingerprint: string;
}

export class CredentialStore {
  readonly #secrets: Secrets;
  readonly #secretName: string;
  #read: { readonly text: string; readonly credentials: PartnerCredentials } | undefined;

  constructor(secrets: Secrets, secretName: string) {
    this.#secrets = secrets;
    this.#secretName = secretName;
  }

  async of(spId: string): Promise<Credential> {
    const { default: common, bySpId } = await this.#credentials();
    const own = bySpId !== undefined && Object.hasOwn(bySpId, spId) ? bySpId[spId] : undefined;
    const { clientId, clientSecret } = own ?? common;
    return { clientId, clientSecret, fingerprint: fingerprintOf(clientId) };
  }

  /** After a refusal: the provider's credential as the secret has it now, or undefined where it is still the refused one. */
  async replacementFor(spId: string, refused: Credential): Promise<Credential | undefined> {
    this.#secrets.forget(this.#secretName);
    const current = await this.of(spId);
    const same = current.clientId === refused.clientId && current.clientSecret === refused.clientSecret;
    return same ? undefined : current;
  }

  async #credentials(): Promise<PartnerCredentials> {
    const text = await this.#secrets.read(this.#secretName);
    if (this.#read?.text === text) return this.#read.credentials;
    const parsed = PartnerCredentialsSchema.safeParse(parseJson(text)?.value);
    if (!parsed.success) {
      this.#secrets.forget(this.#secretName);
      throw new ConfigurationError(`secret ${this.#secretName}: not the credentials of an Ordering API`);
    }
    this.#read = { text, credentials: parsed.data };
    return parsed.data;
  }
}

const FINGERPRINT_DIGITS = 16;

function fingerprintOf(clientId: string): string {
  return createHash("sha256").update(clientId).digest("hex").slice(0, FINGERPRINT_DIGITS);
}
