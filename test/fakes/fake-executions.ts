// Executions in memory with Step Functions' naming rules: a name can be started again only while it runs with the same input.
import type { Executions } from "../../adapters/aws/executions.ts";
import type { OrderExecutionInput } from "../../contracts/stages.ts";

type Status = "RUNNING" | "FAILED" | "TIMED_OUT" | "ABORTED" | "SUCCEEDED";

export class FakeExecutions implements Executions {
  readonly all = new Map<string, { status: Status; input: string; stoppedAt: number | undefined }>();
  readonly redriven: string[] = [];
  redrivable = true;

  arnOf(name: string): string {
    return `arn:execution:${name}`;
  }
  start(name: string, input: OrderExecutionInput): Promise<"started" | "exists"> {
    const found = this.all.get(name);
    if (found !== undefined) {
      return Promise.resolve(
        found.status === "RUNNING" && found.input === JSON.stringify(input) ? "started" : "exists",
      );
    }
    this.all.set(name, { status: "RUNNING", input: JSON.stringify(input), stoppedAt: undefined });
    return Promise.resolve("started");
  }
  end(name: string, status: Status, stoppedAt: number): void {
    this.all.set(name, { status, input: this.all.get(name)?.input ?? "", stoppedAt });
  }
  describe(arn: string) {
    return Promise.resolve(this.all.get(arn.replace("arn:execution:", "")));
  }
  async *running(): AsyncIterable<string> {
    await Promise.resolve();
    for (const [name, { status }] of this.all) if (status === "RUNNING") yield name;
  }
  redrive(arn: string): Promise<"redriven" | "impossible"> {
    if (!this.redrivable) return Promise.resolve("impossible");
    this.redriven.push(arn);
    return Promise.resolve("redriven");
  }
  stop(arn: string): Promise<void> {
    const name = arn.replace("arn:execution:", "");
    if (this.all.get(name)?.status === "RUNNING") this.end(name, "ABORTED", 0);
    return Promise.resolve();
  }
}
