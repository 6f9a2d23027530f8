// A dashboard of the template, read once and drawn with the values that there are: the console's widgets as plain data, which the
// board shows. Kinds of widgets that are not known are refused by name.
import { type JsonObject, isObject, listAt, numberAt, objectAt, textAt } from "../json.ts";
import type { Alarm, AlarmState } from "./alarm.ts";
import { type MetricStore, wholeRange } from "./metric-store.ts";
import { type WidgetLines, widgetLines } from "./widget-lines.ts";

export interface DrawnWidget {
  readonly kind: "text" | "alarms" | "figures" | "chart" | "bars";
  readonly title: string;
  /** Of 24 columns. */
  readonly width: number;
  /** Markdown, of a text. */
  readonly text: string;
  readonly alarms: readonly { readonly name: string; readonly state: AlarmState }[];
  /** Figures and bars have one value in each line. */
  readonly lines: readonly DrawnLine[];
  /** What the axis counts; "" where it does not say. */
  readonly unit: string;
}

export interface DrawnLine {
  readonly label: string;
  /** The oldest first. */
  readonly points: readonly (readonly [at: number, value: number])[];
}

export interface Drawn {
  readonly from: number;
  readonly to: number;
  readonly widgets: readonly DrawnWidget[];
}

interface Widget {
  readonly shell: Omit<DrawnWidget, "alarms" | "lines">;
  readonly alarmArns: readonly string[];
  readonly lines: WidgetLines | undefined;
  readonly isWhole: boolean;
}

const KINDS: Readonly<Record<string, "chart" | "figures" | "bars">> = {
  timeSeries: "chart",
  singleValue: "figures",
  bar: "bars",
};
const RANGE = /^-P(?:(\d+)D)?(?:T(\d+)H)?$/;

export class Dashboard {
  readonly widgets: readonly Widget[];
  readonly #rangeMillis: number;

  /** `body`: of AWS::CloudWatch::Dashboard, resolved. */
  constructor(body: JsonObject) {
    this.#rangeMillis = rangeOf(textAt(body, "start") ?? "");
    this.widgets = listAt(body, "widgets")
      .filter(isObject)
      .sort((one, other) => orderOf(one) - orderOf(other))
      .map(widgetOf);
  }

  draw(store: MetricStore, alarms: readonly Alarm[], now: number): Drawn {
    const from = now - this.#rangeMillis;
    const widgets = this.widgets.map(({ shell, alarmArns, lines, isWhole }) => ({
      ...shell,
      alarms: alarmArns.flatMap((arn) =>
        alarms.filter((alarm) => alarm.arn === arn).map(({ name, state }) => ({ name, state })),
      ),
      lines: (lines?.read(store, isWhole ? wholeRange(store) : store, from, now + 1) ?? []).map(
        ({ label, values }) => ({ label, points: [...values].sort(([one], [other]) => one - other) }),
      ),
    }));
    return { from, to: now, widgets };
  }
}

/** Row by row, left to right. */
const orderOf = (widget: JsonObject): number => 1000 * (numberAt(widget, "y") ?? 0) + (numberAt(widget, "x") ?? 0);

function rangeOf(start: string): number {
  const [found, days = "0", hours = "0"] = RANGE.exec(start) ?? [];
  if (found === undefined) throw new Error(`dashboard: start ${start} is not supported`);
  return (Number(days) * 24 + Number(hours)) * 3_600_000;
}

function widgetOf(widget: JsonObject): Widget {
  const properties = objectAt(widget, "properties");
  const title = textAt(properties, "title") ?? "";
  const common = { title, width: numberAt(widget, "width") ?? 6, text: "", unit: "" };
  const plain = { alarmArns: [], lines: undefined, isWhole: false };
  const type = textAt(widget, "type") ?? "";
  if (type === "text") {
    return { ...plain, shell: { ...common, kind: "text", text: textAt(properties, "markdown") ?? "" } };
  }
  if (type === "alarm") {
    const alarmArns = listAt(properties, "alarms").filter((arn) => typeof arn === "string");
    return { ...plain, alarmArns, shell: { ...common, kind: "alarms" } };
  }
  const kind = KINDS[textAt(properties, "view") ?? ""];
  if (type !== "metric" || kind === undefined) throw new Error(`dashboard: a widget that is not supported: ${title}`);
  const axis = properties["yAxis"];
  const unit = isObject(axis) ? (textAt(objectAt(axis, "left"), "label") ?? "") : "";
  return {
    shell: { ...common, kind, unit },
    alarmArns: [],
    lines: widgetLines(properties, title),
    isWhole: properties["setPeriodToTimeRange"] === true,
  };
}
