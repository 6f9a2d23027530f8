// Calls to AT&T: how many per second now, and in each of the last minutes.
import type { PartnerRate } from "../wire.ts";
import { Section } from "./section.tsx";
import { count, plainWords, shownInstant } from "./words.ts";

const WIDTH = 320;
const HEIGHT = 90;
const BARS = 30;
const GAP = 2;

export function RateView({ rate }: { readonly rate: PartnerRate | null }) {
  if (rate === null) {
    return (
      <Section id="rate" title="Calls to AT&T">
        <p class="quiet">Not measured here. A deployed stack's figures are on its CloudWatch dashboard.</p>
      </Section>
    );
  }
  const { perSecond, total, byOutcome, minutes } = rate;
  const outcomes = Object.entries(byOutcome).map(([name, calls]) => `${count(calls)} ${plainWords(name)}`);
  return (
    <Section id="rate" title="Calls to AT&T">
      {perSecond !== null && (
        <p class="big">
          {perSecond.toLocaleString("en-US")} <small>per second now</small>
        </p>
      )}
      <p class="quiet">
        {count(total)} since the start{outcomes.length > 0 ? `: ${outcomes.join(", ")}` : ""}
      </p>
      {total > 0 && <Bars minutes={minutes.slice(-BARS)} />}
    </Section>
  );
}

function Bars({ minutes }: { readonly minutes: PartnerRate["minutes"] }) {
  const most = Math.max(1, ...minutes.map(({ calls }) => calls));
  const width = WIDTH / BARS;
  const latest = minutes.at(-1);
  const spoken = `Calls by minute, at most ${count(most)}; in the latest minute ${count(latest?.calls ?? 0)}.`;
  return (
    <figure class="bars">
      <svg viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`} role="img" aria-label={spoken}>
        <line x1="0" x2={WIDTH} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} class="axis" />
        {minutes.map(({ at, calls }, n) => {
          const height = (calls / most) * (HEIGHT - 8);
          const x = (n + BARS - minutes.length) * width + GAP / 2;
          return (
            <rect key={at} x={x} y={HEIGHT - height} width={width - GAP} height={height} rx="2">
              <title>{`${shownInstant(at)}: ${count(calls)}`}</title>
            </rect>
          );
        })}
      </svg>
      <figcaption class="quiet">by minute; the highest is {count(most)}</figcaption>
    </figure>
  );
}
