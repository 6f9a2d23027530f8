// The embedded cloud with the front door open: the assembly as it is deployed, our own Ordering API in it, and an issuer of tokens.
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cachedAssembly } from "../../cli/assembly-cache.ts";
import { NAMES } from "../../contracts/deployment.ts";
import type { FileDetail, UploadOffer } from "../../contracts/front-door.ts";
import { type Cloud, startCloud } from "../../local/cloud.ts";
import type { CloudEvent } from "../../local/cloud-event.ts";
import { type Clock, systemClock } from "../../local/clock.ts";
import { signToken, startTokenIssuer } from "../../local/issuer/token-issuer.ts";

const ROOT = path.resolve(import.meta.dirname, "..", "..");
const ISSUER = "https://issuer.example";
const AUDIENCE = "apex-bulk";
const LOOK_MILLIS = 100;

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any;
}

export class FrontDoorCloud {
  readonly url: string;
  readonly faults: string[];
  readonly cloud: Cloud;
  /** Goes on with the real time, so many milliseconds ahead of it. */
  readonly ahead: { millis: number };
  readonly #dir: string;
  readonly #closeIssuer: () => Promise<void>;

  private constructor(
    cloud: Cloud,
    means: { dir: string; faults: string[]; ahead: { millis: number }; closeIssuer: () => Promise<void> },
  ) {
    this.cloud = cloud;
    this.url = cloud.outputs[NAMES.outputs.frontDoorUrl]!;
    this.faults = means.faults;
    this.ahead = means.ahead;
    this.#dir = means.dir;
    this.#closeIssuer = means.closeIssuer;
  }

  static async start(): Promise<FrontDoorCloud> {
    const dir = mkdtempSync(path.join(tmpdir(), "front-door-"));
    const issuer = await startTokenIssuer(identityIn(dir));
    const ahead = { millis: 0 };
    const clock: Clock = { ...systemClock, now: () => systemClock.now() + ahead.millis };
    const faults: string[] = [];
    const cloud = await startCloud({
      assemblyDir: await cachedAssembly({
        root: ROOT,
        settings: {
          ...{ frontDoorIssuer: ISSUER, frontDoorAudience: AUDIENCE },
          ...{ demoDistributor: "on", decisionDelayMillis: 10 },
        },
        environment: process.env,
      }),
      dataDir: path.join(dir, "cloud"),
      issuerAddresses: { [ISSUER]: issuer.address },
      clock,
      onEvent: (event) => {
        const fault = faultOf(event);
        if (fault !== undefined) faults.push(fault);
      },
    });
    return new FrontDoorCloud(cloud, { dir, faults, ahead, closeIssuer: () => issuer.close() });
  }

  async close(): Promise<void> {
    await this.cloud.close();
    await this.#closeIssuer();
  }

  token(distributor: string, more: Record<string, unknown> = {}): Promise<string> {
    const claims = { distributor, sub: "client-7", ...more };
    return signToken(identityIn(this.#dir), { audience: AUDIENCE, claims, validSeconds: 600 });
  }

  async ask(route: string, token: string | undefined, body?: unknown): Promise<Answer> {
    const [method = "GET", where = "/"] = route.split(" ");
    const response = await fetch(`${this.url}${where}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") === true;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }

  async offer(token: string, file: string, content: string, more: object = {}): Promise<UploadOffer> {
    const bytes = Buffer.byteLength(content);
    const answer = await this.ask("POST /uploads", token, { file, bytes, sha256: sha256(content), ...more });
    if (answer.status !== 201) throw new Error(`${String(answer.status)} ${JSON.stringify(answer.body)}`);
    return answer.body as UploadOffer;
  }

  /** The batch once nothing of it moves any more. */
  async atRest(token: string, batchId: string): Promise<FileDetail> {
    for (;;) {
      const { status, body } = await this.ask(`GET /files/${batchId}`, token);
      if (status === 200 && ["completed", "needsAttention", "rejected", "gone"].includes(body.status)) return body;
      await sleep(LOOK_MILLIS);
    }
  }

  /** All that the functions have written. */
  log(): string {
    return readFileSync(path.join(this.#dir, "cloud", "logs", "functions.log"), "utf8");
  }
}

const identityIn = (dir: string) => ({ name: ISSUER, keyFile: path.join(dir, "issuer.json") });

function faultOf(event: CloudEvent): string | undefined {
  if (event.type === "accessDenied") return `${event.principal} may not ${event.action} on ${event.resource}`;
  if (event.type === "serviceFailed") return `${event.service} ${event.action}: ${event.message}`;
  return event.type === "functionFailed" ? `${event.functionName}: ${event.message}` : undefined;
}

/** With the headers of the offer, as a client sends it. */
export function put(offer: UploadOffer, content: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(offer.upload.url, {
    method: offer.upload.method,
    headers: { ...offer.upload.headers, ...headers },
    body: content,
  });
}
