// How many environments may live at a time: who is granted one, and who hears that there is room again.
import { describe, expect, it } from "vitest";
import { EnvironmentBudget } from "../../local/lambda/environment-budget.ts";

describe("the environments' budget", () => {
  it("has room up to its limit, and the first environment of a function always", () => {
    const budget = new EnvironmentBudget(2);
    expect(budget.take(true)).toBe(true);
    expect(budget.hasRoom()).toBe(true);
    expect(budget.take(false)).toBe(true);
    expect(budget.hasRoom()).toBe(false);
    expect(budget.take(false)).toBe(false);
    expect(budget.take(true)).toBe(true);
  });

  it("tells everybody when an environment has gone", () => {
    const budget = new EnvironmentBudget(1);
    const told: string[] = [];
    budget.join({ roomMade: () => void told.push("one") });
    budget.join({ roomMade: () => void told.push("other") });
    budget.take(false);
    budget.giveBack();
    expect(budget.hasRoom()).toBe(true);
    expect(told).toEqual(["one", "other"]);
  });
});
