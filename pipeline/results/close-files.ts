// Orders of one file that settle together all find that nothing of it moves any more. In one function one of them writes its results; those
// that come meanwhile are answered by one more look after it, which is begun when all of them have come.
interface Looks {
  readonly now: Promise<boolean>;
  /** For all that came since `now` was begun. */
  next?: Promise<boolean>;
}

/** `close`: looks whether a file has come to rest, and closes it (close-file.ts). */
export function closingOneAtATime(close: (fileId: string) => Promise<boolean>): (fileId: string) => Promise<boolean> {
  const looks = new Map<string, Looks>();
  const begin = (fileId: string): Promise<boolean> => {
    const now = close(fileId);
    const begun: Looks = { now };
    looks.set(fileId, begun);
    const end = (): void => {
      if (begun.next === undefined) looks.delete(fileId);
    };
    now.then(end, end);
    return now;
  };
  return (fileId) => {
    const there = looks.get(fileId);
    if (there === undefined) return begin(fileId);
    const again = (): Promise<boolean> => begin(fileId);
    // A closing that failed has thrown to its caller already.
    there.next ??= there.now.then(again, again);
    return there.next;
  };
}
