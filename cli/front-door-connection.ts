// A distributor's way to a deployment: the front door, with a token and nothing of AWS (docs/front-door.md). The token comes from a
// file or the environment, never from the command line, and is never printed.
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import * as z from "zod";
import { readEnv } from "../adapters/runtime/env.ts";
import {
  type FileDetail,
  FileDetailSchema,
  type FileList,
  FileListSchema,
  FrontDoorErrorSchema,
  UploadOfferSchema,
} from "../contracts/front-door.ts";
import type { Policy } from "../contracts/outcomes.ts";
import { readJson } from "../domain/read-json.ts";
import type { OptionValues } from "./command-call.ts";
import { demandReadable, unreadable, measureFile } from "./drop-file.ts";
import { textOption } from "./run-options.ts";
import { Breakdown, UsageError } from "./usage-error.ts";

const TokenEnv = z.object({ APEX_API_TOKEN: z.string().min(1).optional() });
const ANSWER_MILLIS = 30_000;

export interface Submitted {
  readonly file: string;
  readonly batchId: string;
}

/** Undefined: without --api a command works on a stack. */
export async function frontDoorConnection(values: OptionValues): Promise<FrontDoorConnection | undefined> {
  const api = textOption(values, "api");
  if (api === undefined) return undefined;
  return new FrontDoorConnection(apiUrl(api), await readToken(textOption(values, "token-file")));
}

export class FrontDoorConnection {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** Uploads one file; the same bytes again are the same batch. */
  async submit(file: string, policy: Policy | undefined): Promise<Submitted> {
    await demandReadable(file);
    const { bytes, sha256 } = await measureFile(file);
    const announced = { file: path.basename(file), bytes, sha256, ...(policy !== undefined && { policy }) };
    const offer = UploadOfferSchema.parse(await this.#ask("POST", "/uploads", announced));
    const { url, headers } = offer.upload;
    const { status, text } = await put(file, url, { ...headers, "content-length": String(bytes) });
    if (status !== 200) throw new Breakdown(`${file} was not taken: ${s3Fault(status, text)}`);
    return { file, batchId: offer.batchId };
  }

  /** The newest ones. */
  async files(): Promise<FileList> {
    return FileListSchema.parse(await this.#ask("GET", "/files"));
  }

  async file(batchId: string): Promise<FileDetail> {
    return FileDetailSchema.parse(await this.#ask("GET", `/files/${encodeURIComponent(batchId)}`));
  }

  /** Answers the folder `{out}/{file}-{batch}`. Each file appears whole or not at all. */
  async download({ file, batchId, results }: FileDetail, out: string): Promise<string> {
    const folder = path.join(out, `${path.parse(path.basename(file)).name}-${batchId}`);
    await mkdir(folder, { recursive: true });
    for (const { name, url } of results) {
      const answer = await fetch(url);
      if (!answer.ok || answer.body === null)
        throw new Breakdown(`${name}: ${s3Fault(answer.status, await answer.text())}`);
      const target = path.join(folder, path.basename(name));
      const unfinished = `${target}.unfinished`;
      try {
        await pipeline(Readable.fromWeb(answer.body), createWriteStream(unfinished));
        await rename(unfinished, target);
      } finally {
        await rm(unfinished, { force: true });
      }
    }
    return folder;
  }

  async #ask(method: "GET" | "POST", where: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${this.#url}${where}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_MILLIS),
    }).catch((error: unknown) => {
      throw new Breakdown(`${this.#url} does not answer`, { cause: error });
    });
    const said = readJson(await answer.text());
    if (answer.ok) return said;
    if (answer.status === 401) {
      throw new UsageError(`the token is refused: ${reasonIn(answer.headers.get("www-authenticate"))}. Get a new one.`);
    }
    const known = FrontDoorErrorSchema.safeParse(said);
    if (!known.success) throw new Breakdown(`${this.#url}${where} answered ${String(answer.status)}`);
    const { code, message, fix } = known.data.error;
    if (code === "failed") throw new Breakdown(`${message} ${fix}`);
    throw new UsageError(`${message} ${fix}`);
  }
}

/** A token must not travel in the open, except within this machine. */
function apiUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url?.protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url?.protocol === "https:" || isLocal) return text.replace(/\/+$/, "");
  throw new UsageError(`--api is an address that begins with https://, not "${text}"`);
}

async function readToken(file: string | undefined): Promise<string> {
  const { APEX_API_TOKEN: fromEnvironment } = readEnv(TokenEnv);
  if (file === undefined) {
    if (fromEnvironment !== undefined) return fromEnvironment.trim();
    throw new UsageError("--api needs a token: name its file with --token-file, or set APEX_API_TOKEN");
  }
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new UsageError(unreadable(file, error));
  });
  if (text.trim() === "") throw new UsageError(`${file} holds no token`);
  return text.trim();
}

/** With its length told beforehand: it is part of the signature, and fetch would send a stream without. */
function put(
  file: string,
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly text: string }> {
  const request = url.startsWith("https:") ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: "PUT", headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => (text += chunk));
      answer.on("end", () => {
        resolve({ status: answer.statusCode ?? 0, text });
      });
    });
    outgoing.once("error", reject);
    pipeline(createReadStream(file), outgoing).catch(reject);
  });
}

function s3Fault(status: number, xml: string): string {
  const [code, message] = ["Code", "Message"].map((tag) => new RegExp(`<${tag}>(.*?)</${tag}>`).exec(xml)?.[1]);
  return `S3 answered ${String(status)} ${code ?? ""}${message === undefined ? "" : `: ${message}`}`;
}

const reasonIn = (challenge: string | null): string =>
  /error_description="([^"]*)"/.exec(challenge ?? "")?.[1] ?? "it is missing or not valid";
