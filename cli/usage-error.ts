// The two ways in which the command line itself fails. A UsageError is the caller's to correct (exit status 2), a Breakdown
// is ours or the machine's (exit status 1); both messages are written for the person at the terminal.

export class UsageError extends Error {
  override readonly name = "UsageError";
}

export class Breakdown extends Error {
  override readonly name = "Breakdown";
}

/** docs/bulk-file.md §6. An interrupted run ends like any program stopped by a signal: 128 + its number. */
export const EXIT = { everyRowWentThrough: 0, broke: 1, usage: 2, rowsLeft: 3, interrupted: 130 } as const;
