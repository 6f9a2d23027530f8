// The plan of slots: what is certain never moves, every wish is dealt, and the deal is fair whatever was wished when.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  arranged,
  emptyTimetable,
  slotsOf,
  type Timetable,
  type Wish,
} from "../../../../pipeline/partner/rate/timetable.ts";

const STEP = 50_000;
const HOW = { keptMicros: 4 * STEP, creditSlots: 10 };

const wish = (distributor: string, line: string, more: number): Wish => ({
  line: { id: `${distributor}${line}`, distributor },
  more,
});

function after(timetable: Timetable, nowMicros: number, wishes: readonly Wish[], openFromMicros = nowMicros) {
  const { creditSlots } = HOW;
  return arranged(timetable, wishes, {
    nowMicros,
    keptUntilMicros: nowMicros + HOW.keptMicros,
    openFromMicros,
    creditSlots,
  });
}

const count = (timetable: Timetable, line: string): number => timetable.plan.filter((one) => one === line).length;

const step = fc.record({
  passMicros: fc.integer({ min: 0, max: 12 * STEP }),
  distributor: fc.constantFrom("a", "b", "c"),
  line: fc.constantFrom("1", "2"),
  more: fc.integer({ min: -3, max: 12 }),
});

describe("a timetable", () => {
  it("moves no slot that is certain, gives none twice, and deals every wish", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let now = 1_000_000;
        let timetable = emptyTimetable(STEP);
        for (const { passMicros, distributor, line, more } of steps) {
          now += passMicros;
          const next = after(timetable, now, [wish(distributor, line, more)]);
          const certain = slotsOf(timetable).filter(
            ({ atMicros }) => atMicros >= now && atMicros < now + HOW.keptMicros,
          );
          const there = slotsOf(next);
          for (const slot of certain) expect(there).toContainEqual(slot);
          there.forEach(({ atMicros }, index) => {
            expect(atMicros - (there[index - 1]?.atMicros ?? atMicros - STEP)).toBeGreaterThanOrEqual(STEP);
          });
          // Also from the last slot of a plan that has just ended.
          const lastBefore = slotsOf(timetable).findLast(({ atMicros }) => atMicros < now)?.atMicros ?? 0;
          expect((there[0]?.atMicros ?? lastBefore + STEP) - lastBefore).toBeGreaterThanOrEqual(STEP);
          const id = `${distributor}${line}`;
          const ahead = slotsOf(timetable).filter((slot) => slot.atMicros >= now && slot.line === id);
          const movable = ahead.filter(({ atMicros }) => atMicros >= now + HOW.keptMicros).length;
          expect(count(next, id)).toBe(ahead.length + Math.max(more, -movable));
          timetable = next;
        }
      }),
    );
  });

  it("gives distributors that never stop the same number of slots, whatever their numbers of lines and wishes", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 60, maxLength: 60 }), (passes) => {
        let now = 1_000_000;
        let timetable = emptyTimetable(STEP);
        const given = { a: 0, b: 0 };
        for (const pass of passes) {
          // Both always have more planned than can pass: one with three lines and many wishes, one with few.
          const want = (id: string, most: number): number => Math.max(0, most - count(timetable, id));
          const wishes = [
            ...["1", "2", "3"].map((line) => wish("a", line, want(`a${line}`, 20))),
            wish("b", "1", want("b1", 12)),
          ];
          timetable = after(timetable, now, wishes);
          const until = now + pass * STEP;
          for (const { line, atMicros } of slotsOf(timetable)) {
            if (atMicros < until) given[line.startsWith("a") ? "a" : "b"] += 1;
          }
          now = until;
        }
        // But for the second's credit, and for what was certain before he came.
        expect(Math.abs(given.a - given.b)).toBeLessThanOrEqual(HOW.creditSlots + 5);
      }),
    );
  });

  it("serves a newcomer as soon as nothing certain is in the way, for as long as his credit lasts, then in turns", () => {
    const busy = after(emptyTimetable(STEP), 1_000_000, [wish("a", "1", 40)]);
    const both = after(busy, 1_000_000 + 20 * STEP, [wish("b", "1", 16)]);
    const dealt = both.plan.map((line) => line?.[0]).join("");
    expect(dealt).toBe(`aaaa${"b".repeat(HOW.creditSlots)}${"ab".repeat(6)}${"a".repeat(10)}`);
  });

  it("takes the lines of a distributor in turns: many wishes of one delay no other", () => {
    const quotes = after(emptyTimetable(STEP), 1_000_000, [wish("a", "quote", 30)]);
    const both = after(quotes, 1_000_000, [wish("a", "handoff", 5)]);
    expect(both.plan.slice(4, 14).filter((line) => line === "ahandoff")).toHaveLength(5);
  });

  it("deals nothing before a pause is over, and forgets it no wish", () => {
    const busy = after(emptyTimetable(STEP), 1_000_000, [wish("a", "1", 10)]);
    const paused = after(busy, 1_000_000, [], 3_000_000);
    const moved = slotsOf(paused).filter(({ atMicros }) => atMicros >= 1_000_000 + HOW.keptMicros);
    expect(moved).toHaveLength(6);
    expect(Math.min(...moved.map(({ atMicros }) => atMicros))).toBeGreaterThanOrEqual(3_000_000);
  });

  it("does not grow with the distributors that have been", () => {
    let now = 1_000_000;
    let timetable = after(emptyTimetable(STEP), now, [wish("steady", "1", 30)]);
    for (let n = 0; n < 60; n += 1) {
      now += 20 * STEP;
      timetable = after(timetable, now, [wish(`d${String(n)}`, "1", 1), wish("steady", "1", 19)]);
    }
    expect(Object.keys(timetable.given).length).toBeLessThanOrEqual(4);
    expect(timetable.lines.length).toBeLessThanOrEqual(3);
  });
});
