// What crosses the front door: requests, answers and errors of the HTTP API for distributors. The OpenAPI document is made from
// these schemas (docs/front-door.md).
import * as z from "zod";
import { FILE_LIMITS } from "./limits.ts";
import { FileStatusSchema, PolicySchema } from "./outcomes.ts";
import { ReceiptSchema } from "./receipt.ts";
import { plainObject, strictObject } from "./object-schemas.ts";

/** What S3 is asked to hold a file as: by the end of its name, or by `contentType`. */
export const CONTENT_TYPES = {
  csv: "text/csv",
  tsv: "text/tab-separated-values",
  txt: "text/plain",
  json: "application/json",
  ndjson: "application/x-ndjson",
  jsonl: "application/x-ndjson",
  gz: "application/gzip",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
} as const satisfies Readonly<Record<string, string>>;
const ALLOWED_TYPES = [...new Set(Object.values(CONTENT_TYPES))];

/** An upload must begin, and a download must begin, within this. */
export const UPLOAD_LINK_SECONDS = 900;
export const RESULT_LINK_SECONDS = 900;

/** Of `GET /files`, unless `limit` says otherwise. */
export const FILES_PAGE = 20;
export const FILES_PAGE_MAX = 100;

const FILE_NAME_CHARACTERS_MAX = 200;
/** The bytes of a SHA-256. */
const SHA256 = /^(?:[0-9a-f]{64}|[A-Za-z0-9+/]{43}=)$/i;

const HEX_DIGITS = 64;
/** Lower-case hexadecimal, as batch ids are made of it. */
export const sha256Hex = (sha256: string): string =>
  sha256.length === HEX_DIGITS
    ? sha256.toLowerCase()
    : [...atob(sha256)].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
/** As S3's checksum header has it. */
export const sha256Base64 = (sha256: string): string =>
  btoa(sha256Hex(sha256).replaceAll(/../g, (byte) => String.fromCharCode(Number.parseInt(byte, 16))));

export const UploadRequestSchema = strictObject(() => ({
  file: z
    .string()
    .min(1)
    .max(FILE_NAME_CHARACTERS_MAX)
    .regex(/^[^/\\\p{Cc}]+$/u, "must be a file name, without folders and control characters")
    .refine((name) => name !== "." && name !== "..", "must be a file name")
    .meta({ description: "Name of the file. Its results carry it.", examples: ["orders.csv"] }),
  bytes: z
    .int()
    .min(1)
    .max(FILE_LIMITS.fileBytesMax)
    .meta({ description: "Size of the file, exactly: the upload link takes no other.", examples: [1842] }),
  sha256: z
    .string()
    .regex(SHA256, "must be a SHA-256 in hexadecimal (64 digits) or base64 (44 characters)")
    .meta({
      description: "SHA-256 of the file, in hexadecimal or base64. The batch id follows from it.",
      examples: ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    }),
  contentType: z
    .enum(ALLOWED_TYPES)
    .optional()
    .meta({ description: "Needed only where the name does not end in .csv, .json, .ndjson, .xlsx, .gz and the like." }),
  policy: PolicySchema.optional().meta({
    description: "What a bad row holds back: its order, the whole file, or its site only. Default: your profile's.",
  }),
}));
export type UploadRequest = z.infer<typeof UploadRequestSchema>;

const BatchIdSchema = z
  .string()
  .regex(/^f-[0-9a-f]{24}$/)
  .meta({ description: "The batch: one file of yours, by its content.", examples: ["f-6c43a59bcd5964ebc720ebac"] });

export const UploadOfferSchema = plainObject(() => ({
  batchId: BatchIdSchema,
  upload: z.object({
    method: z.literal("PUT"),
    url: z.url().meta({ description: "Where to send the file's bytes. Good for one file of this content." }),
    headers: z
      .record(z.string(), z.string())
      .meta({ description: "Headers to send with it, exactly as they are. They are part of the signature." }),
    expiresAt: z.iso.datetime().meta({ description: "The upload must begin before this." }),
  }),
  batch: z.string().meta({ description: "Where the batch can be asked for.", examples: ["/files/f-…"] }),
}));
export type UploadOffer = z.infer<typeof UploadOfferSchema>;

const receipt = ReceiptSchema.shape;

export const FileStateSchema = plainObject(() => ({
  batchId: BatchIdSchema,
  file: z.string(),
  status: FileStatusSchema.meta({
    description:
      "received and reading: not read yet. processing: orders are on their way. completed: all is over. needsAttention: nothing " +
      "moves until a person acts on an order. rejected: no row was accepted. gone: deleted before it was read.",
  }),
  receivedAt: z.iso.datetime(),
  completedAt: z.iso.datetime().nullable(),
  rows: receipt.rows.nullable().meta({ description: "Rows by outcome at `countedAt`; null: not read yet." }),
  orders: receipt.orders.nullable().meta({ description: "Orders by status at `countedAt`; null: not read yet." }),
  issues: receipt.issueTotals.nullable().meta({ description: "Issues found in the file; null: not read yet." }),
  countedAt: z.iso.datetime().nullable(),
}));
export type FileState = z.infer<typeof FileStateSchema>;

export const FileListSchema = plainObject(() => ({
  files: z.array(FileStateSchema),
  next: z
    .string()
    .nullable()
    .meta({ description: "Goes into `before` for the files before these; null: there are no more." }),
}));
export type FileList = z.infer<typeof FileListSchema>;

export const ResultLinkSchema = plainObject(() => ({
  name: z.string().meta({ examples: ["results.csv"] }),
  bytes: z.int().nonnegative(),
  url: z.url().meta({ description: "Good until `expiresAt` for anyone who has it. Ask again for a new one." }),
  expiresAt: z.iso.datetime(),
}));
export type ResultLink = z.infer<typeof ResultLinkSchema>;

export const FileDetailSchema = FileStateSchema.extend({
  results: z.array(ResultLinkSchema).meta({ description: "report.html, results.csv, failed.csv and the others." }),
});
export type FileDetail = z.infer<typeof FileDetailSchema>;

export const FRONT_DOOR_ERRORS = ["malformed", "tooLarge", "noDistributor", "notFound", "failed"] as const;
export const FrontDoorErrorSchema = plainObject(() => ({
  error: z.object({
    code: z.enum(FRONT_DOOR_ERRORS),
    message: z.string().meta({ description: "What is wrong." }),
    fix: z.string().meta({ description: "What to do." }),
    field: z.string().optional().meta({ description: "The field of the request that is wrong." }),
  }),
}));
export type FrontDoorError = z.infer<typeof FrontDoorErrorSchema>["error"];
