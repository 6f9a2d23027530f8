// What outlives a deployment: the files, the table, the secrets, the address that callbacks are sent to, and the topic
// that alarms tell. The other stacks refer to this one, never the other way.
import { CfnOutput, RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import { AttributeType, ProjectionType, type Table } from "aws-cdk-lib/aws-dynamodb";
import { type IKey, Key } from "aws-cdk-lib/aws-kms";
import type { Bucket } from "aws-cdk-lib/aws-s3";
import { CfnEmailIdentity } from "aws-cdk-lib/aws-ses";
import type { Construct } from "constructs";
import { deadLettersOutput, distributorRoleOutput, type Names, namesOf } from "../../contracts/deployment.ts";
import type { DeploymentSettings } from "../../contracts/deployment-settings.ts";
import { ConfigurationError, invariant } from "../../contracts/errors.ts";
import { FEEDS_PREFIX } from "../../contracts/feed.ts";
import { INTAKE_RECEIVES_MAX, VISIBILITY_SECONDS } from "../../contracts/limits.ts";
import { EXPIRY_ATTRIBUTE, FILE_INDEX } from "../../contracts/records.ts";
import { type Profiles, distributorsWith } from "../read-profiles.ts";
import { AlarmTopicPair, type AlarmTopics } from "../constructs/alarm-topics.ts";
import { DistributorRole } from "../constructs/distributor-role.ts";
import { FileDrop } from "../constructs/file-drop.ts";
import { KeptSecret } from "../constructs/kept-secret.ts";
import { KeptTable } from "../constructs/kept-table.ts";
import { PrivateBucket } from "../constructs/private-bucket.ts";
import { PublicApi } from "../constructs/public-api.ts";
import type { RetryQueue } from "../constructs/retry-queue.ts";
import { SftpServer } from "../constructs/sftp-server.ts";
import { SigningKey } from "../constructs/signing-key.ts";
import { feedSecrets, webhookSecrets } from "./distributor-secrets.ts";

export interface DataStackProps extends StackProps {
  readonly settings: DeploymentSettings;
  readonly profiles: Profiles;
}

/** What everything that is kept has in common. */
interface Keeping {
  readonly names: Names;
  readonly settings: DeploymentSettings;
  readonly key: IKey | undefined;
}

export class DataStack extends Stack {
  readonly names: Names;
  readonly profiles: Profiles;
  readonly alarmTopics: AlarmTopics;
  readonly files: Bucket;
  readonly drops: RetryQueue;
  readonly work: Bucket;
  readonly table: Table;
  readonly credentials: KeptSecret;
  readonly webhookSecret: KeptSecret;
  /** Sign messages to the webhooks of distributors that have one. */
  readonly distributorSecrets: readonly KeptSecret[];
  /** Open the exports of distributors whose server asks for credentials. */
  readonly feedSecrets: readonly KeptSecret[];
  /** The address that mail comes from; undefined: no profile asks for mail. */
  readonly mailIdentityArn: string | undefined;
  readonly callbackApi: HttpApi;
  readonly certificateKey: Key;
  /** Undefined: the settings name no issuer of tokens. */
  readonly frontDoorApi: HttpApi | undefined;
  /** Where AT&T sends its callbacks, without a closing slash. */
  readonly callbackUrl: string;
  /** The customer's key, where the deployment names one. */
  readonly key: IKey | undefined;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    const { settings } = props;
    const names = namesOf(settings.stage);
    this.names = names;
    this.profiles = props.profiles;
    this.key = settings.dataKeyArn === undefined ? undefined : Key.fromKeyArn(this, "Key", settings.dataKeyArn);
    const keeping: Keeping = { names, settings, key: this.key };
    this.alarmTopics = new AlarmTopicPair(this, "Alarms", {
      service: names.service,
      email: settings.alarmEmail,
    }).topics;
    const days = settings.personalDataDays;
    const drop = new FileDrop(this, "Files", {
      inboxPrefix: "inbox/",
      queue: {
        visibilitySeconds: VISIBILITY_SECONDS.intake,
        receivesMax: INTAKE_RECEIVES_MAX,
      },
      bucket: {
        name: names.filesBucket,
        expires: { prefixes: ["inbox/", "results/", FEEDS_PREFIX], days },
        key: this.key,
      },
    });
    this.files = drop.bucket;
    this.drops = drop.drops;
    this.work = new PrivateBucket(this, "Work", {
      name: names.workBucket,
      expires: { prefixes: ["work/"], days },
      key: this.key,
    });
    this.table = orderTable(this, keeping);
    this.credentials = credentialsSecret(this, keeping);
    this.webhookSecret = webhookSecret(this, keeping);
    this.distributorSecrets = webhookSecrets(this, { ...keeping, profiles: props.profiles });
    this.feedSecrets = feedSecrets(this, { ...keeping, profiles: props.profiles });
    const mailed = distributorsWith(props.profiles, ({ notify }) => notify?.mail !== undefined);
    this.mailIdentityArn = mailed.length === 0 ? undefined : mailIdentity(this, settings, mailed);
    const callbacks = new PublicApi(this, "Callbacks", {
      name: names.callbackApi,
      domain: settings.callbackDomain,
      certificateArn: settings.callbackCertificateArn,
    });
    this.callbackApi = callbacks.api;
    const frontDoor = this.#frontDoor(settings);
    this.frontDoorApi = frontDoor?.api;
    this.callbackUrl = callbacks.url;
    if (settings.sftp === "on") new SftpServer(this, "Sftp", { files: this.files, profiles: props.profiles });
    this.certificateKey = new SigningKey(this, "CertificateKey");
    for (const distributor of distributorsWith(props.profiles, ({ awsAccess }) => awsAccess !== undefined)) {
      this.#letIn(distributor);
    }

    this.#tellPlaces(callbacks.url, frontDoor?.url);
  }

  #letIn(distributor: string): void {
    const { awsAccess, feed } = this.profiles[distributor] ?? {};
    invariant(awsAccess, `data-stack.access.${distributor}`);
    const { roleArn } = new DistributorRole(this, `RoleOf${distributor}`, {
      ...{ service: this.names.service, distributor, access: awsAccess, files: this.files },
      feedPrefix: feed !== undefined && "prefix" in feed.from ? feed.from.prefix : undefined,
    });
    new CfnOutput(this, distributorRoleOutput(distributor), { value: roleArn });
  }

  /** Where somebody issues tokens for it. */
  #frontDoor(settings: DeploymentSettings): PublicApi | undefined {
    if (settings.frontDoorIssuer === undefined) return undefined;
    return new PublicApi(this, "FrontDoor", {
      name: this.names.frontDoorApi,
      domain: settings.frontDoorDomain,
      certificateArn: settings.frontDoorCertificateArn,
    });
  }

  /** What operators and AT&T need to know. */
  #tellPlaces(callbackUrl: string, frontDoorUrl: string | undefined): void {
    const { outputs } = this.names;
    new CfnOutput(this, outputs.filesBucket, { value: this.files.bucketName });
    new CfnOutput(this, outputs.workBucket, { value: this.work.bucketName });
    new CfnOutput(this, outputs.table, { value: this.table.tableName });
    new CfnOutput(this, outputs.callbackUrl, { value: callbackUrl });
    new CfnOutput(this, outputs.certificateKey, { value: this.certificateKey.keyArn });
    if (frontDoorUrl !== undefined) new CfnOutput(this, outputs.frontDoorUrl, { value: frontDoorUrl });
    new CfnOutput(this, deadLettersOutput("intake"), { value: this.drops.deadLetterQueue.queueUrl });
  }
}

