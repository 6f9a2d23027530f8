// The CloudWatch dashboard as the board's server tells it to the page: widgets in the order of the console, with their values. Types
// only.

export interface DashboardOnBoard {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly widgets: readonly WidgetOnBoard[];
}

export interface WidgetOnBoard {
  readonly kind: "text" | "alarms" | "figures" | "chart" | "bars";
  readonly title: string;
  /** Of 24 columns. */
  readonly width: number;
  /** Markdown, of a text. */
  readonly text: string;
  readonly alarms: readonly { readonly name: string; readonly state: "OK" | "ALARM" | "INSUFFICIENT_DATA" }[];
  readonly lines: readonly LineOnBoard[];
  /** What the axis counts; "" where it does not say. */
  readonly unit: string;
}

export interface LineOnBoard {
  readonly label: string;
  /** The oldest first; figures and bars show the latest. */
  readonly points: readonly (readonly [at: number, value: number])[];
}
