// What a deployment can choose, as CDK context (`cdk deploy -c orderingUrl=…`); the command line passes the same keys when
// it synthesises for the embedded cloud. Anything not said has the value written here.
import * as z from "zod";
import { STAGES } from "./stages.ts";

const number = z.coerce.number();

export const DeploymentSettingsSchema = z.strictObject({
  /** Another Ordering API; absent: our own is part of the app, in a stack of its own. */
  orderingUrl: z.url().optional(),
  /** Optional capabilities of the partner (docs/apex-api.md §1, A). Default: on with our own Ordering API, else off. */
  transactionLookup: z.enum(["on", "off"]).optional(),
  creditLookup: z.enum(["on", "off"]).optional(),
  /** `GET /contract?quoteId=` (docs/apex-api.md §2, A). */
  contractLookup: z.enum(["on", "off"]).default("on"),
  /** Default: 0 = no limit towards our own, 20 towards any other (docs/apex-api.md §1, A). */
  callsPerSecond: number.nonnegative().optional(),
  partnerTimeoutSeconds: number.positive().default(30),
  retryBaseSeconds: number.positive().default(2),
  retryCapSeconds: number.positive().default(300),
  retryAttempts: number.int().min(1).max(10).default(6),
  /** Our own Ordering API: from a request to its credit or eSign decision. */
  decisionDelayMillis: number.nonnegative().default(300),
  /** Our own Ordering API: JSON, see ordering-api/behaviour.ts (docs/ordering-api.md). */
  orderingBehaviour: z.string().min(2).default("{}"),
  /** On: the stacks cannot be deleted by mistake. Data is kept either way. */
  terminationProtection: z.enum(["on", "off"]).default("on"),
  /** Who is told of alarms; absent: the topic has no subscriber yet. */
  alarmEmail: z.email().optional(),
});
export type DeploymentSettings = z.infer<typeof DeploymentSettingsSchema>;

/** Names that the outside needs to know. `local/` and `cli/` find resources by them. */
export const NAMES = {
  dataStack: "ApexBulkData",
  orderingStack: "ApexBulkOrderingApi",
  pipelineStack: "ApexBulkPipeline",
  callbackApi: "apex-bulk-callbacks",
  orderingApi: "apex-bulk-ordering-api",
  credentialsSecret: "apex-bulk/ordering-api-credentials",
  webhookSecret: "apex-bulk/webhook-secret",
  /** Stack outputs. */
  outputs: {
    filesBucket: "FilesBucketName",
    workBucket: "WorkBucketName",
    table: "TableName",
    callbackUrl: "CallbackUrl",
    orderingUrl: "OrderingApiUrl",
    stateMachine: "OrderStateMachineArn",
    orderQueue: "OrderQueueUrl",
  },
} as const;

/** Queues that park what failed too often, as operators name them: by the function that reads them. */
export const PARKING_QUEUES = ["intake", "start-order", ...STAGES, "decisions"] as const;
export type ParkingQueue = (typeof PARKING_QUEUES)[number];

/** The stack output with the URL of a queue's dead-letter queue; output names are letters and digits. */
export const deadLettersOutput = (queue: ParkingQueue): string =>
  `DeadLetters${queue.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())}Url`;

const CredentialsSchema = z.strictObject({ clientId: z.string().min(1), clientSecret: z.string().min(1) });
const FullCredentialsSchema = z.strictObject({
  default: CredentialsSchema,
  bySpId: z.record(z.string(), CredentialsSchema).optional(),
});
export type PartnerCredentials = z.infer<typeof FullCredentialsSchema>;
/**
 * Content of the credentials secret. A Connector has a credential a Solution Provider (docs/apex-api.md §1, A). A lone
 * `{"clientId","clientSecret"}` stands for `default`: Secrets Manager can generate a value at the top level only.
 */
export const PartnerCredentialsSchema = z.union([
  FullCredentialsSchema,
  CredentialsSchema.transform((credentials): PartnerCredentials => ({ default: credentials })),
]);

/**
 * Content of the webhook secret: one or more `whsec_…` values separated by spaces. All verify; the first signs. Two during
 * a rotation. The secret that CDK generates is a bare random text of 40 letters and digits, read as `whsec_` + itself.
 */
export const WebhookSecretSchema = z.string().min(24);
