// Runs work on many things with a bound on how many at once; results keep the order of the things. Things without end are
// taken in groups.

export async function concurrently<T, R>(
  things: readonly T[],
  limit: number,
  run: (thing: T, position: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(things.length);
  const queue = things.entries();
  const worker = async (): Promise<void> => {
    for (const [position, thing] of queue) results[position] = await run(thing, position);
  };
  await Promise.all(Array.from({ length: Math.min(limit, things.length) }, worker));
  return results;
}

export async function* groupsOf<T>(things: AsyncIterable<T>, size: number): AsyncIterable<T[]> {
  let group: T[] = [];
  for await (const thing of things) {
    group.push(thing);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}
