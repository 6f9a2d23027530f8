// The embedded cloud for distributors that are told of their results, with receivers of webhooks on this machine.
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { cachedAssembly } from "../../cli/assembly-cache.ts";
import { deadLettersOutput, distributorWebhookSecret, NAMES, type ParkingQueue } from "../../contracts/deployment.ts";
import { type Cloud, startCloud } from "../../local/cloud.ts";

const ROOT = path.resolve(import.meta.dirname, "..", "..");
const LOOK_MILLIS = 50;

export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers with the statuses of its list in turn, and then with the last of them. */
export class Receiver {
  readonly received: Received[] = [];
  readonly secret = `whsec_${randomBytes(32).toString("base64")}`;
  readonly #server: Server;

  constructor(statuses: readonly number[]) {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const status = statuses[Math.min(this.received.length, statuses.length - 1)]!;
        this.received.push({
          headers: request.headers as Record<string, string>,
          body: Buffer.concat(chunks).toString("utf8"),
        });
        response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {}).end("its own words");
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    return `http://127.0.0.1:${String(typeof address === "object" ? address?.port : 0)}/hook`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export class NoticeCloud {
  readonly cloud: Cloud;
  readonly faults: string[];
  readonly #dir: string;
  readonly #s3: S3Client;
  readonly #sqs: SQSClient;

  private constructor(cloud: Cloud, dir: string, faults: string[]) {
    this.cloud = cloud;
    this.faults = faults;
    this.#dir = dir;
    const client = {
      endpoint: cloud.endpoint,
      region: cloud.region,
      credentials: cloud.rootCredentials,
      forcePathStyle: true,
    };
    this.#s3 = new S3Client(client);
    this.#sqs = new SQSClient(client);
  }

  static async start(receivers: Readonly<Record<string, Receiver>>, mailed: string): Promise<NoticeCloud> {
    const dir = mkdtempSync(path.join(tmpdir(), "notices-"));
    const profiles: Record<string, unknown> = {
      [mailed]: { name: mailed, spIds: "*", notify: { mail: { to: ["one@distributor.example"] } } },
      // Fetched when a test says so, long before its time comes.
      fed: { name: "fed", spIds: "*", feed: { from: { prefix: "feeds/fed/" }, at: "00:00", timeZone: "UTC" } },
    };
    for (const [name, receiver] of Object.entries(receivers)) {
      const webhook = { url: await receiver.start(), loopbackHost: "127.0.0.1" };
      profiles[name] = { name, spIds: "*", notify: { webhook } };
    }
    const distributorProfiles = path.join(dir, "profiles.json");
    writeFileSync(distributorProfiles, JSON.stringify(profiles));
    const faults: string[] = [];
    const cloud = await startCloud({
      assemblyDir: await cachedAssembly({
        root: ROOT,
        settings: {
          ...{ distributorProfiles, mailFrom: "orders@apex-bulk.example" },
          ...{ noticeRetryBaseSeconds: 0, decisionDelayMillis: 10 },
        },
        environment: process.env,
      }),
      dataDir: path.join(dir, "cloud"),
      secretValues: Object.fromEntries(
        Object.entries(receivers).map(([name, { secret }]) => [distributorWebhookSecret(NAMES, name), secret]),
      ),
      onEvent: (event) => {
        if (event.type === "accessDenied") faults.push(`${event.principal} may not ${event.action}`);
        if (event.type === "serviceFailed") faults.push(`${event.service} ${event.action}: ${event.message}`);
        if (event.type === "functionFailed") faults.push(`${event.functionName}: ${event.message}`);
      },
    });
    return new NoticeCloud(cloud, dir, faults);
  }

  async drop(distributor: string, name: string, content: string): Promise<void> {
    await this.put(`inbox/${distributor}/${name}`, content);
  }

  async put(key: string, content: string): Promise<void> {
    const bucket = this.cloud.outputs[NAMES.outputs.filesBucket];
    await this.#s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
  }

  /** Keys under a prefix of the files bucket. */
  async keys(prefix: string): Promise<string[]> {
    const Bucket = this.cloud.outputs[NAMES.outputs.filesBucket];
    const { Contents = [] } = await this.#s3.send(new ListObjectsV2Command({ Bucket, Prefix: prefix }));
    return Contents.map(({ Key }) => Key!);
  }

  async parked(queue: ParkingQueue): Promise<number> {
    const QueueUrl = this.cloud.outputs[deadLettersOutput(queue)];
    const AttributeNames = ["ApproximateNumberOfMessages" as const];
    const answer = await this.#sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
    return Number(answer.Attributes?.["ApproximateNumberOfMessages"]);
  }

  mails(): string[] {
    try {
      const directory = path.join(this.#dir, "cloud", "mail");
      return readdirSync(directory).map((file) => readFileSync(path.join(directory, file), "utf8"));
    } catch {
      return [];
    }
  }

  log(): string {
    return readFileSync(path.join(this.#dir, "cloud", "logs", "functions.log"), "utf8");
  }

  async close(): Promise<void> {
    await this.cloud.close();
  }
}

export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(LOOK_MILLIS);
}
