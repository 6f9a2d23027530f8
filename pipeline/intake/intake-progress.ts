// What an invocation of the intake leaves behind when its time ends before the file's orders are all planned, so that the
// next one goes on there: how far it came, and the lines that it has written so far. An attempt writes under its own prefix
// and is named in the file's record last, so that a crash leaves the progress of the one before it.
import type { S3Client } from "@aws-sdk/client-s3";
import * as z from "zod";
import { IssueSchema } from "../../contracts/outcomes.ts";
import { getJson, getObject, putObject } from "../../adapters/aws/objects.ts";
import { putFile } from "../../adapters/aws/part-upload.ts";
import type { SpoolFile } from "../../reading/spool/spool-file.ts";
import { plainObject } from "../../contracts/object-schemas.ts";

const count = z.int().nonnegative();

const IntakeProgressSchema = plainObject(() => ({
  /** Of the reading that the progress belongs to: another reading of the same bytes comes to the same, or it counts for nothing. */
  rowsTotal: count,
  ordersTotal: count,
  ordersDigest: z.string(),
  plan: z.object({
    pass: z.enum(["check", "send", "stop"]),
    orders: count,
    counts: z.object({
      ...{ failed: count, unchanged: count, ordersSent: count, ordersUnchanged: count, rejectedCells: count },
    }),
  }),
  /** SeenOrders; an older version saved none. */
  seen: z
    .object({ orders: count, byFile: z.array(z.tuple([z.string(), count]).readonly()).readonly() })
    .default({ orders: 0, byFile: [] }),
  /** Found while planning. */
  issues: z.object({
    totals: z.object({ error: count, warning: count, fixed: count }),
    byCode: z.record(z.string(), count),
    first: z.array(IssueSchema),
  }),
}));
export type IntakeProgress = z.infer<typeof IntakeProgressSchema>;

/** The lines of planning: each is uploaded as it stands and read back to be written on. */
export interface PlanLines {
  readonly issues: SpoolFile;
  readonly rows: SpoolFile;
  readonly messages: SpoolFile;
}
const LINES = ["issues", "rows", "messages"] as const;

const NAME = "progress.json";
const linesName = (name: (typeof LINES)[number]): string => `progress-${name}.ndjson`;

interface ProgressLocation {
  readonly s3: S3Client;
  readonly bucket: string;
  /** With the closing slash. */
  readonly prefix: string;
}

export async function saveProgress(
  location: ProgressLocation,
  progress: IntakeProgress,
  lines: PlanLines,
): Promise<void> {
  const { s3, bucket, prefix } = location;
  for (const name of LINES) {
    lines[name].flush();
    await putFile(s3, { bucket, key: prefix + linesName(name) }, lines[name].path, "application/x-ndjson");
  }
  await putObject(s3, { bucket, key: prefix + NAME }, JSON.stringify(progress), "application/json");
}

export interface CurrentReading extends Pick<IntakeProgress, "rowsTotal" | "ordersTotal" | "ordersDigest"> {
  /** An attempt has found no error under policy `file` and gone on to claim orders (FileRecord.checked). */
  readonly checked: boolean;
}

/** Fills the lines, or leaves them empty where the progress counts for nothing. */
export async function loadProgress(
  location: ProgressLocation,
  reading: CurrentReading,
  lines: PlanLines,
): Promise<IntakeProgress | undefined> {
  const { s3, bucket, prefix } = location;
  const progress = IntakeProgressSchema.parse(await getJson(s3, { bucket, key: prefix + NAME }));
  if (!stillCounts(progress, reading)) return undefined;
  for (const name of LINES) {
    const { body } = await getObject(s3, { bucket, key: prefix + linesName(name) });
    for await (const chunk of body) lines[name].appendBytes(chunk);
  }
  return progress;
}

/**
 * Progress of the check is older than the word that all is checked: the attempt that saved it came no further; a later one did, and
 * has claimed orders since. To check once more could stop a file that other files were told of.
 */
function stillCounts(progress: IntakeProgress, { checked, ...reading }: CurrentReading): boolean {
  const isSame = (["rowsTotal", "ordersTotal", "ordersDigest"] as const).every(
    (name) => progress[name] === reading[name],
  );
  return isSame && (progress.plan.pass === "send" || !checked);
}
