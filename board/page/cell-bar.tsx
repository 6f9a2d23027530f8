// The cell at hand: where it is, what is wrong with it and how to fix it, and a field to correct it. Works without the grid too, which is
// how a phone corrects a file.
import { useEffect, useState } from "preact/hooks";
import type { DraftIssue } from "../wire.ts";
import { type Cell, type Cells, nextProblem, type Problems } from "./cells.ts";
import { TONES, WORDS } from "./problems.tsx";
import { count } from "./words.ts";

export interface CellProps {
  readonly cells: Cells;
  readonly problems: Problems;
  readonly active: Cell;
  readonly setActive: (cell: Cell) => void;
  readonly edit: (at: number, cell: number, text: string) => void;
}

export function CellBar({ cells, problems, active, setActive, edit }: CellProps) {
  const { at, cell } = active;
  const column = cells.columns[cell]?.name ?? "";
  const text = textOf(cells, active);
  const [typed, setTyped] = useState(text);
  useEffect(() => {
    setTyped(text);
  }, [text, at, cell]);
  const own = [...problems.of(at, cell), ...(cell === -1 ? [] : problems.of(at, -1))];
  return (
    <div class="cellbar">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (typed !== text && cell >= 0) edit(at, cell, typed);
        }}
      >
        <label for="cell-text">
          {at === -1 ? "header" : `row ${String(cells.lines[at] ?? "")}`}
          {cell >= 0 && <strong> {column === "" ? "(no name)" : column}</strong>}
        </label>
        <input
          id="cell-text"
          value={typed}
          disabled={cell < 0}
          autocomplete="off"
          aria-describedby="cell-problems"
          aria-invalid={own.some(({ severity }) => severity === "error")}
          onInput={({ currentTarget }) => {
            setTyped(currentTarget.value);
          }}
        />
        <button type="submit" disabled={typed === text || cell < 0}>
          Set
        </button>
        <Steps {...{ problems, active, setActive }} />
      </form>
      <CellProblems issues={own} />
    </div>
  );
}

function Steps({ problems, active, setActive }: Pick<CellProps, "problems" | "active" | "setActive">) {
  const { inOrder } = problems;
  const number = inOrder.findIndex(({ at, cell }) => at === active.at && cell === active.cell) + 1;
  const step = (name: string, mark: string, by: 1 | -1) => (
    <button
      type="button"
      aria-label={name}
      disabled={inOrder.length === 0}
      onClick={() => {
        const next = nextProblem(problems, active, by);
        if (next !== undefined) setActive(next);
      }}
    >
      {mark}
    </button>
  );
  const place = `${number === 0 ? "–" : count(number)} of ${count(inOrder.length)}`;
  return (
    <span class="steps">
      {step("Previous problem", "↑", -1)}
      {step("Next problem", "↓", 1)}
      <span class="quiet figure">{inOrder.length === 0 ? "no errors" : place}</span>
    </span>
  );
}

function CellProblems({ issues }: { readonly issues: readonly DraftIssue[] }) {
  return (
    <div id="cell-problems" aria-live="polite">
      {issues.length === 0 ? (
        <p class="quiet">Nothing is wrong with this cell.</p>
      ) : (
        issues.map(({ severity, code, message, fix }) => (
          <p key={code}>
            <span class={`badge ${TONES[severity]}`}>{WORDS[severity]}</span> {message}{" "}
            {fix !== null && <span class="fix">{fix}</span>} <code class="quiet">{code}</code>
          </p>
        ))
      )}
    </div>
  );
}

export function textOf({ columns, rows }: Cells, { at, cell }: Cell): string {
  return (at === -1 ? columns[cell]?.name : rows[at]?.[cell]) ?? "";
}
