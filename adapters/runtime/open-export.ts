// Asks a distributor's server for its export, within a time and a size. Answers the bytes as they come, or why there are none and what to do
// about it, in sentences without the URL and the headers: both may hold a token.
import { FILE_LIMITS } from "../../contracts/limits.ts";

export interface ExportRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** `isFinal`: the next minute would answer the same. */
export interface NoExport {
  readonly kind: "none";
  readonly why: string;
  readonly isFinal: boolean;
}

export type OpenedExport =
  /** Reading the body throws `ExportFault` where the export does not end well. */
  { readonly kind: "opened"; readonly body: AsyncIterable<Uint8Array>; readonly name: string } | NoExport;
export type OpenExport = (request: ExportRequest) => Promise<OpenedExport>;

export class ExportFault extends Error {
  readonly isFinal: boolean;

  /** `why`: sentences for people. */
  constructor(why: string, isFinal: boolean) {
    super(why);
    this.name = "ExportFault";
    this.isFinal = isFinal;
  }
}

export interface ExportBounds {
  /** Until the answer begins. */
  readonly answerMillis: number;
  /** Until its last byte. Three of them and the pauses between fit into the function's 15 minutes. */
  readonly downloadMillis: number;
  /** More than that is no bulk file. */
  readonly bytesMax: number;
}

const BOUNDS: ExportBounds = { answerMillis: 30_000, downloadMillis: 210_000, bytesMax: FILE_LIMITS.fileBytesMax };

export function makeOpenExport(bounds: ExportBounds): OpenExport {
  return async ({ url, headers }) => {
    const ending = new AbortController();
    let timer = setTimeout(() => {
      ending.abort();
    }, bounds.answerMillis);
    try {
      const answer = await fetch(url, { headers, redirect: "manual", signal: ending.signal });
      clearTimeout(timer);
      const refused = refusalOf(answer, Object.keys(headers).length > 0) ?? tooLarge(announcedBytes(answer), bounds);
      if (refused !== undefined || answer.body === null) {
        await answer.body?.cancel();
        return refused ?? none("The server answered without an export.", false);
      }
      timer = setTimeout(() => {
        ending.abort();
      }, bounds.downloadMillis);
      return { kind: "opened", body: bounded({ body: answer.body, ending, timer }, bounds), name: nameOf(url) };
    } catch (error) {
      clearTimeout(timer);
      if (ending.signal.aborted) {
        return none(`The server did not begin to answer within ${inSeconds(bounds.answerMillis)}.`, false);
      }
      return none(`The server could not be reached${codeOf(error)}.`, false);
    }
  };
}

export const openExport: OpenExport = makeOpenExport(BOUNDS);

const none = (why: string, isFinal: boolean): NoExport => ({ kind: "none", why, isFinal });

function refusalOf({ status }: Response, hasCredentials: boolean): NoExport | undefined {
  const answered = `The server answered ${String(status)}`;
  if (status === 200) return undefined;
  if (status >= 300 && status < 400) {
    return none(
      `${answered}, which leads to another address, and none is followed: it would be given the credentials. Write the address of the export itself into feed.from.url of the profile.`,
      true,
    );
  }
  if (status === 401 || status === 403) {
    const fix = hasCredentials
      ? "it does not take our credentials. Put the right value into the feed's secret."
      : "it asks for credentials. Name the header in feed.from.header of the profile, and put the value into the feed's secret.";
    return none(`${answered}: ${fix}`, true);
  }
  if (status === 404 || status === 410) {
    return none(`${answered}: there is no export at this address. Correct feed.from.url in the profile.`, true);
  }
  return none(`${answered}.`, false);
}

function announcedBytes({ headers }: Response): number {
  const said = headers.get("content-length");
  // Of an answer that is compressed on its way, it says how many bytes travel; those that come out are counted.
  return said === null || headers.has("content-encoding") ? 0 : Number(said);
}

function tooLarge(bytes: number, { bytesMax }: ExportBounds): NoExport | undefined {
  if (bytes <= bytesMax) return undefined;
  const why = `The export is larger than ${inMegabytes(bytesMax)}, the most that a file may have. Ask for it in parts, or without what has been over for long.`;
  return none(why, true);
}

interface Download {
  readonly body: AsyncIterable<Uint8Array>;
  readonly ending: AbortController;
  readonly timer: NodeJS.Timeout;
}

async function* bounded({ body, ending, timer }: Download, bounds: ExportBounds): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      const refused = tooLarge(bytes, bounds);
      if (refused !== undefined) throw new ExportFault(refused.why, true);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof ExportFault) throw error;
    if (ending.signal.aborted) {
      throw new ExportFault(
        `The export did not come within ${inSeconds(bounds.downloadMillis)}; ${inMegabytes(bytes)} had come. Ask for it compressed (.gz), or from a faster server.`,
        false,
      );
    }
    throw new ExportFault(`The answer was cut off after ${inMegabytes(bytes)}${codeOf(error)}.`, false);
  } finally {
    clearTimeout(timer);
  }
}

/** The system's own code, as ECONNREFUSED or CERT_HAS_EXPIRED; never a message, which may name the address. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" && /^[A-Z0-9_]{1,60}$/.test(code) ? ` (${code})` : "";
}

const inSeconds = (millis: number): string => `${String(millis / 1000)} seconds`;

function inMegabytes(bytes: number): string {
  if (bytes >= 1024 ** 3) return `${String(Math.round((bytes / 1024 ** 3) * 10) / 10)} GB`;
  return bytes < 1024 ** 2 ? `${String(bytes)} bytes` : `${String(Math.round(bytes / 1024 ** 2))} MB`;
}

/** The end of the path; intake looks at the bytes, people at the name. */
function nameOf(url: string): string {
  const name = new URL(url).pathname.split("/").at(-1) ?? "";
  return /^[\w.-]{1,100}$/.test(name) ? name : "export";
}
