// Names of operational failures: they cross SQS, Step Functions and logs, so the names are API. Messages
// are codes and ids, never payloads.

/** Ends a stage's task; the order is held in the table with its reason, and the execution can be redriven. */
export const ORDER_HELD = "OrderHeld";
/** Ends a stage's task where a business decision ended the order: its state catches it and goes to Settle. */
export const ORDER_STOPPED = "OrderStopped";
/** Ends the task of a message that came to the dead-letter queue. */
export const STAGE_DEAD_LETTERED = "StageDeadLettered";

/** A broken invariant: not retryable, alarmed. `code` says which. */
export class InvariantViolation extends Error {
  override readonly name = "InvariantViolation";
}

export function invariant(condition: unknown, code: string): asserts condition {
  if (!condition) throw new InvariantViolation(code);
}

/** A function cannot start as it is configured. The message names each variable and what is wrong with it. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}
