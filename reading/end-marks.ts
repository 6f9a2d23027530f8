// Bytes behind the end of a text that are none of it: the end mark of CP/M and DOS (1A), and the NULs by which programs fill a
// block. Within a text they stay, for a cell that holds one to be an error.

const isMark = (byte: number | undefined): boolean => byte === 0x1a || byte === 0;
/** Runs of one byte that are kept in mind; a text with more of them in a row is damaged, and they stay. */
const RUNS_MAX = 1000;
const PIECE_BYTES = 65_536;

/** The bytes up to the last that is no mark. */
export function bytesBeforeMarks(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && isMark(bytes[end - 1])) end -= 1;
  return bytes.subarray(0, end);
}

export async function* withoutEndMarks(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  /** Marks that may be the last bytes of all: a byte and how often it stands in a row. */
  let held: { readonly byte: number; count: number }[] = [];
  for await (const chunk of chunks) {
    const text = bytesBeforeMarks(chunk);
    if (text.length > 0 || held.length > RUNS_MAX) {
      for (const { byte, count } of held) {
        for (let left = count; left > 0; left -= PIECE_BYTES)
          yield new Uint8Array(Math.min(left, PIECE_BYTES)).fill(byte);
      }
      held = [];
    }
    if (text.length > 0) yield text;
    for (let at = text.length; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      const last = held.at(-1);
      if (last?.byte === byte) last.count += 1;
      else held.push({ byte, count: 1 });
    }
  }
}
