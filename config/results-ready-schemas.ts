// Makes the JSON Schemas of what is told when results are there: the event on EventBridge and the webhook's message.
import * as z from "zod";
import { ResultsMessageSchema, ResultsReadySchema } from "../contracts/results-ready.ts";

export const resultsEventSchemaDocument = (): string =>
  documentOf(ResultsReadySchema, "Detail of the EventBridge event with detail-type Results Ready");

export const resultsWebhookSchemaDocument = (): string =>
  documentOf(ResultsMessageSchema, "Body of the webhook message results.ready");

const documentOf = (schema: z.ZodType, title: string): string =>
  `${JSON.stringify({ title, ...z.toJSONSchema(schema) }, null, 2)}\n`;
