// The cells of a file as a spreadsheet shows them: ten thousand rows, of which those in sight are drawn. One stop for the Tab key;
// arrows move, Enter or typing edits, Escape takes back. What is wrong is marked by color, by an edge and in words for a screen reader.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { CellProps } from "./cell-bar.tsx";
import { textOf } from "./cell-bar.tsx";
import { CellEditor } from "./cell-editor.tsx";
import type { Cell, Cells, Problems } from "./cells.ts";
import {
  columnEdges,
  columnsInSight,
  NUMBER_WIDTH,
  type Range,
  ROW_HEIGHT,
  rowsInSight,
  scrolledTo,
  type Sight,
} from "./grid-window.ts";
import { keyMeaning, moved } from "./grid-keys.ts";

const NOTHING_SEEN: Sight = { top: 0, left: 0, height: 480, width: 1000 };

export function Grid({ cells, problems, active, setActive, edit }: CellProps) {
  const box = useRef<HTMLDivElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const [sight, setSight] = useState(NOTHING_SEEN);
  const edges = useMemo(
    () =>
      columnEdges(
        cells.columns.map(({ name }) => name),
        cells.rows,
      ),
    [cells.columns.length],
  );
  const rows = rowsInSight(sight, cells.rows.length);
  const columns = columnsInSight(sight, edges);
  useSight(box, setSight);
  useInSight(box, active, edges);
  const { editing, setEditing, onKeyDown, done } = useEditing({ cells, problems, active, setActive, edit }, sheet);
  const size = { rows: cells.rows.length, columns: cells.columns.length };
  return (
    <div ref={box} class="grid">
      <div
        ref={sheet}
        class="sheet"
        role="grid"
        tabIndex={0}
        aria-label="Cells of the file"
        aria-rowcount={size.rows + 1}
        aria-colcount={size.columns + 1}
        aria-activedescendant={cellId(active)}
        style={{ width: `${String(edges.at(-1) ?? 0)}px`, height: `${String((size.rows + 1) * ROW_HEIGHT)}px` }}
        onKeyDown={onKeyDown}
      >
        <HeaderRow {...{ cells, edges, columns, active, setActive }} />
        {span(rows).map((at) => (
          <GridRow
            key={at}
            {...{ at, cells, edges, columns, problems, active, setActive }}
            begin={(cell) => {
              setEditing(textOf(cells, { at, cell }));
            }}
          />
        ))}
      </div>
      {editing !== undefined && (
        <CellEditor
          key={cellId(active)}
          {...editorPlace(edges, active)}
          text={editing}
          name={cells.columns[active.cell]?.name ?? ""}
          done={done}
        />
      )}
    </div>
  );
}

/** Keys of the grid, and the cell that is edited. */
function useEditing({ cells, active, setActive, edit }: CellProps, sheet: { readonly current: HTMLDivElement | null }) {
  /** What was typed to begin with; undefined: nothing is edited. */
  const [editing, setEditing] = useState<string>();
  const size = { rows: cells.rows.length, columns: cells.columns.length };
  const onKeyDown = (event: KeyboardEvent): void => {
    const asked = editing === undefined ? keyMeaning(event, active, size) : undefined;
    if (asked === undefined) return;
    event.preventDefault();
    if (asked.kind === "move") setActive(asked.to);
    else if (asked.kind === "clear") edit(active.at, active.cell, "");
    else setEditing(asked.text ?? textOf(cells, active));
  };
  const done = (text: string | undefined, step?: string): void => {
    setEditing(undefined);
    if (step !== undefined || text === undefined) sheet.current?.focus({ preventScroll: true });
    if (text !== undefined && text !== textOf(cells, active)) edit(active.at, active.cell, text);
    const next = step === undefined ? undefined : moved(active, { key: step }, size);
    if (next !== undefined) setActive(next);
  };
  return { editing, setEditing, onKeyDown, done };
}

interface RowProps {
  readonly cells: Cells;
  readonly edges: readonly number[];
  readonly columns: Range;
  readonly active: Cell;
  readonly setActive: (cell: Cell) => void;
}

