// How far the sites of a run are, stage by stage: what the bars show. Pure, from the order records alone.
import type { OrderRecord } from "../../contracts/records.ts";
import { STAGES } from "../../contracts/stage-names.ts";
import type { Stage } from "../../contracts/stages.ts";

export interface StageProgress {
  readonly stage: Stage;
  /** Sites that have finished the stage. */
  readonly done: number;
  /** Sites that ended or are held here and go no further by themselves. */
  readonly stopped: number;
  /** Sites of orders that wait here for a decision of people. */
  readonly waiting: number;
}

/** `settle` moves no site: it has no bar. */
const BARS = STAGES.filter((stage) => stage !== "settle");
const ENDED = new Set(["failed", "rejected", "cancelled", "held"]);

export function stageProgress(orders: readonly OrderRecord[]): StageProgress[] {
  return BARS.map((stage) => {
    let [done, stopped, waiting] = [0, 0, 0];
    for (const order of orders) {
      const finished = sitesFinished(order, stage);
      done += finished;
      if (order.stage !== stage) continue;
      if (ENDED.has(order.status)) stopped += order.siteCount - finished;
      if (order.status === "pending") waiting += order.siteCount - finished;
    }
    return { stage, done, stopped, waiting };
  });
}

/** The counter where the stage keeps one; else an order that is beyond a stage has taken all its sites through it. */
export function sitesFinished(order: OrderRecord, stage: Stage): number {
  const counted = order.progress?.[stage];
  if (counted !== undefined) return Math.min(counted, order.siteCount);
  // An order that ended says by its stage where; once it is settled, only the counters do.
  if (order.stage === "settle" && ENDED.has(order.status)) return 0;
  return STAGES.indexOf(order.stage) > STAGES.indexOf(stage) ? order.siteCount : 0;
}
