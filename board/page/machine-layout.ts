// Where the states of the machine stand in its picture: by rank, from left to right on a wide screen and from top to bottom on a narrow
// one; what is caught leaves each state sideways and runs along a lane to where it leads. Pure: any machine of this kind can be drawn.
import type { MachineGraph } from "../machine-graph.ts";

export interface Box {
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly key: string;
  /** SVG path. */
  readonly path: string;
  readonly isCaught: boolean;
}

export interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

export interface MachineLayout {
  readonly width: number;
  readonly height: number;
  readonly box: { readonly width: number; readonly height: number };
  readonly boxes: readonly Box[];
  readonly lines: readonly Line[];
  readonly labels: readonly Label[];
}

const WIDE = { box: { width: 122, height: 74 }, gap: 28, lane: 30, margin: 8 } as const;
const NARROW = { box: { width: 230, height: 62 }, gap: 24, lane: 34, margin: 8 } as const;

/** `isNarrow`: from top to bottom. */
export function machineLayout({ states, arrows }: MachineGraph, isNarrow: boolean): MachineLayout {
  const { box, gap, lane, margin } = isNarrow ? NARROW : WIDE;
  const ranks = Map.groupBy(states, ({ rank }) => rank);
  const step = (isNarrow ? box.height : box.width) + gap;
  const across = (isNarrow ? box.width : box.height) + gap;
  const most = Math.max(1, ...[...ranks.values()].map((at) => at.length));
  const boxes = [...ranks].flatMap(([rank, at]) =>
    at.map(({ name }, n) => {
      const [along, beside] = [margin + rank * step, margin + n * across];
      return isNarrow ? { name, x: beside, y: along } : { name, x: along, y: beside };
    }),
  );
  const at = new Map(boxes.map((one) => [one.name, one]));
  const edge = margin + most * across - gap;
  const caught = arrows.filter((arrow) => arrow.caught !== "");
  const goals = [...new Set(caught.map(({ to }) => to))];
  const laneOf = (to: string): number => edge + lane * (goals.indexOf(to) + 1) - lane / 2;
  const geometry = { box, isNarrow };
  const lines = arrows.flatMap(({ from, to, caught: names }): Line[] => {
    const [one, other] = [at.get(from), at.get(to)];
    if (one === undefined || other === undefined) return [];
    const isCaught = names !== "";
    const path = isCaught ? lanePath(one, other, laneOf(to), geometry) : wayPath(one, other, geometry);
    return [{ key: `${from} ${to} ${names}`, path, isCaught }];
  });
  const labels = goals.map((to) => {
    const first = at.get(caught.find((arrow) => arrow.to === to)?.from ?? "") ?? { x: 0, y: 0 };
    const text = [...new Set(caught.filter((arrow) => arrow.to === to).map((arrow) => arrow.caught))].join(", ");
    return isNarrow
      ? { x: laneOf(to) + 8, y: first.y + box.height + gap, text }
      : { x: first.x + box.width / 2 + 8, y: laneOf(to) + 14, text };
  });
  const length = margin * 2 + ((Math.max(0, ...ranks.keys()) + 1) * step - gap);
  const breadth = edge + lane * goals.length + margin + (isNarrow ? NARROW_LABEL : 0);
  return { width: isNarrow ? breadth : length, height: isNarrow ? length : breadth, box, boxes, lines, labels };
}

/** Room for the lane's label beside it. */
const NARROW_LABEL = 72;

interface Geometry {
  readonly box: MachineLayout["box"];
  readonly isNarrow: boolean;
}

function wayPath(from: Box, to: Box, { box, isNarrow }: Geometry): string {
  const [x1, y1] = isNarrow
    ? [from.x + box.width / 2, from.y + box.height]
    : [from.x + box.width, from.y + box.height / 2];
  const [x2, y2] = isNarrow ? [to.x + box.width / 2, to.y] : [to.x, to.y + box.height / 2];
  return `M${n(x1)} ${n(y1)}L${n(x2)} ${n(y2)}`;
}

/** Out of the side, along the lane, into the side of where it leads. */
function lanePath(from: Box, to: Box, lane: number, { box, isNarrow }: Geometry): string {
  if (isNarrow) {
    const [y1, y2] = [from.y + box.height / 2, to.y + box.height / 2];
    return `M${n(from.x + box.width)} ${n(y1)}H${n(lane)}V${n(y2)}H${n(to.x + box.width)}`;
  }
  const [x1, x2] = [from.x + box.width / 2, to.x + box.width / 2];
  return `M${n(x1)} ${n(from.y + box.height)}V${n(lane)}H${n(x2)}V${n(to.y + box.height)}`;
}

const n = (value: number): string => value.toFixed(1);
