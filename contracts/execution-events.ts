// EventBridge's news that an execution has ended, as the event rule puts it on the settle queue.
import * as z from "zod";
import { looseObject } from "./object-schemas.ts";

export const ExecutionEndedSchema = looseObject(() => ({
  "detail-type": z.literal("Step Functions Execution Status Change"),
  detail: z.looseObject({
    executionArn: z.string(),
    name: z.string(),
    status: z.enum(["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"]),
    /** Milliseconds since the epoch; null while it runs. */
    stopDate: z.number().nullish(),
  }),
}));