function orderTable(scope: Construct, { names, settings, key }: Keeping): Table {
  const table = new KeptTable(scope, "Orders", {
    ...{ name: names.ordersTable, settings, key },
    expiryAttribute: EXPIRY_ATTRIBUTE,
  });
  table.addGlobalSecondaryIndex({
    indexName: FILE_INDEX,
    partitionKey: { name: "gsi1pk", type: AttributeType.STRING },
    sortKey: { name: "gsi1sk", type: AttributeType.STRING },
    projectionType: ProjectionType.ALL,
  });
  return table;
}

/** A generated credential serves our own Ordering API; for another, its values are put in by hand (docs/deploy.md). */
function credentialsSecret(scope: Construct, { names, settings, key }: Keeping): KeptSecret {
  return new KeptSecret(scope, "Credentials", {
    name: names.credentialsSecret,
    description: "Credentials for the Ordering API, by Solution Provider",
    generate: {
      secretStringTemplate: JSON.stringify({ clientId: "apex-bulk" }),
      generateStringKey: "clientSecret",
      excludePunctuation: true,
      passwordLength: 40,
    },
    exists: settings.secrets === "existing",
    key,
  });
}

function webhookSecret(scope: Construct, { names, settings, key }: Keeping): KeptSecret {
  return new KeptSecret(scope, "WebhookSecret", {
    name: names.webhookSecret,
    description: "Signs and verifies callbacks (Standard Webhooks)",
    generate: { excludePunctuation: true, passwordLength: 40 },
    exists: settings.secrets === "existing",
    key,
  });
}

/** SES mails the address a link to confirm it, and refuses to send until somebody does. */
function mailIdentity(scope: Stack, { mailFrom }: DeploymentSettings, mailed: readonly string[]): string {
  if (mailFrom === undefined) {
    const who = mailed.join(", ");
    throw new ConfigurationError(
      `settings: mailFrom is needed: the profile of ${who} asks for mail. Give the address it comes from.`,
    );
  }
  const identity = new CfnEmailIdentity(scope, "MailIdentity", { emailIdentity: mailFrom });
  identity.applyRemovalPolicy(RemovalPolicy.RETAIN);
  return scope.formatArn({ service: "ses", resource: "identity", resourceName: identity.ref });
}
