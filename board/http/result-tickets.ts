// Lets a browser open or save a result file by itself: an address that is good once, for a minute, because a link cannot carry the
// token. A report comes into a sandbox of its own, from which it can reach nothing of the board.
import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { getObject } from "../../adapters/aws/objects.ts";
import type { BulkDeps } from "../../pipeline/intake/bulk-deps.ts";
import { SAFE_HEADERS } from "./guard.ts";

export const RESULT_FILES = [
  "report.html",
  "results.csv",
  "failed.csv",
  "results.xlsx",
  "failed.xlsx",
  "receipt.json",
  "events.ndjson",
  "issues.ndjson",
] as const;
export type ResultFile = (typeof RESULT_FILES)[number];

const GOOD_MILLIS = 60_000;
const PATH = "/open/";
/** What a report may do: run its own script, on an origin that is nobody's. */
const REPORT_POLICY =
  "sandbox allow-scripts allow-popups; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; frame-ancestors 'none'";

export class ResultTickets {
  readonly #deps: BulkDeps;
  readonly #open = new Map<string, { readonly key: string; readonly file: ResultFile; readonly until: number }>();

  constructor(deps: BulkDeps) {
    this.#deps = deps;
  }

  /** Answers its path. */
  issue(resultsPrefix: string, file: ResultFile): string {
    const now = this.#deps.clock.now().getTime();
    for (const [id, { until }] of this.#open) if (until < now) this.#open.delete(id);
    const ticket = randomBytes(24).toString("base64url");
    this.#open.set(ticket, { key: resultsPrefix + file, file, until: now + GOOD_MILLIS });
    return PATH + ticket;
  }

  /** False: the path is no ticket that is good. */
  async answer(path: string, response: ServerResponse): Promise<boolean> {
    const ticket = path.startsWith(PATH) ? path.slice(PATH.length) : "";
    const found = this.#open.get(ticket);
    this.#open.delete(ticket);
    if (found === undefined || found.until < this.#deps.clock.now().getTime()) return false;
    const { body } = await getObject(this.#deps.s3, { bucket: this.#deps.filesBucket, key: found.key });
    const isReport = found.file === "report.html";
    response.writeHead(200, {
      ...SAFE_HEADERS,
      "content-type": isReport ? "text/html; charset=utf-8" : "application/octet-stream",
      ...(isReport
        ? { "content-security-policy": REPORT_POLICY }
        : { "content-disposition": `attachment; filename="${found.file}"` }),
    });
    await pipeline(Readable.from(body), response);
    return true;
  }
}
