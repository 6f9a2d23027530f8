// AWS's default quotas per second in us-east-1 that a night of many orders could reach, and how much of each it uses. All can
// be raised on request. Sources: docs/aws-limits.md §1.
import type { Amounts } from "./meter.ts";

interface Quota {
  readonly name: string;
  readonly perSecond: number;
  /** How many of an average order count. */
  readonly perOrder: (amounts: Amounts) => number;
}

const QUOTAS: readonly Quota[] = [
  { name: "Step Functions StartExecution", perSecond: 300, perOrder: () => 1 },
  { name: "Step Functions StateTransition", perSecond: 5000, perOrder: ({ stateTransitions = 0 }) => stateTransitions },
  // Each state but the Map states waits for one; transitions are never fewer.
  { name: "Step Functions SendTaskSuccess", perSecond: 500, perOrder: ({ stateTransitions = 0 }) => stateTransitions },
  {
    name: "DynamoDB write units of a table",
    perSecond: 40_000,
    perOrder: ({ dynamodbWriteUnits = 0 }) => dynamodbWriteUnits,
  },
  {
    name: "DynamoDB read units of a table",
    perSecond: 40_000,
    perOrder: ({ dynamodbReadUnits = 0 }) => dynamodbReadUnits,
  },
  // GB-seconds at 512 MB: seconds of one of 1,000 concurrent executions.
  {
    name: "Lambda concurrent executions",
    perSecond: 1000,
    perOrder: ({ lambdaGbSeconds = 0 }) => lambdaGbSeconds / 0.5,
  },
  { name: "HTTP API requests", perSecond: 10_000, perOrder: ({ httpApiRequests = 0 }) => httpApiRequests },
];

export interface QuotaUse {
  readonly name: string;
  /** 1: the quota is reached. */
  readonly share: number;
}

/** Highest first. */
export function quotaUse(perOrder: Amounts, ordersPerSecond: number): readonly QuotaUse[] {
  return QUOTAS.map(({ name, perSecond, perOrder: needs }) => ({
    name,
    share: (needs(perOrder) * ordersPerSecond) / perSecond,
  })).sort((one, other) => other.share - one.share);
}
