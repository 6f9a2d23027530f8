// Whether the account has room for all that may run at once. Lambda would throttle what has none: messages come back, receives are
// used up, and callbacks are answered with errors.
import { CfnEventSourceMapping, CfnFunction } from "aws-cdk-lib/aws-lambda";
import type { App } from "aws-cdk-lib";
import { ConfigurationError } from "../contracts/errors.ts";

/** Lambda keeps so many from being reserved (Lambda developer guide, "Reserved concurrency"). */
const UNRESERVED_MIN = 100;

export interface Concurrency {
  /** Batches that all queues' consumers may work on at once. */
  readonly consumers: number;
  /** Kept for single functions. */
  readonly reserved: number;
}

export function concurrencyOf(app: App): Concurrency {
  const resources = app.node.findAll();
  const mappings = resources.filter((one) => one instanceof CfnEventSourceMapping);
  const functions = resources.filter((one) => one instanceof CfnFunction);
  return {
    consumers: sum(mappings.map(({ scalingConfig }) => maximumOf(scalingConfig))),
    reserved: sum(functions.map(({ reservedConcurrentExecutions = 0 }) => reservedConcurrentExecutions)),
  };
}

export function checkConcurrency(app: App, account: number): void {
  const { consumers, reserved } = concurrencyOf(app);
  // What is not reserved serves the consumers; schedules and our own Ordering API fit into what Lambda leaves beside them.
  const needed = reserved + Math.max(consumers, UNRESERVED_MIN);
  if (account >= needed) return;
  throw new ConfigurationError(
    `settings: accountConcurrency: ${String(account)} is too few. The consumers of all queues run ${String(consumers)} batches at once, ` +
      `${String(reserved)} executions are reserved for callbacks, and Lambda keeps ${String(UNRESERVED_MIN)} unreserved: ` +
      `${String(needed)} are needed. Ask AWS for more (Service Quotas, L-B99A9384; it costs nothing) and give the new value.`,
  );
}

function maximumOf(scaling: CfnEventSourceMapping["scalingConfig"]): number {
  const { maximumConcurrency } = scaling !== undefined && "maximumConcurrency" in scaling ? scaling : {};
  // One without a maximum could take the whole account.
  return maximumConcurrency ?? Infinity;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
