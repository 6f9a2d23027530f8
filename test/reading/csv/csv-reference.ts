// Reads our own CSV with the well-known csv-parse: an independent reader to check what we write and what we read.
import { parse } from "csv-parse/sync";

export function rowsOf(text: string): Record<string, string>[] {
  return parse(text, { columns: true }) as unknown as Record<string, string>[];
}

export function recordsOf(text: string, delimiter = ","): string[][] {
  return parse(text, { delimiter, relax_column_count: true });
}
