// The two ways in which the command line itself fails. A UsageError is the caller's to correct (exit status 2), a Breakdown
// is ours or the machine's (exit status 1); both messages are one line, written for the person at the terminal.

export class UsageError extends Error {
  override readonly name = "UsageError";
  /** Whose help says more; undefined: the command that is running, else all of them. */
  readonly command: string | undefined;

  constructor(message: string, command?: string, options?: ErrorOptions) {
    super(message, options);
    this.command = command;
  }
}

export class Breakdown extends Error {
  override readonly name = "Breakdown";
}

/** As people start it from a checkout. Users who have it on their PATH know the shorter form. */
export const PROGRAM = "npm start --";

/** docs/bulk-file.md §6. An interrupted run ends like any program stopped by a signal: 128 + its number. */
export const EXIT = { everyRowWentThrough: 0, broke: 1, usage: 2, rowsLeft: 3, interrupted: 130 } as const;
