// How many workers live at a time, over all functions: memory is one machine's. The first worker of a function is always
// granted, else functions that wait for each other could stand still; a function in need may take an idle one's place.

export interface BudgetMember {
  /** Ends an idle worker, never the last one; false where there is none. */
  giveUpIdle(): boolean;
  /** A worker went somewhere: there may be room now. */
  roomMade(): void;
}

export class WorkerBudget {
  readonly #max: number;
  readonly #members: BudgetMember[] = [];
  #used = 0;

  constructor(max: number) {
    this.#max = max;
  }

  join(member: BudgetMember): void {
    this.#members.push(member);
  }

  take(isFirst: boolean, taker: BudgetMember): boolean {
    if (!isFirst && this.#used >= this.#max) {
      const given = this.#members.some((member) => member !== taker && member.giveUpIdle());
      if (!given) return false;
    }
    this.#used += 1;
    return true;
  }

  giveBack(): void {
    this.#used -= 1;
    for (const member of this.#members) member.roomMade();
  }
}
