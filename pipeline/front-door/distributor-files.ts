// The files of one distributor, page by page, the newest first. One whose record cannot be read is left out: the sync tells the operator of it.
import * as z from "zod";
import { type FileRecord, FileRecordSchema, keys } from "../../contracts/records.ts";
import type { Table } from "../../adapters/aws/table.ts";
import { looseObject } from "../../contracts/object-schemas.ts";

export interface FilesPage {
  readonly files: readonly FileRecord[];
  /** Goes into `before` for the page after this one; null: there are no more. */
  readonly next: string | null;
}

const ListedFileSchema = looseObject(() => ({ sk: z.string(), fileId: z.string(), receivedAt: z.iso.datetime() }));

/** As `next` is written: an instant and a batch id. */
export const CursorSchema = z.string().regex(/^\d{4}-[0-9T:.-]+Z#f-[0-9a-f]{24}$/);
/** Before all instants; a key cannot be empty. */
const BEGINNING = "0";

export async function distributorFiles(
  table: Table,
  distributor: string,
  { limit, before }: { readonly limit: number; readonly before?: string | undefined },
): Promise<FilesPage> {
  const { pk } = keys.fileOf(distributor, "", "");
  // One more than is shown tells whether there are more; the bounds are inclusive.
  const range =
    before === undefined ? { limit: limit + 1 } : { limit: limit + 2, between: [BEGINNING, before] as const };
  const listed: z.infer<typeof ListedFileSchema>[] = [];
  for await (const item of table.query(pk, { descending: true, ...range })) {
    const file = ListedFileSchema.safeParse(item).data;
    if (file !== undefined && file.sk !== before) listed.push(file);
  }
  const shown = listed.slice(0, limit);
  const next = listed.length > shown.length ? (shown.at(-1)?.sk ?? null) : null;
  const ids = [...new Set(shown.map(({ fileId }) => fileId))];
  const records = (await table.getMany(ids.map(keys.file))).flatMap(
    (item) => FileRecordSchema.safeParse(item).data ?? [],
  );
  const byId = new Map(records.map((record) => [record.fileId, record]));
  const files = shown.flatMap(({ fileId, receivedAt }) => {
    const file = byId.get(fileId);
    // A file that was refused and dropped again stands at its newest arrival only.
    return file?.receivedAt === receivedAt ? [file] : [];
  });
  return { files, next };
}
