// An export that a distributor's server gives: its credentials, which go to the host that their secret names and to no other, and what is
// tried again within the night. What is told has the host of an address, and nothing of a secret.
import { distributorFeedSecret } from "../../contracts/deployment.ts";
import { type Feed, FeedSecretSchema } from "../../contracts/feed.ts";
import { localCopy, type LocalCopy } from "../../adapters/aws/download-drop.ts";
import type { Secrets } from "../../adapters/aws/secrets.ts";
import { ExportFault, type NoExport, type OpenExport } from "../../adapters/runtime/open-export.ts";

export interface FetchUrlDeps {
  readonly openExport: OpenExport;
  readonly secrets: Secrets;
  /** Before a distributor's name in the name of its secret. */
  readonly distributorSecrets: string;
  readonly sleep: (millis: number) => Promise<unknown>;
}

export interface FetchedUrl {
  readonly copy: LocalCopy;
  readonly name: string;
}

type UrlSource = Extract<Feed["from"], { readonly url: string }>;

/** A busy server gets three tries within a minute; what fails longer waits for a person or the next night. */
const ATTEMPTS = 3;
const PAUSE_MILLIS = 20_000;

/** A text: why there is no export, and what to do, in sentences. */
export async function fetchUrl(deps: FetchUrlDeps, distributor: string, from: UrlSource): Promise<FetchedUrl | string> {
  const credentials = await credentialsFor(deps, distributor, from);
  if (typeof credentials === "string") return credentials;
  let failed: NoExport | undefined;
  for (let attempt = 1; attempt <= ATTEMPTS && failed?.isFinal !== true; attempt += 1) {
    if (attempt > 1) await deps.sleep(PAUSE_MILLIS);
    const fetched = await fetchOnce(deps, from.url, credentials);
    if (!("kind" in fetched)) return fetched;
    failed = fetched;
  }
  // The next run asks for the secret anew: a person may have mended it.
  if (from.header !== undefined) deps.secrets.forget(distributorFeedSecret(deps.distributorSecrets, distributor));
  return failed?.why ?? "";
}

async function fetchOnce(
  deps: FetchUrlDeps,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<FetchedUrl | NoExport> {
  const opened = await deps.openExport({ url, headers });
  if (opened.kind === "none") return opened;
  try {
    return { copy: await localCopy(opened.body), name: opened.name };
  } catch (error) {
    if (error instanceof ExportFault) return { kind: "none", why: error.message, isFinal: error.isFinal };
    throw error;
  }
}

async function credentialsFor(
  { secrets, distributorSecrets }: FetchUrlDeps,
  distributor: string,
  { url, header }: UrlSource,
): Promise<Readonly<Record<string, string>> | string> {
  if (header === undefined) return {};
  const name = distributorFeedSecret(distributorSecrets, distributor);
  const { host } = new URL(url);
  const read = await readSecret(secrets, name);
  const form = `Put {"host":"${host}","value":"…"} into the secret ${name}.`;
  if (read === undefined) return `The secret ${name} could not be read. ${form}`;
  const secret = FeedSecretSchema.safeParse(read);
  if (!secret.success) {
    secrets.forget(name);
    return `The secret ${name} is not filled in. ${form}`;
  }
  if (secret.data.host !== host.toLowerCase()) {
    secrets.forget(name);
    return `The secret ${name} is for another host than feed.from.url names (${host}): it was not sent. Correct the one that is wrong.`;
  }
  return { [header]: secret.data.value };
}

/** Undefined: there is none, or it is not ours to read. */
async function readSecret(secrets: Secrets, name: string): Promise<unknown> {
  let text: string;
  try {
    text = await secrets.read(name);
  } catch {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
