// What a deployment can choose: `-c name=value` of the CDK command line, or `stages` in cdk.json. The command line of `npm start`
// passes the same names to the embedded cloud. What nobody says has the value of its stage (infra/stage-defaults.ts), or the one
// written here. Each description completes an error: what the setting is, and what a good value looks like.
import * as z from "zod";
import { isSafeUrl } from "./plain-http.ts";

const number = z.coerce.number();
const onOff = z.enum(["on", "off"]);
const arnOf = (service: string, example: string) =>
  z.string().regex(new RegExp(`^arn:aws[a-z-]*:${service}:[a-z0-9-]+:\\d{12}:`), `not an ARN such as ${example}`);

/** An order may wait 44 days for decisions, and a person for as long; versions that were replaced stay 90 days more. */
const PERSONAL_DATA_DAYS_MIN = 180;

const settings = z.strictObject({
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9]{1,9}$/, "not two to ten lower-case letters and digits, beginning with a letter")
    .optional()
    .describe("one of several deployments in an account, part of every name: dev, test, prod"),
  orderingUrl: z
    .url()
    .optional()
    .describe(
      "the base URL of another Ordering API, for example https://host/api/v1; without it our own is part of the app",
    ),
  plainHttpHost: z
    .string()
    .min(1)
    .optional()
    .describe("the host of an orderingUrl that may be called without TLS, by name; on this machine any may"),
  transactionLookup: onOff
    .optional()
    .describe("whether the partner answers GET /transactions (docs/apex-api.md §1): on or off"),
  creditLookup: onOff
    .optional()
    .describe("whether the partner answers questions for a credit decision (docs/apex-api.md §1): on or off"),
  contractLookup: onOff
    .default("on")
    .describe("whether the partner answers GET /contract?quoteId= (docs/apex-api.md §2): on or off"),
  orderLookup: onOff
    .optional()
    .describe(
      "whether the partner answers GET /order-apex?quoteId= (an assumption of ours), which the nightly run asks: on or off; default: on with our own Ordering API, else off",
    ),
  callsPerSecond: number
    .nonnegative()
    .optional()
    .describe(
      "calls per second and credential that the partner allows; 0: no limit; without it 20, or 0 toward our own",
    ),
  partnerTimeoutSeconds: number
    .positive()
    .default(30)
    .describe("seconds to wait for an answer of the partner, for example 30"),
  retryBaseSeconds: number
    .positive()
    .default(2)
    .describe("seconds before the first retry, doubled for each further one: 2"),
  retryCapSeconds: number.positive().default(300).describe("the longest pause between two retries in seconds: 300"),
  retryAttempts: number
    .int()
    .min(1)
    .max(10)
    .default(6)
    .describe("attempts before an order is held for a person: 1 to 10"),
  decisionDelayMillis: number
    .nonnegative()
    .default(300)
    .describe("our own Ordering API: milliseconds from a request to its credit or eSign decision"),
  orderingBehavior: z
    .string()
    .min(2)
    .default("{}")
    .describe("our own Ordering API: JSON, see docs/ordering-api.md; {} for its usual behavior"),
  rollout: z
    .enum(["gradual", "atOnce"])
    .default("gradual")
    .describe("gradual: a new version of a function gets a tenth of its work for ten minutes first; atOnce: all of it"),
  demoDistributor: onOff
    .default("off")
    .describe(
      "the distributor demo, which may order for every sp_id: off but on the embedded cloud, or where asked for",
    ),
  callsInGroups: onOff
    .default("on")
    .describe(
      "new orders keep the records of calls in groups (ADR 0035); off for the first deployment over a version that cannot read them, so that it can be taken back",
    ),
  terminationProtection: onOff
    .default("on")
    .describe("on: the stacks cannot be deleted by mistake; data is kept either way"),
  deletionProtection: onOff.default("on").describe("on: DynamoDB refuses to delete the tables, no matter who asks"),
  secrets: z
    .enum(["make", "existing"])
    .default("make")
    .describe("existing: use the secrets that an earlier deployment of this stage has left; make: make them"),
  accountConcurrency: number
    .int()
    .positive()
    .default(1000)
    .describe("Lambda's concurrent executions of the account (Service Quotas, L-B99A9384), for example 1000"),
  personalDataDays: number
    .int()
    .min(PERSONAL_DATA_DAYS_MIN)
    .max(3650)
    .default(400)
    .describe("days after which personal data is deleted, from files, results and the table: 180 to 3650"),
  dataKeyArn: arnOf("kms", "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab")
    .optional()
    .describe("a KMS key of yours that encrypts tables, buckets and secrets; without it AWS's own keys do"),
  callbackDomain: z
    .hostname()
    .optional()
    .describe(
      "your own name for the callback address, for example callbacks.example.com; needs callbackCertificateArn",
    ),
  callbackCertificateArn: arnOf("acm", "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd-…")
    .optional()
    .describe("the certificate of callbackDomain in AWS Certificate Manager, in the region of the stacks"),
  costCenter: z
    .string()
    .regex(/^[\w .:/=+@-]{1,256}$/, "not 1 to 256 letters, digits, spaces and . : / = + - @ _")
    .optional()
    .describe("value of the tag CostCenter on everything that is billed"),
  alarmEmail: z.email().optional().describe("who is told of alarms, for example oncall@example.com"),
  frontDoorIssuer: z
    .url({ protocol: /^https$/ })
    .optional()
    .describe(
      "who issues the tokens of distributors, https://… as their claim iss has it (docs/front-door.md); without it there is no front door",
    ),
  frontDoorAudience: z
    .string()
    .regex(/^[^\s,]+(,[^\s,]+)*$/, "not names separated by commas, without spaces")
    .optional()
    .describe(
      "what tokens are issued for (aud or client_id), several separated by commas; needed with frontDoorIssuer",
    ),
  frontDoorDomain: z
    .hostname()
    .optional()
    .describe(
      "your own name for the front door, for example orders.example.com; needs frontDoorCertificateArn and frontDoorIssuer",
    ),
  frontDoorCertificateArn: arnOf("acm", "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd-…")
    .optional()
    .describe("the certificate of frontDoorDomain in AWS Certificate Manager, in the region of the stacks"),
  distributorClaim: z
    .string()
    .min(1)
    .default("distributor")
    .describe("the claim of a token that names the distributor, for example custom:distributor with Cognito"),
  sftp: onOff
    .default("off")
    .describe(
      "an SFTP server (Transfer Family, billed by the hour) for the distributors whose profile has sftp (docs/front-door.md): on or off",
    ),
  distributorProfiles: z
    .string()
    .min(1)
    .default("config/distributors.json")
    .describe(
      "the file with the distributors' profiles, from the project's folder, for example config/distributors.test.json",
    ),
  mailFrom: z
    .email()
    .optional()
    .describe(
      "the address that mail to distributors comes from, for example orders@example.com; needed where a profile asks for mail. SES sends it a message with a link that somebody must open once",
    ),
  noticeRetryBaseSeconds: number
    .nonnegative()
    .default(30)
    .describe("seconds before a webhook or a mail that was not taken is tried again, doubled for each further try: 30"),
  callbackSilenceHours: number
    .int()
    .min(1)
    .max(168)
    .default(48)
    .describe("hours without a callback, while orders wait for one, after which an alarm tells: 1 to 168"),
  pauseHours: number.positive().default(24).describe("hours that anything may be paused before an alarm tells: 24"),
});
export const DeploymentSettingsSchema = settings.refine(
  ({ orderingUrl, plainHttpHost }) => orderingUrl === undefined || isSafeUrl(orderingUrl, plainHttpHost),
  {
    path: ["orderingUrl"],
    error: "http:// would send credentials in the clear; use https://, or name the host with plainHttpHost",
  },
);
export type DeploymentSettings = z.infer<typeof DeploymentSettingsSchema>;
