// The lines that npm prints above the output of a script, where somebody has sent that output to a file: they are skipped, and told.
import type { Finding } from "../domain/rows/finding.ts";

/** What npm prints before the output of a script that is run without --silent. */
export const NPM_LINES = /^\s*> \S+@\S+[^\n]*\n(?:>[^\n]*\n|\s*\n)*/;

export const NPM_SKIPPED: Finding = { code: "file.npmLines", row: 1 };

/** Of a file that begins with them, whatever comes behind. */
export const npmBytesOf = (head: Buffer): number => NPM_LINES.exec(head.toString("latin1"))?.[0].length ?? 0;

export async function* withoutFirst(bytes: number, chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let left = bytes;
  for await (const chunk of chunks) {
    if (chunk.length > left) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}
