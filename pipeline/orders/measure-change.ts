// What the changes of an order's record tell CloudWatch: orders and sites entering and leaving stages, the time they took, and
// orders that were held. A change is one conditional write, so each is counted once, no matter which worker makes it or how often it is tried.
import type { Meter } from "../../contracts/metrics.ts";
import type { OrderStatus } from "../../contracts/outcomes.ts";
import type { OrderRecord } from "../../contracts/records.ts";
import { STAGES } from "../../contracts/stage-names.ts";
import type { Stage } from "../../contracts/stages.ts";
import { isTerminal } from "../../domain/orders/settlement.ts";

interface Change {
  readonly type: string;
  readonly to?: OrderStatus;
  readonly stage?: Stage;
  readonly reason?: string;
}

/** `order`: as it is after the change. `at`: the time of the change, an ISO instant. */
export function measureChange(meter: Meter, step: Change, order: OrderRecord, at: string): void {
  if (step.stage !== undefined && step.type === startOf(step.stage)) {
    meter.add("OrdersEntered", 1, { stage: step.stage });
    meter.add("SitesEntered", order.siteCount, { stage: step.stage });
    const before = stageBefore(order, step.stage);
    if (before !== undefined) leave(meter, order, before, { outcome: "done", at });
    return;
  }
  if (step.type === "orderStopped") leave(meter, order, order.stage, { outcome: "stopped", at });
  if (step.to === "held") {
    meter.add("OrdersHeld", 1, { reason: step.reason ?? "unknown" });
    leave(meter, order, order.stage, { outcome: "held", at });
  }
  if (step.to === "completed") {
    const last = stageBefore(order, "settle");
    if (last !== undefined) leave(meter, order, last, { outcome: "done", at });
  }
  if (step.to !== undefined && isTerminal(step.to)) meter.add("OrdersEnded", 1, { status: step.to });
}

const startOf = (stage: Stage): string => `${stage}Started`;

/** The stage that the order was in before: the latest that it has entered. */
function stageBefore(order: OrderRecord, stage: Stage): Stage | undefined {
  return STAGES.slice(0, STAGES.indexOf(stage)).findLast((earlier) => order.marks?.[startOf(earlier)] !== undefined);
}

function leave(
  meter: Meter,
  order: OrderRecord,
  stage: Stage,
  { outcome, at }: { readonly outcome: "done" | "stopped" | "held"; readonly at: string },
): void {
  meter.add("OrdersLeft", 1, { stage, outcome });
  const startedAt = order.marks?.[startOf(stage)];
  if (startedAt !== undefined) meter.add("StageSeconds", (Date.parse(at) - Date.parse(startedAt)) / 1000, { stage });
}
