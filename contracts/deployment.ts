// What a deployment is called, what it tells the outside, and what its secrets hold. What it can choose: deployment-settings.ts.
import * as z from "zod";
import { STAGES } from "./stage-names.ts";
import { strictObject } from "./object-schemas.ts";

/** Stack outputs. */
const OUTPUTS = {
  filesBucket: "FilesBucketName",
  workBucket: "WorkBucketName",
  table: "TableName",
  callbackUrl: "CallbackUrl",
  frontDoorUrl: "FrontDoorUrl",
  sftpAddress: "SftpAddress",
  orderingUrl: "OrderingApiUrl",
  stateMachine: "OrderStateMachineArn",
  orderQueue: "OrderQueueUrl",
  certificateKey: "CertificateKeyArn",
  sync: "SyncFunctionName",
  feed: "FeedFunctionName",
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
    /**
     * What is kept has names that do not change: where an earlier deployment has left it, CloudFormation refuses to make it
     * anew, so that nobody begins with an empty ledger of what was ordered (docs/deploy.md).
     */
    ordersTable: `${service}-orders`,
    orderingStore: `${service}-ordering-api-store`,
    /** The account and the region come behind: bucket names are unique in the world. */
    filesBucket: `${service}-files`,
    workBucket: `${service}-work`,
    credentialsSecret: `${service}/ordering-api-credentials`,
    webhookSecret: `${service}/webhook-secret`,
    /** Before a distributor's name: its own secrets (`distributorWebhookSecret`). */
    distributorSecrets: `${service}/distributors`,
    outputs: OUTPUTS,
  } as const;
}
export type Names = ReturnType<typeof namesOf>;

/** Of the only deployment in an account; `local/` and `cli/` find the embedded cloud's resources by them. */
export const NAMES = namesOf(undefined);

/** Signs the messages to a distributor's webhook; its content is as that of the webhook secret. */
export const distributorWebhookSecret = (names: Pick<Names, "distributorSecrets">, distributor: string): string =>
  `${names.distributorSecrets}/${distributor}/webhook`;

/** The stack output with the ARN of a distributor's role; output names are letters and digits. */
export const distributorRoleOutput = (distributor: string): string =>
  `DistributorRole${distributor.replaceAll(/[^a-z0-9]/gi, "")}Arn`;

/** Opens a distributor's export (contracts/feed.ts, `FeedSecretSchema`). */
export const distributorFeedSecret = (distributorSecrets: string, distributor: string): string =>
  `${distributorSecrets}/${distributor}/feed`;

/** What rules and schedules could not deliver, or called in vain. */
export const UNDELIVERED = "undelivered";
/** Queues that park what failed too often, as operators name them: by the function that reads them. */
export const PARKING_QUEUES = [
  "intake",
  "start-order",
  ...STAGES,
  "webhook",
  "mail",
  "decisions",
  UNDELIVERED,
] as const;
export type ParkingQueue = (typeof PARKING_QUEUES)[number];

/** The stack output with the URL of a queue's dead-letter queue; output names are letters and digits. */
export const deadLettersOutput = (queue: ParkingQueue): string =>
  `DeadLetters${queue.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())}Url`;

const CredentialsSchema = strictObject(() => ({ clientId: z.string().min(1), clientSecret: z.string().min(1) }));
const FullCredentialsSchema = strictObject(() => ({
  default: CredentialsSchema,
  bySpId: z.record(z.string(), CredentialsSchema).optional(),
}));
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
