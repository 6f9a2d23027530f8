// Secrets Manager: values generated once as the template asks and kept in the data directory, or given at the start.
import { randomInt } from "node:crypto";
import { existsSync, renameSync, writeFileSync } from "node:fs";
import { readJsonFile } from "../damaged-file.ts";
import { type JsonObject, isObject, numberAt, parseObject, textAt } from "../json.ts";
import { ServiceError, notImplemented } from "../service-error.ts";

interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly value: string;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS = "0123456789";
const PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const LENGTH_DEFAULT = 32;
/** Of every secret's ARN. */
const RANDOM_SUFFIX = /-[A-Za-z0-9]{6}$/;

export class SecretsService {
  readonly #file: string;
  readonly #kept: Map<string, string>;
  readonly #secrets: Secret[] = [];

  constructor(file: string) {
    this.#file = file;
    const kept = existsSync(file) ? readJsonFile(file) : {};
    this.#kept = new Map(Object.entries(kept).map(([name, value]) => [name, String(value)]));
  }

  create(identity: { name: string; arn: string }, properties: JsonObject, given: string | undefined): void {
    const value = given ?? textAt(properties, "SecretString") ?? this.#generated(identity.name, properties);
    this.#secrets.push({ ...identity, value });
  }

  /** ARN of the secret that a request names; the name itself where there is none. */
  arnOf(secretId: string): string {
    return this.#find(secretId)?.arn ?? secretId;
  }

  call(action: string, input: JsonObject): object {
    if (action !== "GetSecretValue") throw notImplemented("secretsmanager", action);
    const secret = this.#find(textAt(input, "SecretId") ?? "");
    if (secret === undefined) {
      throw new ServiceError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    }
    return {
      ARN: secret.arn,
      Name: secret.name,
      SecretString: secret.value,
      VersionId: "00000000-0000-0000-0000-000000000000",
      VersionStages: ["AWSCURRENT"],
    };
  }

  #find(secretId: string): Secret | undefined {
    return this.#secrets.find((one) => [one.name, one.arn, partialArnOf(one)].includes(secretId));
  }

  #generated(name: string, properties: JsonObject): string {
    const kept = this.#kept.get(name);
    if (kept !== undefined) return kept;
    const made = generate(isObject(properties["GenerateSecretString"]) ? properties["GenerateSecretString"] : {});
    this.#kept.set(name, made);
    // Whole or not at all: a full disk leaves the file of before.
    const fresh = `${this.#file}.new`;
    writeFileSync(fresh, JSON.stringify(Object.fromEntries(this.#kept), null, 2), { mode: 0o600 });
    renameSync(fresh, this.#file);
    return made;
  }
}

/**
 * The ARN without the six characters behind the name. Where the name itself ends in a hyphen and six characters there is none:
 * Secrets Manager takes it for a complete ARN (https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html).
 */
function partialArnOf({ arn }: Secret): string | undefined {
  const partial = arn.replace(RANDOM_SUFFIX, "");
  return RANDOM_SUFFIX.test(partial) ? undefined : partial;
}

function generate(how: JsonObject): string {
  const excluded = textAt(how, "ExcludeCharacters") ?? "";
  const alphabet = [
    how["ExcludeLowercase"] === true ? "" : LETTERS.slice(0, 26),
    how["ExcludeUppercase"] === true ? "" : LETTERS.slice(26),
    how["ExcludeNumbers"] === true ? "" : DIGITS,
    how["ExcludePunctuation"] === true ? "" : PUNCTUATION,
    how["IncludeSpace"] === true ? " " : "",
  ].flatMap((set) => [...set].filter((one) => !excluded.includes(one)));
  const length = numberAt(how, "PasswordLength") ?? LENGTH_DEFAULT;
  const password = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
  const [template, key] = [textAt(how, "SecretStringTemplate"), textAt(how, "GenerateStringKey")];
  if (template === undefined || key === undefined) return password;
  return JSON.stringify({ ...parseObject(template), [key]: password });
}
