// A distributor's nightly feed: where its full export comes from, when it is fetched, and how much smaller it may get from one night to
// the next before a person must look. And what the table remembers of it.
import * as z from "zod";
import { isLoopback } from "./plain-http.ts";
import { looseObject, plainObject, strictObject } from "./object-schemas.ts";

/** In the files bucket: where distributors put exports that are fetched from a prefix. */
export const FEEDS_PREFIX = "feeds/";

/** Headers that say how a request is sent, not who sends it. */
const HEADERS_OF_THE_CONNECTION = ["host", "connection", "content-length", "expect", "keep-alive", "transfer-encoding"];
const HeaderSchema = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/i, "must be the name of a header, such as authorization")
  .refine((name) => !HEADERS_OF_THE_CONNECTION.includes(name.toLowerCase()), {
    error: "must be a header that carries credentials, such as authorization or x-api-key",
  });

/**
 * Content of a feed's secret, which is sent to this host and to no other: a profile that is changed by mistake cannot send it elsewhere.
 * `host`: with its port, where it is not 443. Both are empty or made up until a person has put them in.
 */
export const FeedSecretSchema = strictObject(() => ({
  host: z.string().trim().toLowerCase().min(1),
  value: z
    .string()
    .trim()
    .regex(/^[\t\x20-\x7e]+$/),
}));

const SourceSchema = z.union([
  z.strictObject({
    prefix: z.string().regex(/^feeds\/([^/]+\/)+$/, "must be a prefix of the files bucket, such as feeds/acme/"),
  }),
  z
    .strictObject({
      /** `https://` only. `http://` is for this machine alone, where `loopbackHost` names the host. */
      url: z.url({ protocol: /^https?$/ }),
      loopbackHost: z.string().optional(),
      /** The server asks for credentials: this header is sent, with the value of the distributor's secret (`FeedSecretSchema`). */
      header: HeaderSchema.optional(),
    })
    .refine(isSafe, { path: ["url"], error: "must begin with https://, without a user name in it" }),
]);

export const FeedSchema = strictObject(() => ({
  from: SourceSchema,
  /** Local time at `timeZone`, 24 hours. A time that the clocks skip in spring is skipped. */
  at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 02:45"),
  timeZone: z.string().refine(isTimeZone, { error: "must be an IANA time zone such as America/Chicago" }),
  /** An export that has lost more than this share of its rows since the last one is not believed. */
  shrinkPercentMax: z.int().min(1).max(99).default(20),
}));
export type Feed = z.infer<typeof FeedSchema>;

const instant = z.iso.datetime();
const ExportSchema = plainObject(() => ({ sha256: z.string(), rows: z.int().nonnegative(), name: z.string() }));
export type Export = z.infer<typeof ExportSchema>;

export const FeedRecordSchema = looseObject(() => ({
  distributor: z.string(),
  /** The last export that was dropped. */
  taken: ExportSchema.extend({ at: instant }).optional(),
  /** When the newest object under the prefix was written that a run has seen. */
  seenUntil: instant.optional(),
  /** The feed stands still until a person acts, or a good export comes. `held`: key in the work bucket. */
  stopped: z
    .object({
      kind: z.string(),
      cause: z.string(),
      command: z.string(),
      at: instant,
      held: ExportSchema.extend({ key: z.string() }).optional(),
    })
    .optional(),
}));
export type FeedRecord = z.infer<typeof FeedRecordSchema>;

function isSafe({ url, loopbackHost }: { readonly url: string; readonly loopbackHost?: string | undefined }): boolean {
  const { protocol, hostname, username } = new URL(url);
  return username === "" && (protocol === "https:" || (isLoopback(hostname) && hostname === loopbackHost));
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
