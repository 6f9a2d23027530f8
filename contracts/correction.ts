// Which earlier file a dropped one corrects, so that rounds of corrections keep the name of the file that they began with.
import * as z from "zod";
import { plainObject } from "./object-schemas.ts";

export const CorrectionSchema = plainObject(() => ({
  /** Name and batch of the file that it corrects, and the prefix of that file's results. */
  file: z.string(),
  batchId: z.string(),
  results: z.string(),
  /** Name of the file that the rounds began with. */
  origin: z.string(),
  /** 1: it corrects the origin. */
  round: z.int().positive(),
}));
export type Correction = z.infer<typeof CorrectionSchema>;
