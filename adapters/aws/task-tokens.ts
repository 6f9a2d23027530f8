// Answers to Step Functions for a task token. A token that is closed already is `gone`: someone else answered, or the task
// timed out, or its execution ended; that is an answer, not an error.
import {
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from "@aws-sdk/client-sfn";
import type { StageOutput } from "../../contracts/stages.ts";

export type TokenAnswer = "taken" | "gone";

export interface TaskTokens {
  /** `taken`: the task is still open. */
  heartbeat(taskToken: string): Promise<TokenAnswer>;
  succeed(taskToken: string, output: StageOutput): Promise<TokenAnswer>;
  /** `error` is one of contracts/errors.ts; `cause` is a code, never a payload. */
  fail(taskToken: string, error: string, cause: string): Promise<TokenAnswer>;
}

export class SfnTaskTokens implements TaskTokens {
  readonly #client: SFNClient;

  constructor(client: SFNClient) {
    this.#client = client;
  }

  heartbeat(taskToken: string): Promise<TokenAnswer> {
    return unlessGone(() => this.#client.send(new SendTaskHeartbeatCommand({ taskToken })));
  }

  succeed(taskToken: string, output: StageOutput): Promise<TokenAnswer> {
    return unlessGone(() =>
      this.#client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) })),
    );
  }

  fail(taskToken: string, error: string, cause: string): Promise<TokenAnswer> {
    return unlessGone(() => this.#client.send(new SendTaskFailureCommand({ taskToken, error, cause })));
  }
}

async function unlessGone(send: () => Promise<unknown>): Promise<TokenAnswer> {
  try {
    await send();
    return "taken";
  } catch (error) {
    if (error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken) {
      return "gone";
    }
    throw error;
  }
}
