// The nearest known name to a misspelt one, for suggestions. It only ever suggests: nothing is taken by likeness.

/** Share of the longer name's letters that may differ. */
const ALIKE = 1 / 3;

/** Undefined where nothing is near enough to be worth a suggestion. */
export function nearestName(name: string, known: Iterable<string>, share = ALIKE): string | undefined {
  const wanted = plain(name);
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of known) {
    const letters = plain(candidate);
    const tooFar = Math.max(2, Math.floor(Math.max(wanted.length, letters.length) * share)) + 1;
    const distance = editDistance(wanted, letters, tooFar);
    if (distance < tooFar && distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

const plain = (text: string): string =>
  text
    .slice(0, 80)
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, "");

/** Levenshtein, given up once it cannot be below `bound`. */
function editDistance(a: string, b: string, bound: number): number {
  if (Math.abs(a.length - b.length) >= bound) return bound;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    if (Math.min(...row) >= bound) return bound;
    previous = row;
  }
  return previous[b.length] ?? bound;
}
