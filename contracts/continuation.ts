// The message by which an invocation of the intake asks the next one to go on with a file, on the queue of the drops.
import * as z from "zod";
import { plainObject } from "./object-schemas.ts";

const ContinuationSchema = plainObject(() => ({
  continueFile: z.object({
    fileId: z.string(),
    /** Messages of the file that were looked at already, where the same bytes had been dropped again. */
    resumeFrom: z.int().nonnegative(),
  }),
}));
export type ContinuationMessage = z.infer<typeof ContinuationSchema>["continueFile"];

export const continuationBody = (continueFile: ContinuationMessage): string => JSON.stringify({ continueFile });

/** Undefined: another message, of S3's. */
export function readContinuation(body: string): ContinuationMessage | undefined {
  if (!body.startsWith('{"continueFile":')) return undefined;
  return ContinuationSchema.parse(JSON.parse(body)).continueFile;
}
