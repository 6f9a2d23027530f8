// What is told when a batch has come to rest and its results are there: the event on EventBridge, and the message that a
// distributor's webhook gets. Generated schemas: docs/results-ready-event.schema.json, docs/results-ready-webhook.schema.json.
import * as z from "zod";
import { ResultLinkSchema } from "./front-door.ts";
import { ReceiptSchema } from "./receipt.ts";
import { looseObject, plainObject } from "./object-schemas.ts";

/** `detail-type` of the event. Its `source` is the deployment's name: apex-bulk, or apex-bulk-{stage}. */
export const RESULTS_READY = "Results Ready";
/** `type` of the webhook's message. */
export const RESULTS_READY_TYPE = "results.ready";

/** Links are signed with the rights of a function, which last for some hours: an hour always fits in. */
export const NOTICE_LINK_SECONDS = 3600;

const instant = z.iso.datetime();

const shape = {
  id: z.string().meta({
    description:
      "One for each version of a batch's results. The same version may be told twice: drop an id that you have seen.",
    examples: ["f-6c43a59bcd5964ebc720ebac-20270301T120000000Z"],
  }),
  batchId: z.string().meta({ examples: ["f-6c43a59bcd5964ebc720ebac"] }),
  distributor: z.string(),
  file: z.string().meta({ description: "Name of the file as it was dropped." }),
  status: z.enum(["completed", "needsAttention", "rejected", "gone"]).meta({
    description:
      "completed: all is over. needsAttention: nothing moves until a person acts on an order. rejected: no row was accepted. gone: the file was deleted or renamed before it was read; nothing of it was sent.",
  }),
  version: instant.meta({
    description:
      "Version of the results. A later one comes where held orders went on after a person acted, and came to rest again.",
  }),
  receivedAt: instant,
  summary: z.string().meta({ description: "For people.", examples: ["42 rows: 34 handed off, 8 need you"] }),
  rows: ReceiptSchema.shape.rows.meta({ description: "Rows by outcome." }),
  orders: ReceiptSchema.shape.orders.meta({ description: "Orders by status." }),
};

/** `detail` of the event. */
export const ResultsReadySchema = plainObject(() => ({
  ...shape,
  results: z
    .object({ bucket: z.string(), prefix: z.string() })
    .meta({ description: "Where the result files lie in S3; `prefix` ends in a slash." }),
}));
export type ResultsReady = z.infer<typeof ResultsReadySchema>;

/** The event as a queue gets it. */
export const ResultsReadyEventSchema = looseObject(() => ({
  "detail-type": z.literal(RESULTS_READY),
  detail: ResultsReadySchema,
}));

/** Body of the webhook's message. */
export const ResultsMessageSchema = plainObject(() => ({
  type: z.literal(RESULTS_READY_TYPE),
  timestamp: instant.meta({ description: "When this message was made." }),
  data: z.object({
    ...shape,
    files: z
      .array(ResultLinkSchema)
      .meta({ description: "Links to the result files. After `expiresAt`, ask the front door: GET /files/{batchId}." }),
  }),
}));
export type ResultsMessage = z.infer<typeof ResultsMessageSchema>;

/** `version`: an ISO instant. */
export const resultsEventId = (batchId: string, version: string): string =>
  `${batchId}-${version.replaceAll(/[-:.]/g, "")}`;
