// One chart of the dashboard: a line for each metric over the time in which anything was measured, the same for all charts, with a
// legend that says the latest value. Lines that were always 0 are only counted.
import type { DashboardOnBoard, LineOnBoard } from "../dashboard-wire.ts";
import { busyLines, figure, latestOf } from "./dashboard-figures.ts";
import { count } from "./words.ts";

const WIDTH = 360;
const HEIGHT = 130;
const PAD = 6;
/** As many as have a color of their own; a legend of more is not read. */
const LINES_SHOWN = 10;
const SPAN_MIN_MILLIS = 15 * 60_000;

/** When the first thing was measured that any chart shows; a quarter of an hour at least is drawn. */
export function chartStart({ widgets, from, to }: DashboardOnBoard): number {
  const starts = widgets
    .filter(({ kind }) => kind === "chart")
    .flatMap(({ lines }) => lines.flatMap(({ points }) => points[0]?.[0] ?? []));
  return Math.max(from, Math.min(to - SPAN_MIN_MILLIS, ...starts));
}

export interface ChartProps {
  readonly lines: readonly LineOnBoard[];
  readonly unit: string;
  readonly from: number;
  readonly to: number;
}

export function DashboardChart({ lines, unit, from, to }: ChartProps) {
  const { busy, idle } = busyLines(lines);
  const [shown, left] = [busy.slice(0, LINES_SHOWN), busy.slice(LINES_SHOWN)];
  if (shown.length === 0) {
    return <p class="quiet">{idle === 0 ? "Nothing measured so far." : `Always 0 (${count(idle)} lines).`}</p>;
  }
  const most = Math.max(...shown.flatMap(({ points }) => points.map(([, value]) => value)));
  const x = (at: number): number => PAD + ((Math.max(at, from) - from) / (to - from)) * (WIDTH - 2 * PAD);
  const y = (value: number): number => HEIGHT - PAD - (value / most) * (HEIGHT - 2 * PAD);
  const spoken = `${shown.map((line) => `${line.label} ${figure(latestOf(line))}`).join(", ")} ${unit}`;
  return (
    <figure class="chart">
      <svg viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`} role="img" aria-label={spoken}>
        <line x1={PAD} x2={WIDTH - PAD} y1={HEIGHT - PAD} y2={HEIGHT - PAD} class="axis" />
        {shown.map(({ label, points }, n) => (
          <g key={label} class={`c${String(n)}`}>
            <polyline points={points.map(([at, value]) => `${String(x(at))},${String(y(value))}`).join(" ")} />
            {points.map(([at, value]) => (
              <circle key={at} cx={x(at)} cy={y(value)} r="2">
                <title>{`${label}, ${clock(at)}: ${figure(value)} ${unit}`}</title>
              </circle>
            ))}
          </g>
        ))}
      </svg>
      <figcaption class="quiet">
        {clock(from)} to {clock(to)} UTC; the highest is {figure(most)} {unit}
      </figcaption>
      <ul class="legend">
        {shown.map((line, n) => (
          <li key={line.label} class={`c${String(n)}`}>
            {line.label} <b class="figure">{figure(latestOf(line))}</b>
          </li>
        ))}
        {left.length > 0 && <li class="quiet">{count(left.length)} more</li>}
        {idle > 0 && <li class="quiet">{count(idle)} always 0</li>}
      </ul>
    </figure>
  );
}

const clock = (at: number): string => new Date(at).toISOString().slice(11, 16);
