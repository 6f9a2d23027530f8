// The sheets that one can choose from before a workbook is read; what is no workbook, or a damaged one, has none.
import { openText } from "./open-text.ts";
import type { OpenFile } from "./read-records.ts";
import { FileFault } from "./row/file-fault.ts";
import { visibleSheets } from "./xlsx/workbook.ts";

/** In their order; hidden sheets are left out. */
export async function sheetNames(open: OpenFile): Promise<readonly string[]> {
  try {
    const { workbook } = await openText(await open());
    return workbook === undefined ? [] : await visibleSheets(workbook.bytes);
  } catch (error) {
    if (error instanceof FileFault) return [];
    throw error;
  }
}
