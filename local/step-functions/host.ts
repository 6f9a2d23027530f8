// What the interpreter asks of the cloud around it: time, ids, the two services that tasks call, and an event bus. Nothing
// else reaches the outside, so that a simulation with a virtual clock can drive it step by step.

/** Name of what a call rejects with when nothing answered: no such address, a broken connection, no time left. */
export const UNREACHED = "SdkClientException";

export interface SendMessageParams {
  QueueUrl: string;
  /** An object is sent as its JSON text. */
  MessageBody: unknown;
  MessageGroupId?: string;
  MessageDeduplicationId?: string;
  DelaySeconds?: number;
  MessageAttributes?: object;
}

export interface StatesHost {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Returns how to cancel. */
  setTimer(ms: number, run: () => void): () => void;
  uuid(): string;
  /** The machine's role must allow the call. Rejects with `{name, message}`. */
  sendMessage(params: SendMessageParams, roleArn: string): Promise<{ MessageId: string; MD5OfMessageBody: string }>;
  /** On a function error rejects with `{name, message}`: the errorType, and what becomes the Cause. */
  invokeFunction(functionArn: string, payload: unknown, roleArn: string): Promise<unknown>;
  /** Detail of an EventBridge event "Step Functions Execution Status Change". */
  emitStatusChange(detail: object): void;
  /** A state was entered, or is tried again: what Step Functions bills. */
  onTransition?(executionArn: string): void;
  /** An event was appended to the history; as GetExecutionHistory shows it without execution data. */
  onHistoryEvent?(executionArn: string, event: object): void;
}
