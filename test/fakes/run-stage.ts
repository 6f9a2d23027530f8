// Runs a stage through its consumer, as its queue would.
import { type RunStage, stageConsumer } from "../../pipeline/stages/stage-consumer.ts";
import type { Stage } from "../../contracts/stages.ts";
import { makeAssignCustomer } from "../../lambdas/customer/assign-customer.ts";
import { makeCheckCredit } from "../../lambdas/credit/check-credit.ts";
import { makeEnrichSites } from "../../lambdas/enrich/enrich-sites.ts";
import { makeHandOffSites } from "../../lambdas/handoff/hand-off-sites.ts";
import { makePlaceOrder } from "../../lambdas/order/place-order.ts";
import { makeQuoteOrder } from "../../lambdas/quote/quote-order.ts";
import { makeSendContract } from "../../lambdas/contract/send-contract.ts";
import { type PipelineWorld, type TaskMessage, taskEvent } from "./pipeline-world.ts";

const RUNS: Partial<Record<Stage, (world: PipelineWorld) => RunStage>> = {
  quote: makeQuoteOrder,
  credit: makeCheckCredit,
  contract: makeSendContract,
  order: makePlaceOrder,
  enrich: makeEnrichSites,
  customer: makeAssignCustomer,
  handoff: makeHandOffSites,
};

export function consume(world: PipelineWorld, ...messages: TaskMessage[]) {
  const [first] = messages;
  const make = first && RUNS[first.stage];
  if (first === undefined || make === undefined) throw new Error("no such stage");
  return stageConsumer(world, first.stage, make(world))(taskEvent(...messages), world.invocation);
}

export const refused = (message: string) => () => ({ kind: "refused", code: "refusedByPartner", message }) as const;
/** The one chunk of an order of three sites. */
export const CHUNK = { n: 0, from: 0, to: 3 };
