// Secrets from Secrets Manager, read once and kept: again after some minutes, and at once where a caller asks (credentials
// that do not fit may just have been rotated), but then not more often than every few seconds.
import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

const KEPT_MILLIS = 300_000;
const REFRESH_MILLIS_MIN = 5_000;

export class Secret {
  readonly #client: SecretsManagerClient;
  readonly #id: string;
  #kept: { value: Promise<string>; at: number } | undefined;

  constructor(client: SecretsManagerClient, id: string) {
    this.#client = client;
    this.#id = id;
  }

  read(nowMillis: number, refreshed = false): Promise<string> {
    const age = this.#kept === undefined ? Number.POSITIVE_INFINITY : nowMillis - this.#kept.at;
    if (this.#kept !== undefined && age < (refreshed ? REFRESH_MILLIS_MIN : KEPT_MILLIS)) return this.#kept.value;
    const value = this.#fetch();
    this.#kept = { value, at: nowMillis };
    // A failure is told to the callers that wait for it, and forgotten.
    value.catch(() => (this.#kept = undefined));
    return value;
  }

  async #fetch(): Promise<string> {
    const { SecretString: text } = await this.#client.send(new GetSecretValueCommand({ SecretId: this.#id }));
    if (text === undefined) throw new Error("secret: no text");
    return text;
  }
}
