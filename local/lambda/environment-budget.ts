// How many environments there are at a time, over all functions: memory is one machine's. The first environment of a function
// is always granted, else functions that wait for each other could stand still.

/** Told when an environment went somewhere: there may be room now. */
export interface BudgetMember {
  roomMade(): void;
}

export class EnvironmentBudget {
  readonly #max: number;
  readonly #members: BudgetMember[] = [];
  #used = 0;

  constructor(max: number) {
    this.#max = max;
  }

  join(member: BudgetMember): void {
    this.#members.push(member);
  }

  /** Whether `take` would grant a further environment. */
  hasRoom(): boolean {
    return this.#used < this.#max;
  }

  take(isFirst: boolean): boolean {
    if (!isFirst && !this.hasRoom()) return false;
    this.#used += 1;
    return true;
  }

  giveBack(): void {
    this.#used -= 1;
    for (const member of this.#members) member.roomMade();
  }
}
