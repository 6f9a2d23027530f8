// The original rows of a file that the intake has read before, as often as its results need them.
import { FileFault } from "./row/file-fault.ts";
import { type OpenFile, readRecords } from "./read-records.ts";
import type { ReadOptions, RowSink } from "./row/source-row.ts";

export interface RowSource {
  readonly open: OpenFile;
  readonly profile: ReadOptions["profile"];
  readonly sheet?: ReadOptions["sheet"];
}

export async function eachRow(source: RowSource, sink: RowSink): Promise<void> {
  try {
    const { profile, sheet } = source;
    await readRecords(source.open, { profile, sheet, repeatOrderFields: true }, sink, () => undefined);
  } catch (error) {
    // The intake met the same fault at the same place, and the receipt says so.
    if (!(error instanceof FileFault)) throw error;
  }
}
