// List prices of AWS in us-east-1, US dollars, without free tiers: one row for each billable unit. Looked up by hand on
// PRICES_DATE; docs/aws-limits.md §2 says how sure each is. Not priced: what is due
// by the month whether orders come or not (alarms, secrets, idle pollers, storage), and data out of the region.
import type { BillableUnit } from "./billable-unit.ts";

export const PRICES_DATE = "2026-11-26";

export interface Price {
  readonly service: string;
  /** Dollars for `per` units. */
  readonly usd: number;
  readonly per: number;
  readonly source: string;
}

const MILLION = 1_000_000;
const SQS = "https://aws.amazon.com/sqs/pricing/";
const LAMBDA = "https://aws.amazon.com/lambda/pricing/";
const DYNAMODB = "https://aws.amazon.com/dynamodb/pricing/on-demand/";
const S3 = "https://aws.amazon.com/s3/pricing/";
const CLOUDWATCH = "https://aws.amazon.com/cloudwatch/pricing/";
const SECRETS = "https://aws.amazon.com/secrets-manager/pricing/";

export const PRICES: Readonly<Record<BillableUnit, Price>> = {
  stateTransitions: {
    service: "Step Functions",
    usd: 0.025,
    per: 1000,
    source: "https://aws.amazon.com/step-functions/pricing/",
  },
  lambdaRequests: { service: "Lambda", usd: 0.2, per: MILLION, source: LAMBDA },
  /** arm64. */
  lambdaGbSeconds: { service: "Lambda", usd: 0.0000133334, per: 1, source: LAMBDA },
  dynamodbWriteUnits: { service: "DynamoDB", usd: 0.625, per: MILLION, source: DYNAMODB },
  dynamodbReadUnits: { service: "DynamoDB", usd: 0.125, per: MILLION, source: DYNAMODB },
  sqsRequests: { service: "SQS", usd: 0.4, per: MILLION, source: SQS },
  s3Puts: { service: "S3", usd: 0.005, per: 1000, source: S3 },
  s3Gets: { service: "S3", usd: 0.0004, per: 1000, source: S3 },
  logBytes: { service: "CloudWatch", usd: 0.5, per: 1_073_741_824, source: CLOUDWATCH },
  httpApiRequests: {
    service: "API Gateway",
    usd: 1,
    per: MILLION,
    source: "https://aws.amazon.com/api-gateway/pricing/",
  },
  customEvents: {
    service: "EventBridge",
    usd: 1,
    per: MILLION,
    source: "https://aws.amazon.com/eventbridge/pricing/",
  },
  mails: { service: "SES", usd: 0.1, per: 1000, source: "https://aws.amazon.com/ses/pricing/" },
  schedulerInvocations: {
    service: "EventBridge Scheduler",
    usd: 1,
    per: MILLION,
    source: "https://aws.amazon.com/eventbridge/pricing/",
  },
  secretsRequests: { service: "Secrets Manager", usd: 0.05, per: 10_000, source: SECRETS },
  kmsAsymmetricRequests: { service: "KMS", usd: 0.15, per: 10_000, source: "https://aws.amazon.com/kms/pricing/" },
  traces: { service: "X-Ray", usd: 5, per: MILLION, source: "https://aws.amazon.com/xray/pricing/" },
};
