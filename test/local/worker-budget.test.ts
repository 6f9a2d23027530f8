// How many workers may live at a time: who is granted one, and who is told so before it takes work for it.
import { describe, expect, it } from "vitest";
import { type BudgetMember, WorkerBudget } from "../../local/lambda/worker-budget.ts";

function member(spares = 0): BudgetMember & { spares: number } {
  return {
    spares,
    hasSpare() {
      return this.spares > 0;
    },
    giveUpIdle() {
      if (this.spares === 0) return false;
      this.spares -= 1;
      return true;
    },
    roomMade: () => undefined,
    activeMillis: () => 0,
  };
}

describe("the workers' budget", () => {
  it("has room up to its limit, and the first worker of a function always", () => {
    const budget = new WorkerBudget(2);
    const [one, other] = [member(), member()];
    budget.join(one);
    budget.join(other);
    expect(budget.take(true, one)).toBe(true);
    expect(budget.hasRoom(one)).toBe(true);
    expect(budget.take(false, one)).toBe(true);
    expect(budget.hasRoom(one)).toBe(false);
    expect(budget.take(false, one)).toBe(false);
    expect(budget.take(true, other)).toBe(true);
  });

  it("has room where another function has a worker to spare, which then ends", () => {
    const budget = new WorkerBudget(1);
    const [one, other] = [member(), member(1)];
    budget.join(one);
    budget.join(other);
    budget.take(true, other);
    expect(budget.hasRoom(other)).toBe(false);
    expect(budget.hasRoom(one)).toBe(true);
    expect(budget.take(false, one)).toBe(true);
    expect(other.spares).toBe(0);
    expect(budget.hasRoom(one)).toBe(false);
  });
});
