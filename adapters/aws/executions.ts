// The state machine's executions, as orders see them: one at a time, named after the order. An execution that exists
// already, or exists no more, is an answer, not an error.
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ExecutionNotRedrivable,
  type ExecutionStatus,
  ListExecutionsCommand,
  type ListExecutionsCommandOutput,
  RedriveExecutionCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import type { OrderExecutionInput } from "../../contracts/stages.ts";

export interface Executions {
  arnOf(name: string): string;
  /** `exists`: that name has been used; its execution may be running with other input, or closed. */
  start(name: string, input: OrderExecutionInput): Promise<"started" | "exists">;
  /** Undefined: no such execution. `stoppedAt` in milliseconds. */
  describe(
    executionArn: string,
  ): Promise<{ readonly status: ExecutionStatus; readonly stoppedAt: number | undefined } | undefined>;
  /** The names of those that run. */
  running(): AsyncIterable<string>;
  redrive(executionArn: string): Promise<"redriven" | "impossible">;
  stop(executionArn: string, cause: string): Promise<void>;
}

export class SfnExecutions implements Executions {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;

  constructor(client: SFNClient, stateMachineArn: string) {
    this.#client = client;
    this.#stateMachineArn = stateMachineArn;
  }

  arnOf(name: string): string {
    return `${this.#stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
  }

  async start(name: string, input: OrderExecutionInput): Promise<"started" | "exists"> {
    const command = new StartExecutionCommand({
      stateMachineArn: this.#stateMachineArn,
      name,
      input: JSON.stringify(input),
    });
    try {
      await this.#client.send(command);
      return "started";
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return "exists";
      throw error;
    }
  }

  async describe(
    executionArn: string,
  ): Promise<{ readonly status: ExecutionStatus; readonly stoppedAt: number | undefined } | undefined> {
    try {
      const { status, stopDate } = await this.#client.send(new DescribeExecutionCommand({ executionArn }));
      return status && { status, stoppedAt: stopDate?.getTime() };
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  }

  async *running(): AsyncIterable<string> {
    let nextToken: string | undefined;
    do {
      const page: ListExecutionsCommandOutput = await this.#client.send(
        new ListExecutionsCommand({
          stateMachineArn: this.#stateMachineArn,
          statusFilter: "RUNNING",
          ...(nextToken !== undefined && { nextToken }),
        }),
      );
      for (const { name } of page.executions ?? []) if (name !== undefined) yield name;
      ({ nextToken } = page);
    } while (nextToken !== undefined);
  }

  async redrive(executionArn: string): Promise<"redriven" | "impossible"> {
    try {
      await this.#client.send(new RedriveExecutionCommand({ executionArn }));
      return "redriven";
    } catch (error) {
      if (error instanceof ExecutionNotRedrivable || error instanceof ExecutionDoesNotExist) return "impossible";
      throw error;
    }
  }

  async stop(executionArn: string, cause: string): Promise<void> {
    try {
      await this.#client.send(new StopExecutionCommand({ executionArn, cause }));
    } catch (error) {
      if (!(error instanceof ExecutionDoesNotExist)) throw error;
    }
  }
}
