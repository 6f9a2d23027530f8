// Runs work on many things with a bound on how many at once; results keep the order of the things. Things without end are
// taken in groups.

/** After a failure nothing more is begun, and what is under way is waited for: no work goes on behind the caller's back. */
export async function concurrently<T, R>(
  things: readonly T[],
  limit: number,
  run: (thing: T, position: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(things.length);
  const queue = things.entries();
  let failed = false;
  const worker = async (): Promise<void> => {
    for (const [position, thing] of queue) {
      try {
        results[position] = await run(thing, position);
      } catch (error) {
        failed = true;
        throw error;
      }
      if (failed) return;
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.min(limit, things.length) }, worker));
  for (const ended of workers) if (ended.status === "rejected") throw ended.reason;
  return results;
}

export async function* inPages<T>(things: AsyncIterable<T>, size: number): AsyncIterable<T[]> {
  let group: T[] = [];
  for await (const thing of things) {
    group.push(thing);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
