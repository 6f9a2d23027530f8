// What a number of good orders uses of AWS, by the embedded cloud's meter: drops one file of them and waits until all have
// gone through. What starting costs, before the file is dropped, is not theirs.
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { template } from "../domain/rows/template.ts";
import { type MeterReading, difference, sumOf } from "../local/meter/meter.ts";
import { dropFile, fileToDrop } from "./drop-file.ts";
import type { EmbeddedSession } from "./embedded-session.ts";
import { followFiles } from "./follow-files.ts";
import type { ProgressDisplay } from "./progress-display.ts";
import { Breakdown } from "./usage-error.ts";

export interface Measurement {
  readonly orders: number;
  readonly sitesPerOrder: number;
  readonly used: MeterReading;
}

export interface MeasureMeans {
  /** Where the file is written. */
  readonly directory: string;
  readonly display: ProgressDisplay;
  readonly timeoutMillis: number;
  readonly interrupted: AbortSignal;
}

/** Order ids in keys, messages and names of executions. */
export const ORDER_IDS = /o-[0-9a-f]{32}/g;

/** Who looks on. */
export const ONLOOKER = "root";

export async function measureOrders(
  session: EmbeddedSession,
  { orders, sitesPerOrder }: { readonly orders: number; readonly sitesPerOrder: number },
  means: MeasureMeans,
): Promise<Measurement> {
  const name = `${String(orders)}-orders-of-${String(sitesPerOrder)}.csv`;
  const file = path.join(means.directory, name);
  // Two measurements must not send the same orders: the second would find them unchanged.
  const text = [...template("csv", orders * sitesPerOrder, { sitesPerOrder, today: new Date() })].join("");
  await writeFile(file, text.replaceAll(/^NW-/gm, `NW-${String(sitesPerOrder)}-`));
  const dropped = await fileToDrop(file, "demo");
  const before = session.readMeter();
  const drop = await dropFile(session.store, dropped, { distributor: "demo", policy: undefined });
  const { how, batches } = await followFiles([{ fileId: dropped.fileId, name }], {
    ...means,
    table: session.store.table,
    broken: session.broken,
    isAnswered: (record) => record.drop === drop,
  });
  const status = batches[0]?.record?.status;
  if (how !== "settled" || status !== "completed") {
    throw new Breakdown(`the measured orders did not go through: ${how}, ${status ?? "not read"}`);
  }
  return { orders, sitesPerOrder, used: ours(difference(session.readMeter(), before)) };
}

function ours(used: MeterReading): MeterReading {
  const byCaller = Object.fromEntries(Object.entries(used.byCaller).filter(([caller]) => caller !== ONLOOKER));
  return { ...used, byCaller, totals: sumOf(Object.values(byCaller)) };
}
