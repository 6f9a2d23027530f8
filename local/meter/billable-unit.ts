// The units in which AWS bills, as far as the embedded cloud has them. What each costs is in prices.ts.

export const BILLABLE_UNITS = [
  /** A state that was entered or tried again (Standard workflows). */
  "stateTransitions",
  /** Lambda: invocations. */
  "lambdaRequests",
  /** Lambda: configured memory in GB × billed seconds, starts included. */
  "lambdaGbSeconds",
  /** DynamoDB, on demand. */
  "dynamodbWriteUnits",
  "dynamodbReadUnits",
  /** SQS: each up to 64 KB of payload. */
  "sqsRequests",
  /** S3: PUT, COPY, POST, LIST. */
  "s3Puts",
  /** S3: GET, HEAD and all others but DELETE, which is free. */
  "s3Gets",
  /** CloudWatch Logs: bytes taken in, of functions and state machines. */
  "logBytes",
  /** HTTP API: each up to 512 KB. */
  "httpApiRequests",
  /** EventBridge: events that functions put on the bus, each up to 64 KB. */
  "customEvents",
  /** SES: recipients of messages. */
  "mails",
  /** EventBridge Scheduler. */
  "schedulerInvocations",
  "secretsRequests",
  /** KMS: signatures and public keys of elliptic keys. */
  "kmsAsymmetricRequests",
  /** X-Ray: traces of state machines and functions that have tracing on, after sampling. */
  "traces",
] as const;

export type BillableUnit = (typeof BILLABLE_UNITS)[number];
