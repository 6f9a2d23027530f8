// Runs work on many things with a bound on how many at once; results keep the order of the things.

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
