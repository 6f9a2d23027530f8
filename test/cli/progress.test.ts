// Bars and lines: what moves, what has stopped, what waits for people.
import { describe, expect, it } from "vitest";
import { progressDisplay } from "../../cli/progress-display.ts";
import { stageProgress } from "../../domain/orders/stage-progress.ts";
import { FakeTerminal } from "./fake-terminal.ts";
import { orderRecord } from "./order-record.ts";

const at = (stages: ReturnType<typeof stageProgress>, name: string) => stages.find(({ stage }) => stage === name);

describe("stageProgress", () => {
  it("takes an order's sites through every stage that it has left behind", () => {
    const stages = stageProgress([orderRecord({ stage: "order" }), orderRecord({ stage: "credit", siteCount: 5 })]);
    expect(at(stages, "quote")?.done).toBe(15);
    expect(at(stages, "credit")?.done).toBe(10);
    expect(at(stages, "order")?.done).toBe(0);
  });

  it("counts sites by the stage's own counter where there is one, never above the order's sites", () => {
    const stages = stageProgress([orderRecord({ stage: "enrich", progress: { enrich: 4, quote: 99 } })]);
    expect(at(stages, "enrich")?.done).toBe(4);
    expect(at(stages, "quote")?.done).toBe(10);
  });

  it("tells stopped sites and waiting sites from moving ones", () => {
    const stages = stageProgress([
      orderRecord({ stage: "credit", status: "failed", siteCount: 3 }),
      orderRecord({ stage: "contract", status: "pending", siteCount: 7 }),
      orderRecord({ stage: "enrich", status: "held", siteCount: 5, progress: { enrich: 2 } }),
    ]);
    expect(at(stages, "credit")?.stopped).toBe(3);
    expect(at(stages, "quote")?.done).toBe(15);
    expect(at(stages, "contract")?.waiting).toBe(7);
    expect(at(stages, "enrich")).toEqual({ stage: "enrich", done: 2, stopped: 3, waiting: 0 });
  });
});

const progress = (done: number) => ({
  headline: "a.csv: in progress",
  sites: 10,
  stages: [{ stage: "quote" as const, done, stopped: 10 - done, waiting: 0 }],
});

describe("progressDisplay", () => {
  it("draws its block in place on a terminal", () => {
    const terminal = new FakeTerminal(80);
    const display = progressDisplay(terminal, () => 0);
    display.show(progress(5));
    display.show(progress(10));
    const [first, second] = terminal.drawn;
    expect(terminal.notes).toEqual([]);
    expect(first?.join("\n")).toContain(" 5/10  5 stopped");
    expect(second?.join("\n")).toContain("10/10");
  });

  it("tells done, stopped and waiting apart without color, with words", () => {
    const terminal = new FakeTerminal(80);
    const stages = [{ stage: "contract" as const, done: 4, stopped: 3, waiting: 2 }];
    progressDisplay(terminal, () => 0).show({ headline: "a.csv: in progress", sites: 10, stages });
    const text = terminal.drawn[0]?.join("\n") ?? "";
    expect(text).toMatch(/█+x+▒+░+ {2}4\/10 {2}3 stopped {2}2 await the approver's signature/);
    expect(text).toContain("█ done  x stopped  ▒ waiting");
  });

  it("tells how long it has taken and what is left, once that can be told", () => {
    const terminal = new FakeTerminal(80);
    let now = 0;
    const display = progressDisplay(terminal, () => now);
    const moving = { headline: "a.csv: in progress", sites: 10 };
    now = 1000;
    display.show({ ...moving, stages: [{ stage: "quote", done: 5, stopped: 0, waiting: 0 }] });
    now = 10_000;
    display.show({ ...moving, stages: [{ stage: "quote", done: 5, stopped: 0, waiting: 0 }] });
    display.show({ ...moving, stages: [{ stage: "quote", done: 5, stopped: 0, waiting: 5 }] });
    expect(terminal.drawn.map(([line]) => line)).toEqual([
      "a.csv: in progress, 1 s",
      "a.csv: in progress, 10 s, about 10 s left",
      "a.csv: in progress, 10 s",
    ]);
  });

  it("draws itself anew at once when the terminal has another size", () => {
    const terminal = new FakeTerminal(120);
    const display = progressDisplay(terminal, () => 0);
    display.show(progress(5));
    terminal.columns = 60;
    terminal.resized?.();
    expect(terminal.drawn).toHaveLength(2);
    for (const line of terminal.drawn[1] ?? []) expect(line.length).toBeLessThan(60);
    display.end();
    expect(terminal.resized).toBeUndefined();
  });

  it("keeps every line within the terminal's width", () => {
    const terminal = new FakeTerminal(60);
    progressDisplay(terminal, () => 0).show({ ...progress(5), headline: "x".repeat(200) });
    const [lines = []] = terminal.drawn;
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line.length).toBeLessThan(60);
  });

  it("writes a line when something has moved, at most every two seconds, where nothing can be redrawn", () => {
    const terminal = new FakeTerminal(undefined);
    let now = 0;
    const display = progressDisplay(terminal, () => now);
    display.show(progress(1));
    now = 1000;
    display.show(progress(2));
    now = 3000;
    display.show(progress(2));
    display.show(progress(2));
    expect(terminal.notes).toEqual(["sites 10: quote 1\n", "sites 10: quote 2\n"]);
  });
});
