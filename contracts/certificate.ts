// The nightly certificate: what the sync compared in one night, what differed, and who vouches for it. A program that never saw
// AWS can read it and check it: the key that signed it is in it, and the hash of the one before.
import * as z from "zod";
import { plainObject } from "./object-schemas.ts";

/** What is compared with what; docs/runbook.md has a section for each. */
export const BREAK_CLASSES = [
  /** Dropped objects with what intake says of them. */
  "drops",
  /** Orders that move with their markers and their executions. */
  "executions",
  /** Waits for a decision with what AT&T says. */
  "waits",
  /** Orders and handoffs with AT&T's orders. */
  "partnerOrders",
  /** The table with the results files. */
  "results",
  /** Calls whose outcome is unknown with what AT&T knows of them. */
  "unknownCalls",
  /** The certificate of the run before with what was recorded of it. */
  "certificates",
] as const;
export const BreakClassSchema = z.enum(BREAK_CLASSES);
export type BreakClass = z.infer<typeof BreakClassSchema>;

const instant = z.iso.datetime();
const count = z.int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A difference that the sync did not heal, because a person must decide. */
export const BreakSchema = plainObject(() => ({
  class: BreakClassSchema,
  /** Which difference, in one word, for example `canceledThere`. */
  kind: z.string(),
  /** What it is about: an order id, a batch id, an object's key. */
  subject: z.string(),
  orderId: z.string().optional(),
  fileId: z.string().optional(),
  /** Whole sentences, without personal data. */
  cause: z.string(),
  /** What to run now. */
  command: z.string(),
  /** When a run first saw it. */
  since: instant,
}));
export type Break = z.infer<typeof BreakSchema>;

const ClassCountsSchema = plainObject(() => ({
  compared: count,
  healed: count,
  breaks: count,
  /** Breaks that a person has accepted. */
  accepted: count,
  /** Could not be compared: this partner has no call that tells. */
  notAskable: count,
  /** Could not be compared this time: something failed. The certificate is then partial. */
  failed: count,
}));
export type ClassCounts = z.infer<typeof ClassCountsSchema>;

/**
 * A side is a list of lines; its hash is h(n) = SHA-256(h(n-1) ‖ SHA-256(line n)), h(0) = 32 zero bytes. So a run can stop after any
 * line and go on later.
 */
const SideSchema = plainObject(() => ({ lines: count, sha256 }));

export const SIGNING_ALGORITHM = "ECDSA_SHA_256";

export const CertificateBodySchema = plainObject(() => ({
  version: z.literal(1),
  /** The deployment. */
  service: z.string(),
  /** The day on which the run began, UTC. */
  date: z.iso.date(),
  startedAt: instant,
  endedAt: instant,
  /** False: partial. `missing` says what was not compared. */
  complete: z.boolean(),
  missing: z.array(z.string()),
  /** Files that came to rest longer ago than this were not compared. */
  windowDays: count,
  classes: z.record(BreakClassSchema, ClassCountsSchema),
  sides: z.record(z.string(), SideSchema),
  breaksTotal: count,
  /** The first ones; `breaksTotal` counts all. */
  breaks: z.array(BreakSchema),
  /** The certificate before: its key in the bucket, and the SHA-256 of its file. Null: this is the first. */
  previous: z.object({ key: z.string(), sha256 }).nullable(),
  /** `spkiSha256`: SHA-256 of the public key as DER, to pin it by. */
  key: z.object({ keyId: z.string(), publicKey: z.string(), spkiSha256: sha256 }),
}));
export type CertificateBody = z.infer<typeof CertificateBodySchema>;

export const CertificateSchema = plainObject(() => ({
  certificate: CertificateBodySchema,
  /** ECDSA over the statement in pipeline/reconcile/canonical-json.ts, as DER in base64. */
  signature: z.object({ algorithm: z.literal(SIGNING_ALGORITHM), value: z.base64() }),
}));
export type Certificate = z.infer<typeof CertificateSchema>;

/** Breaks listed in one certificate. */
export const CERTIFICATE_BREAKS_MAX = 2000;

/** In the files bucket. */
export const CERTIFICATES_PREFIX = "certificates/";
