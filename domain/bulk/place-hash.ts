// Names a place and product in few characters. Not a digest: two that share a name would be told as probably the same site,
// one pair in 10^19, and nothing but a warning follows; a digest costs as much as everything else that is done to a row.
const PRIME = 0x0100_0193;

/** FNV-1a, twice 32 bits with different beginnings. */
export function placeHash(text: string): string {
  let [one, two] = [0x811c_9dc5, 0x9747_b28c];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    one = Math.imul(one ^ code, PRIME);
    two = Math.imul(two ^ (code + at), PRIME);
  }
  return (one >>> 0).toString(16).padStart(8, "0") + (two >>> 0).toString(16).padStart(8, "0");
}
