// Who may ask. The board listens on loopback, where any web page that the person has open can send requests too: a request counts
// only if its Host is loopback (no rebound name), its Origin is the board itself, the browser calls it same-origin, and, for
// everything but the empty page, it carries the token that the terminal printed. No answer has a CORS header.
import { hash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

export const TOKEN_HEADER = "x-board-token";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Refused {
  readonly status: 403 | 401 | 405 | 415;
  readonly error: string;
}

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);
/** Nobody knows anything from the page alone: what it shows comes by /api. */
export const isApi = (path: string): boolean => path.startsWith("/api/");

/** Undefined: it is answered. */
export function refusalOf({ method, path, headers }: Asked, token: string): Refused | undefined {
  const host = headers.host ?? "";
  if (!LOOPBACK.has(host.replace(/:\d+$/, ""))) return forbidden("The board answers on loopback only.");
  if (headers.origin !== undefined && headers.origin !== `http://${host}`) {
    return forbidden("The board does not answer other web pages.");
  }
  const site = headers["sec-fetch-site"];
  // A person who types the address comes from nowhere.
  const isOwn = site === undefined || site === "same-origin" || (site === "none" && !isApi(path));
  if (!isOwn) return forbidden("The board does not answer other web pages.");
  if (method !== "GET" && method !== "POST") return { status: 405, error: "Only GET and POST are answered." };
  if (!isApi(path)) {
    return method === "GET" ? undefined : { status: 405, error: "Only GET is answered here." };
  }
  if (!isToken(headers[TOKEN_HEADER], token)) {
    return { status: 401, error: "Open the board by the address that the terminal printed." };
  }
  // A form of another page can send none of these types without asking first.
  if (method === "POST" && !/^application\/(json|octet-stream)$/.test(headers["content-type"] ?? "")) {
    return { status: 415, error: "Only application/json and application/octet-stream are taken." };
  }
  return undefined;
}

const forbidden = (error: string): Refused => ({ status: 403, error });

/** In constant time. */
function isToken(given: string | string[] | undefined, token: string): boolean {
  return typeof given === "string" && timingSafeEqual(digest(given), digest(token));
}

const digest = (text: string): Buffer => hash("sha256", text, "buffer");

/** The page may run and show what the board itself serves, and nothing else; nobody may frame it. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
};
