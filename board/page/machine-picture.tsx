// The state machine with the orders that are in each of its states. Drawn from its definition; a state tells the orders of the stages
// that it sends messages to.
import { useEffect, useState } from "preact/hooks";
import type { MachineGraph, MachineState } from "../machine-graph.ts";
import type { StateCount } from "../wire.ts";
import { type Box, type MachineLayout, machineLayout } from "./machine-layout.ts";
import { count, plainWords } from "./words.ts";

export interface MachinePictureProps {
  readonly graph: MachineGraph;
  /** Orders by stage. */
  readonly counts: Readonly<Record<string, StateCount>>;
  /** Orders that are over, by status. */
  readonly ended: Readonly<Record<string, number>>;
}

const NONE: StateCount = { moving: 0, waiting: 0, held: 0 };
const NARROW = "(max-width: 700px)";

export function MachinePicture({ graph, counts, ended }: MachinePictureProps) {
  const isNarrow = useMedia(NARROW);
  const layout = machineLayout(graph, isNarrow);
  const states = graph.states.map((state) => ({ state, sum: countOf(state, counts) }));
  const spoken = states.map(({ state, sum }) => `${state.name}: ${wordsOf(sum)}`).join("; ");
  return (
    <figure class="machine">
      <svg
        viewBox={`0 0 ${String(layout.width)} ${String(layout.height)}`}
        role="img"
        aria-label={`Orders in the states of the machine. ${spoken}.`}
        class={isNarrow ? "narrow" : ""}
      >
        <defs>
          <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
            <path d="M0 0L8 4L0 8z" class="tip" />
          </marker>
        </defs>
        {layout.lines.map(({ key, path, isCaught }) => (
          <path key={key} d={path} class={isCaught ? "caught" : "way"} marker-end="url(#tip)" />
        ))}
        {layout.labels.map(({ x, y, text }) => (
          <text key={text} x={x} y={y} class="label">
            {text}
          </text>
        ))}
        {states.map(({ state, sum }) => (
          <StateBox key={state.name} state={state} sum={sum} layout={layout} />
        ))}
      </svg>
      <figcaption class="quiet">{endedWords(ended)}</figcaption>
    </figure>
  );
}

function StateBox({
  state,
  sum,
  layout,
}: {
  readonly state: MachineState;
  readonly sum: StateCount;
  readonly layout: MachineLayout;
}) {
  const place: Box | undefined = layout.boxes.find(({ name }) => name === state.name);
  if (place === undefined) return null;
  const { x, y } = place;
  const { width, height } = layout.box;
  const all = sum.moving + sum.waiting + sum.held;
  const kind = sum.held > 0 ? "held" : sum.waiting > 0 ? "waiting" : sum.moving > 0 ? "moving" : "idle";
  const notes = [
    sum.waiting > 0 ? `${count(sum.waiting)} waiting` : "",
    sum.held > 0 ? `${count(sum.held)} held` : "",
  ].filter((note) => note !== "");
  return (
    <g class={`state ${kind}`}>
      <title>{state.comment}</title>
      {state.isMap && <rect x={x + 4} y={y - 4} width={width} height={height} rx="8" class="behind" />}
      <rect x={x} y={y} width={width} height={height} rx="8" class="box" />
      <text x={x + 12} y={y + 22} class="name">
        {state.name}
      </text>
      <text x={x + 12} y={y + 48} class="figure">
        {count(all)}
      </text>
      <text x={x + width - 10} y={y + height - 10} text-anchor="end" class="note">
        {notes.join(", ")}
      </text>
    </g>
  );
}

function countOf({ stages }: MachineState, counts: Readonly<Record<string, StateCount>>): StateCount {
  return stages.reduce((sum, stage) => {
    const { moving, waiting, held } = counts[stage] ?? NONE;
    return { moving: sum.moving + moving, waiting: sum.waiting + waiting, held: sum.held + held };
  }, NONE);
}

function wordsOf({ moving, waiting, held }: StateCount): string {
  const parts = [`${count(moving)} moving`];
  if (waiting > 0) parts.push(`${count(waiting)} waiting`);
  if (held > 0) parts.push(`${count(held)} held`);
  return parts.join(", ");
}

function endedWords(ended: Readonly<Record<string, number>>): string {
  const parts = Object.entries(ended).map(([status, orders]) => `${count(orders)} ${plainWords(status)}`);
  return parts.length === 0 ? "No order has left the machine yet." : `Orders that are over: ${parts.join(", ")}.`;
}

function useMedia(media: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(media).matches);
  useEffect(() => {
    const list = matchMedia(media);
    const changed = (): void => {
      setMatches(list.matches);
    };
    list.addEventListener("change", changed);
    return () => {
      list.removeEventListener("change", changed);
    };
  }, [media]);
  return matches;
}
