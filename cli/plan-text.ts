// A plan as a person reads it: one order per line, what is wrong with the rows that would not go, the sum, and the command that sends it.
import path from "node:path";
import type { Correction } from "../contracts/correction.ts";
import type { Issue } from "../contracts/outcomes.ts";
import type { FilePlanTotals, OrderInPlan, PlanAction } from "../domain/orders/file-plan.ts";
import { correctionWords } from "../domain/results/correction-words.ts";
import type { FilePlan } from "../pipeline/intake/plan-file.ts";
import type { OptionValues } from "./command-call.ts";
import { counted } from "./counted.ts";
import type { FileToDrop } from "./drop-file.ts";
import { issueText } from "./outcome-report.ts";
import type { Paint, PaintStyle } from "./paint.ts";
import type { PlanSettings } from "./plan-of-file.ts";
import { commandTo, outOption, textOption } from "./run-options.ts";
import { priceText } from "./shown-text.ts";
import type { ReadConnection } from "./stack-connection.ts";
import { table } from "./table.ts";

export interface PlanTextOptions {
  readonly file: FileToDrop;
  readonly settings: PlanSettings;
  readonly values: OptionValues;
  readonly where: ReadConnection["where"] | "new";
  readonly paint: Paint;
}

const SIGNS: Readonly<Record<PlanAction, readonly [sign: string, style: PaintStyle]>> = {
  create: ["+", "green"],
  add: ["+", "green"],
  change: ["~", "yellow"],
  unchanged: ["=", "dim"],
  refused: ["✗", "red"],
};
/** What is to be looked at comes first where not every order is shown. */
const PRESSING: readonly PlanAction[] = ["refused", "change", "add", "create", "unchanged"];
const ORDERS_SHOWN = 40;
const ISSUES_SHOWN = 20;

export function planLines(plan: FilePlan, options: PlanTextOptions): string[] {
  const { file, paint } = options;
  const name = path.basename(file.path);
  return [
    "",
    `${paint("bold", name)}: what a run would do on ${worldText(options)}`,
    ...(plan.known === undefined ? [] : knownText(plan.known)),
    ...(plan.correctionOf === undefined ? [] : [correctionText(plan.correctionOf)]),
    "",
    ...orderLines(plan.orders, paint),
    ...issueLines(plan.issues, paint),
    sumLine(plan.totals, paint),
    ...nextLines(plan, options),
    "",
  ];
}

function worldText({ where, values }: PlanTextOptions): string {
  const out = outOption(values);
  switch (where) {
    case "new":
      return `a new embedded cloud (nothing was sent under ${out} before)`;
    case "running":
      return `the embedded cloud that runs under ${out}`;
    case "finished":
      return `the embedded cloud under ${out}, as its last run left it`;
    case "deployed":
      return `the deployed stack of ${textOption(values, "stack-outputs") ?? ""}`;
  }
}

const correctionText = (correction: Correction): string =>
  `It is ${correctionWords(correction)} (batch ${correction.batchId}): what went through there is not sent again.`;

function knownText({ receivedAt, fileId, status }: NonNullable<FilePlan["known"]>): string[] {
  const goesOn = status === "completed" ? "" : " What has not ended continues.";
  return [`It was received at ${receivedAt} (batch ${fileId}): nothing in it is sent twice.${goesOn}`];
}

function orderLines(orders: readonly OrderInPlan[], paint: Paint): string[] {
  if (orders.length === 0) return [];
  const rank = ({ action }: OrderInPlan): number => PRESSING.indexOf(action);
  const ranked = orders.length > ORDERS_SHOWN ? orders.toSorted((one, other) => rank(one) - rank(other)) : orders;
  const shown = ranked.slice(0, ORDERS_SHOWN).map((order) => {
    const [sign, style] = SIGNS[order.action];
    const price = order.price === null ? "" : priceText(order.price);
    const name = order.orderRef === "" ? "(no order_ref)" : order.orderRef;
    return [paint(style, sign), paint(style, order.action), name, sitesText(order.sites), price];
  });
  const rest = orders.length - shown.length;
  return [
    ...table(shown, { head: ["", "", "order_ref", "sites", ""], paint }),
    ...(rest > 0 ? [paint("dim", `  … and ${counted(rest, "more order")}: --json has all`)] : []),
    "",
  ];
}

function sitesText({ create, unchanged, refused }: OrderInPlan["sites"]): string {
  const parts = [
    [create, "to send"],
    [unchanged, "unchanged"],
    [refused, "refused"],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${String(count)} ${words}`)
    .join(", ");
}

function issueLines(issues: readonly Issue[], paint: Paint): string[] {
  const told = issues.filter(({ severity }) => severity !== "fixed");
  const ranked = told.toSorted((one, other) => Number(one.severity !== "error") - Number(other.severity !== "error"));
  const rest = ranked.length - ISSUES_SHOWN;
  const repaired = issues.length - told.length;
  return [
    ...ranked.slice(0, ISSUES_SHOWN).flatMap((issue) => issueText(issue, paint)),
    ...(rest > 0 ? [paint("dim", `    … and ${String(rest)} more: --json has all`)] : []),
    ...(repaired > 0 ? [paint("dim", `    ${counted(repaired, "value")} repaired: \`validate\` lists them`)] : []),
    ...(issues.length > 0 ? [""] : []),
  ];
}

function sumLine({ orders, sites }: FilePlanTotals, paint: Paint): string {
  const parts = [
    [orders.create, "to create"],
    [orders.add, "to add to"],
    [orders.change, "to change"],
    [orders.unchanged, "unchanged"],
    [orders.refused, "refused"],
  ] as const;
  const named = parts.filter(([count]) => count > 0).map(([count, words]) => `${String(count)} ${words}`);
  const ofOrders = `${counted(orders.total, "order")}${named.length === 0 ? "" : `: ${named.join(", ")}`}`;
  return `${paint("bold", "Plan")}  ${ofOrders}. ${counted(sites.total, "site")}: ${sitesText(sites) || "none"}.`;
}

function nextLines(plan: FilePlan, options: PlanTextOptions): string[] {
  const { create, refused } = plan.totals.sites;
  const correct =
    refused > 0 ? ["Refused rows stay out. Correct them first, or send the rest and correct failed.csv."] : [];
  if (create === 0) {
    return [refused > 0 ? "Nothing would be sent: correct the rows above, then plan again." : "Nothing would be sent."];
  }
  const quoted = "Prices come with the quote: AT&T prices nothing without making one.";
  return [...correct, options.paint("dim", quoted), "", ...sendLines(plan.hash, options)];
}

function sendLines(hash: string, { file, settings, values, where }: PlanTextOptions): string[] {
  const { policy, sheet } = settings;
  const option = (name: string, value: string | undefined): string[] =>
    value === undefined ? [] : [`--${name}`, value];
  const how = [
    ...option("distributor", textOption(values, "distributor")),
    ...option("policy", policy),
    ...option("sheet", sheet),
  ];
  if (where === "deployed") return ["To send it:", `  ${commandTo(["submit", file.path, ...how], values)}`];
  const world = [...option("ordering-url", textOption(values, "ordering-url")), "--plan", hash];
  const first = where === "running" ? "To send it, end the run that is up (Ctrl-C), then:" : "To send it:";
  return [first, `  ${commandTo(["run", file.path, ...how, ...world], values)}`];
}
