// What a deployment can choose, as CDK context (`cdk deploy -c orderingUrl=…`); the command line passes the same keys when
// it synthesises for the embedded cloud. Anything not said has the value written here.
import * as z from "zod";
import { isSafeUrl } from "./plain-http.ts";
import { STAGES } from "./stages.ts";

const number = z.coerce.number();

const settings = z.strictObject({
  /** One of several deployments in an account, for example `dev`, `test`, `prod`: part of every name. Absent: the only one. */
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9]{1,9}$/, "two to ten lower-case letters and digits, beginning with a letter")
    .optional(),
  /** Another Ordering API; absent: our own is part of the app, in a stack of its own. */
  orderingUrl: z.url().optional(),
  /** The host of an `orderingUrl` that may be called without TLS, by name; on this machine any may. */
  plainHttpHost: z.string().min(1).optional(),
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
  /** gradual: a new version of a function gets a tenth of its work for ten minutes first; an alarm takes it back. */
  rollout: z.enum(["gradual", "atOnce"]).default("gradual"),
  /** The distributor `demo`, which may order for every sp_id: only on the embedded cloud, and where it is asked for. */
  demoDistributor: z.enum(["on", "off"]).default("off"),
  /** On: the stacks cannot be deleted by mistake. Data is kept either way. */
  terminationProtection: z.enum(["on", "off"]).default("on"),
  /** Who is told of alarms; absent: the topics have no subscriber yet. */
  alarmEmail: z.email().optional(),
  /**
   * The front door for distributors (docs/front-door.md): who issues their tokens, as their claim `iss` has it, `https://…`.
   * Absent: there is no front door, and files come by S3 only.
   */
  frontDoorIssuer: z.url({ protocol: /^https$/ }).optional(),
  /** What tokens are issued for (`aud` or `client_id`); several separated by commas. Needed with an issuer. */
  frontDoorAudience: z
    .string()
    .regex(/^[^\s,]+(,[^\s,]+)*$/, "names separated by commas, without spaces")
    .optional(),
  /** The claim of a token that names the distributor, for example `custom:distributor` with Cognito. */
  distributorClaim: z.string().min(1).default("distributor"),
  /** An alarm tells when for so many hours no callback has come although orders wait for one. At most a week. */
  callbackSilenceHours: number.int().min(1).max(168).default(48),
  /** An alarm tells when something has been paused for so many hours. */
  pauseHours: number.positive().default(24),
});
export const DeploymentSettingsSchema = settings.refine(
  ({ orderingUrl, plainHttpHost }) => orderingUrl === undefined || isSafeUrl(orderingUrl, plainHttpHost),
  {
    path: ["orderingUrl"],
    error: "http:// would send credentials in the clear; use https://, or name the host with plainHttpHost",
  },
);
export type DeploymentSettings = z.infer<typeof DeploymentSettingsSchema>;

/** Stack outputs. */
const OUTPUTS = {
  filesBucket: "FilesBucketName",
  workBucket: "WorkBucketName",
  table: "TableName",
  callbackUrl: "CallbackUrl",
  frontDoorUrl: "FrontDoorUrl",
  orderingUrl: "OrderingApiUrl",
  stateMachine: "OrderStateMachineArn",
  orderQueue: "OrderQueueUrl",
  certificateKey: "CertificateKeyArn",
} as const;

/** Names that the outside needs to know. `stage`: the setting; two deployments in one account share none of them. */
export function namesOf(stage: string | undefined) {
  const service = stage === undefined ? "apex-bulk" : `apex-bulk-${stage}`;
  const stacks = `ApexBulk${stage === undefined ? "" : stage.charAt(0).toUpperCase() + stage.slice(1)}`;
  return {
    /** In names, and as the dimension of all metrics of ours. */
    service,
    dataStack: `${stacks}Data`,
    orderingStack: `${stacks}OrderingApi`,
    pipelineStack: `${stacks}Pipeline`,
    callbackApi: `${service}-callbacks`,
    orderingApi: `${service}-ordering-api`,
    frontDoorApi: `${service}-front-door`,
    credentialsSecret: `${service}/ordering-api-credentials`,
    webhookSecret: `${service}/webhook-secret`,
    outputs: OUTPUTS,
  } as const;
}
export type Names = ReturnType<typeof namesOf>;

/** Of the only deployment in an account; `local/` and `cli/` find the embedded cloud's resources by them. */
export const NAMES = namesOf(undefined);

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
export const WebhookSecretSchema = z
  .string()
  .refine((secret) => secret.trim() !== "" && secret.trim().split(/\s+/).every(isWebhookKey), {
    error: "each value must be base64 of at least 24 bytes, with or without whsec_ before it",
  });

/** Standard Webhooks asks for 24 to 64 bytes. A shorter key, such as the empty one of `whsec_`, can be guessed. */
const WEBHOOK_KEY_BYTES_MIN = 24;

function isWebhookKey(value: string): boolean {
  const base64 = /^(?:whsec_)?([A-Za-z0-9+/]+)={0,2}$/.exec(value)?.[1] ?? "";
  return Math.floor((base64.length * 3) / 4) >= WEBHOOK_KEY_BYTES_MIN;
}
