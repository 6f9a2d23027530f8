// Secrets Manager, as the one operation that functions need: a secret's text, kept for a while and forgotten when it turns
// out to be wrong or cannot be read. Neither a value nor a name's content ever stands in an error.
import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ConfigurationError } from "../../contracts/errors.ts";

export interface Secrets {
  read(name: string): Promise<string>;
  /** The next read asks anew. */
  forget(name: string): void;
}

/** A rotated secret is in use everywhere after this. */
const KEPT_MILLIS = 300_000;

export class SecretsManagerSecrets implements Secrets {
  readonly #client: SecretsManagerClient;
  readonly #now: () => number;
  readonly #kept = new Map<string, { readonly text: Promise<string>; readonly until: number }>();

  constructor(client: SecretsManagerClient, now: () => number = Date.now) {
    this.#client = client;
    this.#now = now;
  }

  async read(name: string): Promise<string> {
    const kept = this.#kept.get(name);
    if (kept !== undefined && this.#now() < kept.until) return await kept.text;
    const text = this.#fetch(name);
    this.#kept.set(name, { text, until: this.#now() + KEPT_MILLIS });
    try {
      return await text;
    } catch (error) {
      if (this.#kept.get(name)?.text === text) this.#kept.delete(name);
      throw error;
    }
  }

  forget(name: string): void {
    this.#kept.delete(name);
  }

  async #fetch(name: string): Promise<string> {
    const { SecretString } = await this.#client.send(new GetSecretValueCommand({ SecretId: name }));
    if (SecretString === undefined) throw new ConfigurationError(`secret ${name} has no text`);
    return SecretString;
  }
}
