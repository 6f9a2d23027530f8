// How a task is told that its order is stopped: by the error name that its state catches, where the message gives one; else by
// the verdict that executions of the definition before ADR 0019 read. Both lead to Settle.
import type { StageMessage, StageOutput } from "../../contracts/stages.ts";
import type { TaskTokens, TokenAnswer } from "../../adapters/aws/task-tokens.ts";

/** `code`: why; absent where every site had come to an end of its own. */
export function answerStop(
  tokens: TaskTokens,
  { taskToken, onStop }: Pick<StageMessage, "taskToken" | "onStop">,
  code?: StageOutput["code"],
): Promise<TokenAnswer> {
  return onStop === undefined
    ? tokens.succeed(taskToken, { verdict: "stop", ...(code !== undefined && { code }) })
    : tokens.fail(taskToken, onStop, code ?? "nothingLeft");
}
