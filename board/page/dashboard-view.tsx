// The dashboard of the deployed template, with the figures of this machine: what somebody on call sees in CloudWatch. Asked for again
// every few seconds while it is looked at.
import { useEffect, useState } from "preact/hooks";
import type { DashboardOnBoard, LineOnBoard, WidgetOnBoard } from "../dashboard-wire.ts";
import { type Api, wordsOf } from "./api.ts";
import { chartStart, DashboardChart } from "./dashboard-chart.tsx";
import { figure, latestOf, sentences } from "./dashboard-figures.ts";
import { count } from "./words.ts";

const AGAIN_MILLIS = 5000;

export function DashboardView({ api }: { readonly api: Api }) {
  const [drawn, setDrawn] = useState<DashboardOnBoard>();
  const [fault, setFault] = useState("");
  useEffect(() => {
    const look = (): void => {
      api.dashboard().then(
        (found) => {
          setDrawn(found);
          setFault("");
        },
        (error: unknown) => {
          setFault(wordsOf(error));
        },
      );
    };
    look();
    const timer = setInterval(look, AGAIN_MILLIS);
    return () => {
      clearInterval(timer);
    };
  }, [api]);
  return (
    <>
      <h1>Dashboard</h1>
      <p class="quiet">
        The CloudWatch dashboard of the deployed template, drawn with what this machine has measured since the start.
      </p>
      {fault !== "" && (
        <p class="note bad" role="alert">
          {fault}
        </p>
      )}
      {drawn === undefined ? fault === "" && <p>Loading …</p> : <Widgets drawn={drawn} />}
    </>
  );
}

function Widgets({ drawn }: { readonly drawn: DashboardOnBoard }) {
  const from = chartStart(drawn);
  return (
    <div class="dashboard">
      {drawn.widgets.map((widget, n) => (
        <Widget key={`${String(n)} ${widget.title}`} widget={widget} from={from} to={drawn.to} />
      ))}
    </div>
  );
}

interface WidgetProps {
  readonly widget: WidgetOnBoard;
  readonly from: number;
  readonly to: number;
}

function Widget({ widget, from, to }: WidgetProps) {
  const { kind, title, width, text, alarms, lines, unit } = widget;
  if (kind === "text") return <Text markdown={text} />;
  return (
    <section class="widget" data-width={width} aria-label={title}>
      <h3>{title}</h3>
      {kind === "alarms" && <Alarms alarms={alarms} />}
      {kind === "figures" && <Figures lines={lines} />}
      {kind === "bars" && <Bars lines={lines} />}
      {kind === "chart" && <DashboardChart lines={lines} unit={unit} from={from} to={to} />}
    </section>
  );
}

function Text({ markdown }: { readonly markdown: string }) {
  const { title, rest } = sentences(markdown);
  return (
    <div class="words">
      <h2>{title}</h2>
      {rest !== "" && <p class="quiet">{rest}</p>}
    </div>
  );
}

const TONES = { OK: "ok", ALARM: "bad", INSUFFICIENT_DATA: "quiet" } as const;
const WORDS = { OK: "fine", ALARM: "rings", INSUFFICIENT_DATA: "nothing measured yet" } as const;

function Alarms({ alarms }: Pick<WidgetOnBoard, "alarms">) {
  const ringing = alarms.filter(({ state }) => state === "ALARM");
  return (
    <>
      <p>
        <b>{ringing.length === 0 ? "None rings" : `${count(ringing.length)} of ${count(alarms.length)} ring`}</b>
      </p>
      <ul class="alarms">
        {[...ringing, ...alarms.filter((alarm) => !ringing.includes(alarm))].map(({ name, state }) => (
          <li key={name} class={`badge ${TONES[state]}`} title={WORDS[state]}>
            {name} <span class="unseen">{WORDS[state]}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Figures({ lines }: { readonly lines: readonly LineOnBoard[] }) {
  return (
    <dl class="figures">
      {lines.map((line) => (
        <div key={line.label}>
          <dt>{line.label}</dt>
          <dd class="figure">{figure(latestOf(line))}</dd>
        </div>
      ))}
    </dl>
  );
}

function Bars({ lines }: { readonly lines: readonly LineOnBoard[] }) {
  if (lines.length === 0) return <p class="quiet">Nothing so far.</p>;
  const most = Math.max(1, ...lines.map((line) => latestOf(line) ?? 0));
  return (
    <ul class="hbars">
      {lines.map((line) => (
        <li key={line.label}>
          <span>{line.label}</span>
          <progress max={most} value={latestOf(line) ?? 0} aria-label={line.label} />
          <span class="figure">{figure(latestOf(line))}</span>
        </li>
      ))}
    </ul>
  );
}
