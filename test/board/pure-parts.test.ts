// The parts of the board that only compute: the machine's picture, the rate, the way through the problems, what is in sight, keys.
import { describe, expect, it } from "vitest";
import { RecentRate } from "../../board/live/recent-rate.ts";
import { machineGraph } from "../../board/machine-graph.ts";
import { nextProblem, problemsByCell } from "../../board/page/cells.ts";
import { keyMeaning } from "../../board/page/grid-keys.ts";
import { columnEdges, columnsInSight, ROW_HEIGHT, rowsInSight, scrolledTo } from "../../board/page/grid-window.ts";
import { machineLayout } from "../../board/page/machine-layout.ts";
import type { DraftIssue } from "../../board/wire.ts";
import { STAGES } from "../../contracts/stage-names.ts";
import definition from "../../statemachines/order.asl.json" with { type: "json" };

describe("the picture of the machine", () => {
  it("has every state of the definition, in the order of its way, and every stage in one of them", () => {
    const { states, start } = machineGraph(definition);
    expect(states.map(({ name }) => name)).toEqual(Object.keys(definition.States));
    expect(states[0]?.name).toBe(start);
    expect(states.flatMap(({ stages }) => stages)).toEqual([...STAGES]);
  });

  it("follows a definition that branches, catches and loops", () => {
    const graph = machineGraph({
      StartAt: "A",
      States: {
        A: { Type: "Task", Next: "B", Catch: [{ ErrorEquals: ["Bad"], Next: "Repair" }] },
        B: { Type: "Choice", Choices: [{ Next: "A" }, { Next: "C" }], Default: "D" },
        C: { Type: "Succeed" },
        D: { Type: "Fail" },
        Repair: { Type: "Pass", Next: "D" },
      },
    });
    expect(Object.fromEntries(graph.states.map(({ name, rank }) => [name, rank]))).toEqual({
      ...{ A: 0, B: 1, C: 2, D: 2, Repair: 1 },
    });
    expect(graph.arrows).toContainEqual({ from: "A", to: "Repair", caught: "Bad" });
  });

  it.each([true, false])("lets no state cover another, nor leave the picture (narrow: %s)", (isNarrow) => {
    const { boxes, box, width, height } = machineLayout(machineGraph(definition), isNarrow);
    for (const [n, { x, y }] of boxes.entries()) {
      expect(x >= 0 && y >= 0 && x + box.width <= width && y + box.height <= height).toBe(true);
      for (const other of boxes.slice(n + 1)) {
        const apart = Math.abs(other.x - x) >= box.width || Math.abs(other.y - y) >= box.height;
        expect(apart).toBe(true);
      }
    }
  });
});

describe("the recent rate", () => {
  it("is that of the last seconds, not of the whole run", () => {
    const rate = new RecentRate();
    expect(rate.note(0, 0)).toBeNull();
    expect(rate.note(100, 1000)).toBe(100);
    for (let second = 2; second <= 30; second += 1) rate.note(100 + second * 2, second * 1000);
    expect(rate.note(162, 31_000)).toBe(2);
  });

  it("begins anew where the count does", () => {
    const rate = new RecentRate();
    rate.note(500, 0);
    expect(rate.note(3, 1000)).toBeNull();
  });
});

describe("the way through the problems", () => {
  const issue = (at: number, cell: number | null, severity: DraftIssue["severity"] = "error"): DraftIssue => ({
    ...{ at, cell, severity, code: "zip.state", column: null, message: "", fix: null, value: null, where: "" },
  });

  it("goes from the top to the bottom and round, past warnings", () => {
    const problems = problemsByCell([issue(4, 2), issue(1, 7), issue(1, 3), issue(2, 0, "warning"), issue(3, null)]);
    const way = [{ at: 0, cell: 0 }];
    for (let n = 0; n < 5; n += 1)
      way.push(nextProblem(problems, way.at(-1) ?? { at: 0, cell: 0 }, 1) ?? { at: 9, cell: 9 });
    expect(way.slice(1).map(({ at, cell }) => [at, cell])).toEqual([
      [1, 3],
      [1, 7],
      [3, -1],
      [4, 2],
      [1, 3],
    ]);
    expect(nextProblem(problems, { at: 1, cell: 3 }, -1)).toEqual({ at: 4, cell: 2 });
  });

  it("shows the worst of a cell, and leads nowhere where nothing is wrong", () => {
    const problems = problemsByCell([issue(0, 1, "fixed"), issue(0, 1, "warning")]);
    expect(problems.worst(0, 1)).toBe("warning");
    expect(nextProblem(problems, { at: 0, cell: 0 }, 1)).toBeUndefined();
  });
});

describe("the grid", () => {
  it("draws the rows and columns in sight, a few beyond, and none that is not there", () => {
    const edges = columnEdges(
      Array.from({ length: 60 }, (_, n) => `column_${String(n)}`),
      [],
    );
    const sight = { top: 5000 * ROW_HEIGHT, left: 2000, height: 500, width: 1000 };
    const rows = rowsInSight(sight, 10_000);
    expect(rows.from).toBeLessThanOrEqual(5000);
    expect(rows.to - rows.from).toBeLessThan(50);
    expect(rowsInSight(sight, 3).to).toBe(3);
    const columns = columnsInSight(sight, edges);
    expect(edges[columns.from] ?? 0).toBeLessThanOrEqual(2000);
    expect(edges[columns.to] ?? 0).toBeGreaterThanOrEqual(3000);
    expect(columns.to - columns.from).toBeLessThan(20);
    expect(columnsInSight({ ...sight, left: 1e6 }, edges).to).toBe(60);
  });

  it("scrolls as little as it must", () => {
    expect(scrolledTo(500, 30, { from: 0, size: 600, covered: 30 })).toBe(0);
    expect(scrolledTo(900, 30, { from: 0, size: 600, covered: 30 })).toBe(330);
    expect(scrolledTo(40, 30, { from: 100, size: 600, covered: 30 })).toBe(10);
  });

  it("stays within itself, edits with letters, and leaves shortcuts to the browser", () => {
    const size = { rows: 3, columns: 4 };
    expect(keyMeaning({ key: "ArrowDown" }, { at: 2, cell: 1 }, size)).toEqual({
      kind: "move",
      to: { at: 2, cell: 1 },
    });
    expect(keyMeaning({ key: "End", ctrlKey: true }, { at: 0, cell: 0 }, size)).toEqual({
      ...{ kind: "move", to: { at: 2, cell: 3 } },
    });
    expect(keyMeaning({ key: "x" }, { at: 0, cell: 0 }, size)).toEqual({ kind: "edit", text: "x" });
    expect(keyMeaning({ key: "r", ctrlKey: true }, { at: 0, cell: 0 }, size)).toBeUndefined();
    expect(keyMeaning({ key: "Tab" }, { at: 0, cell: 0 }, size)).toBeUndefined();
    expect(keyMeaning({ key: "x" }, { at: 0, cell: -1 }, size)).toBeUndefined();
  });
});
