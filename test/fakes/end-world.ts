// An order near its end, with its file, its execution and all that settle, the sync and operators need.
import type { OperatorDeps } from "../../pipeline/operators/operator-actions.ts";
import { keys, type OrderRecord, type SiteRecord } from "../../contracts/records.ts";
import type { OrderMessage } from "../../contracts/stages.ts";
import { makeSettleOrders } from "../../lambdas/settle/settle-orders.ts";
import { makeSyncFiles, type SyncDeps } from "../../lambdas/sync/sync-files.ts";
import { FakeExecutions } from "./fake-executions.ts";
import { orderDocument, pipelineWorld, seedOrder, sqsEvent, START, taskEvent } from "./pipeline-world.ts";

type Sites = (index: number) => Partial<SiteRecord>;
export const failure = { code: "refusedByPartner", message: "no" } as const;

export async function endWorld(changes: Partial<OrderRecord>, sites?: Sites, policy: "order" | "site" = "order") {
  const world = pipelineWorld(orderDocument(3, policy));
  await seedOrder(world, { status: "inProgress", stage: "handoff", quoteId: "Q1", ...changes }, sites);
  await world.table.put({
    ...keys.file("f-1"),
    ...{ fileId: "f-1", distributor: "demo", key: "inbox/demo/a.csv", name: "a.csv", contentHash: "h", bytes: 1 },
    ...{ status: "processing", policy, resultsPrefix: "results/demo/a/", receivedAt: new Date(START).toISOString() },
    ...{ gsi1pk: "FILES#open", gsi1sk: "x" },
  });
  const executions = new FakeExecutions();
  const closed: string[] = [];
  const sent: OrderMessage[] = [];
  const deps: SyncDeps & OperatorDeps & typeof world = {
    ...world,
    closeFile: async (fileId) => {
      if ((await world.table.get(keys.openOrder(fileId, "o-1"))) === undefined) closed.push(fileId);
    },
    executions,
    sendOrders: (messages) => Promise.resolve(void sent.push(...messages)),
    creditLookup: true,
    contractLookup: true,
    documentThere: () => Promise.resolve(true),
    now: () => world.orders.now(),
  };
  const settle = (event = taskEvent({ stage: "settle" })) => makeSettleOrders(deps)(event, world.invocation);
  const ended = (status: string, stopDate = world.time + 1000, name = "o-1") => {
    const detail = { executionArn: `arn:${name}`, name, status, stopDate };
    return sqsEvent({ body: JSON.stringify({ "detail-type": "Step Functions Execution Status Change", detail }) });
  };
  const sync = () => makeSyncFiles(deps)({}, { ...world.invocation, remainingMillis: () => 900_000 });
  const statuses = async () => (await world.siteRows()).map(({ status }) => status);
  return { world, deps, closed, sent, settle, ended, sync, statuses, executions };
}
export const completed = { status: "completed", stage: "handoff", handedOffAt: new Date(START).toISOString() } as const;
