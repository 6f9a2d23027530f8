// Task tokens: who waits for which. A token says which execution it belongs to, so that nothing need be remembered about
// closed ones: a well-formed token that nobody waits for has timed out or was used already.
import { StatesServiceError } from "./failures.ts";
import { exceedsLimit, type Payload, payloadOfText } from "./payload.ts";

export interface WaitingTask {
  succeed(output: Payload): void;
  fail(error: string, cause: string | undefined): void;
  heartbeat(): void;
}

export class TaskTokens {
  readonly #waiting = new Map<string, WaitingTask>();
  readonly #knowsExecution: (arn: string) => boolean;

  constructor(knowsExecution: (arn: string) => boolean) {
    this.#knowsExecution = knowsExecution;
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }

  mint(executionArn: string, id: string): string {
    return Buffer.from(JSON.stringify(["task", executionArn, id])).toString("base64url");
  }

  /** Returns how to close the token. */
  open(token: string, task: WaitingTask): () => void {
    this.#waiting.set(token, task);
    return () => {
      this.#waiting.delete(token);
    };
  }

  succeed(token: string, outputText: string): void {
    const task = this.#find(token);
    if (exceedsLimit(outputText)) throw new StatesServiceError("InvalidOutput", "Invalid Output: too long");
    const output = parseOutput(outputText);
    this.#waiting.delete(token);
    task.succeed(output);
  }

  fail(token: string, error: string, cause: string | undefined): void {
    const task = this.#find(token);
    this.#waiting.delete(token);
    task.fail(error, cause);
  }

  heartbeat(token: string): void {
    this.#find(token).heartbeat();
  }

  #find(token: string): WaitingTask {
    const task = this.#waiting.get(token);
    if (task !== undefined) return task;
    const executionArn = executionOf(token);
    if (executionArn === undefined) throw new StatesServiceError("InvalidToken", "Invalid Token: 'Invalid token'");
    if (!this.#knowsExecution(executionArn)) {
      throw new StatesServiceError("TaskDoesNotExist", "Task Does Not Exist: 'Provided task does not exist'");
    }
    throw new StatesServiceError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
  }
}

function parseOutput(text: string): Payload {
  try {
    return payloadOfText(text);
  } catch {
    throw new StatesServiceError("InvalidOutput", "Invalid Output: not JSON");
  }
}

function executionOf(token: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, "base64url").toString());
    if (Array.isArray(parsed) && parsed[0] === "task" && typeof parsed[1] === "string") return parsed[1];
  } catch {
    // Not a token of ours.
  }
  return undefined;
}
