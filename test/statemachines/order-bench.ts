// The order machine on the interpreter with fake stages: each message is answered by the verdict that a test chose for it.
import { readFileSync } from "node:fs";
import { CHUNK_SITES } from "../../contracts/limits.ts";
import { type OrderExecutionInput, type StageMessage, StageMessageSchema } from "../../contracts/stages.ts";
import { Bench } from "../local/step-functions/virtual-host.ts";

export const ORDER_ASL = readFileSync(new URL("../../statemachines/order.asl.json", import.meta.url), "utf8");
export const QUEUE_TOKENS = ["Quote", "Credit", "Contract", "Order", "Enrich", "Customer", "Handoff", "Settle"];

export function substituted(definition: string): string {
  return definition.replaceAll(/\$\{(\w+)QueueUrl\}/g, (_, stage: string) => `http://queues/${stage.toLowerCase()}`);
}

/** What a fake stage does with a message; `silence` never answers. */
export type Reply = { readonly verdict: string } | { readonly error: string } | "silence";

export class OrderBench extends Bench {
  readonly received: StageMessage[] = [];
  reply: (message: StageMessage) => Reply = () => ({ verdict: "proceed" });

  constructor() {
    super(substituted(ORDER_ASL));
    this.host.onMessage = (params) => {
      const message = StageMessageSchema.parse(params.MessageBody);
      if (params.QueueUrl !== `http://queues/${message.stage}`) throw new Error(`wrong queue for ${message.stage}`);
      if (params.MessageGroupId !== message.distributor) throw new Error("message group is not the distributor");
      this.received.push(message);
      void this.#answer(message, this.reply(message));
    };
  }

  stages(): string[] {
    return this.received.map(({ stage, chunk }) => (chunk === undefined ? stage : `${stage} ${String(chunk.n)}`));
  }

  async #answer(message: StageMessage, reply: Reply): Promise<void> {
    const { taskToken } = message;
    if (reply === "silence") return;
    if ("error" in reply) {
      await this.service.call("SendTaskFailure", { taskToken, error: reply.error, cause: "order o-1" });
    } else {
      const output = message.chunk === undefined ? reply : { ...reply, done: 25, failed: 0 };
      await this.service.call("SendTaskSuccess", { taskToken, output: JSON.stringify(output) });
    }
  }
}

export function orderInput(siteCount: number): OrderExecutionInput {
  const chunks = Array.from({ length: Math.ceil(siteCount / CHUNK_SITES) }, (_, n) => ({
    n,
    from: n * CHUNK_SITES,
    to: Math.min((n + 1) * CHUNK_SITES, siteCount),
  }));
  return { orderId: `o-${"f".repeat(32)}`, distributor: "northwind", siteCount, chunks };
}
