// How many slips lie between two spellings: a letter added, left out, changed, or two neighbors swapped.
export function editDistance(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, n) => n);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1];
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const slips = [(last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1)];
      if (swapped) slips.push((beforeLast[j - 2] ?? 0) + 1);
      row.push(Math.min(...slips));
    }
    beforeLast = last;
    last = row;
  }
  return last[other.length] ?? 0;
}