function HeaderRow({ cells, edges, columns, active, setActive }: RowProps) {
  return (
    <div class="row head" role="row" aria-rowindex={1}>
      <span class="number" role="columnheader" aria-colindex={1}>
        row
      </span>
      {span(columns).map((cell) => (
        <span
          key={cell}
          id={cellId({ at: -1, cell })}
          role="columnheader"
          aria-colindex={cell + 2}
          class={`${cells.columns[cell]?.isOurs === true ? "ours" : ""}${active.at === -1 && active.cell === cell ? " active" : ""}`}
          style={place(edges, cell)}
          onMouseDown={() => {
            setActive({ at: -1, cell });
          }}
        >
          {cells.columns[cell]?.name === "" ? "(no name)" : cells.columns[cell]?.name}
        </span>
      ))}
    </div>
  );
}

interface GridRowProps extends RowProps {
  readonly at: number;
  readonly problems: Problems;
  readonly begin: (cell: number) => void;
}

function GridRow({ at, cells, edges, columns, problems, active, setActive, begin }: GridRowProps) {
  const row = cells.rows[at] ?? [];
  const whole = problems.worst(at, -1);
  const isActive = (cell: number): boolean => active.at === at && active.cell === cell;
  return (
    <div class="row" role="row" aria-rowindex={at + 2} style={{ top: `${String((at + 1) * ROW_HEIGHT)}px` }}>
      <span
        id={cellId({ at, cell: -1 })}
        class={`number ${whole ?? ""}${isActive(-1) ? " active" : ""}`}
        role="rowheader"
        aria-colindex={1}
        title={problems.of(at, -1)[0]?.message}
        onMouseDown={() => {
          setActive({ at, cell: -1 });
        }}
      >
        {cells.lines[at]}
      </span>
      {span(columns).map((cell) => {
        const worst = problems.worst(at, cell);
        const message = problems.of(at, cell)[0]?.message;
        return (
          <span
            key={cell}
            id={cellId({ at, cell })}
            role="gridcell"
            aria-colindex={cell + 2}
            aria-selected={isActive(cell)}
            aria-invalid={worst === "error" ? true : undefined}
            title={message}
            class={`${worst ?? ""}${isActive(cell) ? " active" : ""}${cells.columns[cell]?.isOurs === true ? " ours" : ""}`}
            style={place(edges, cell)}
            onMouseDown={() => {
              setActive({ at, cell });
            }}
            onDblClick={() => {
              begin(cell);
            }}
          >
            {row[cell]}
            {message !== undefined && <span class="unseen"> {message}</span>}
          </span>
        );
      })}
    </div>
  );
}

const cellId = ({ at, cell }: Cell): string => `cell-${String(at)}-${String(cell)}`;
const span = ({ from, to }: Range): number[] => Array.from({ length: Math.max(0, to - from) }, (_, n) => from + n);

function editorPlace(edges: readonly number[], { at, cell }: Cell) {
  const left = edges[cell] ?? 0;
  return { left, top: (at + 1) * ROW_HEIGHT, width: (edges[cell + 1] ?? left) - left };
}

function place(edges: readonly number[], cell: number) {
  const left = edges[cell] ?? 0;
  return { left: `${String(left)}px`, width: `${String((edges[cell + 1] ?? left) - left)}px` };
}

function useSight(box: { readonly current: HTMLDivElement | null }, setSight: (sight: Sight) => void): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const look = (): void => {
      const { scrollTop: top, scrollLeft: left, clientHeight: height, clientWidth: width } = element;
      setSight({ top, left, height, width });
    };
    const watch = new ResizeObserver(look);
    watch.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    return () => {
      watch.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, []);
}

/** The cell at hand is always in sight, behind neither the header nor the row numbers. */
function useInSight(
  box: { readonly current: HTMLDivElement | null },
  { at, cell }: Cell,
  edges: readonly number[],
): void {
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const { scrollTop, scrollLeft, clientHeight, clientWidth } = element;
    if (at >= 0) {
      element.scrollTop = scrolledTo((at + 1) * ROW_HEIGHT, ROW_HEIGHT, {
        from: scrollTop,
        size: clientHeight,
        covered: ROW_HEIGHT,
      });
    }
    if (cell >= 0) {
      const left = edges[cell] ?? 0;
      const width = (edges[cell + 1] ?? left) - left;
      element.scrollLeft = scrolledTo(left, width, { from: scrollLeft, size: clientWidth, covered: NUMBER_WIDTH });
    }
  }, [at, cell, edges]);
}
