// What outlives a deployment: the files, the table, the secrets, the address that callbacks are sent to, and the topic
// that alarms tell. The other stacks refer to this one, never the other way.
import { CfnOutput, RemovalPolicy, Stack, type StackProps, Validations } from "aws-cdk-lib";
import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from "aws-cdk-lib/aws-dynamodb";
import type { Key } from "aws-cdk-lib/aws-kms";
import type { Bucket } from "aws-cdk-lib/aws-s3";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import { deadLettersOutput, type DeploymentSettings, type Names, namesOf } from "../../contracts/deployment.ts";
import { INTAKE_RECEIVES_MAX, VISIBILITY_SECONDS } from "../../contracts/limits.ts";
import { FILE_INDEX } from "../../contracts/records.ts";
import { AlarmTopicPair, type AlarmTopics } from "../constructs/alarm-topics.ts";
import { FileDrop } from "../constructs/file-drop.ts";
import { PrivateBucket } from "../constructs/private-bucket.ts";
import { PublicApi } from "../constructs/public-api.ts";
import type { RetryQueue } from "../constructs/retry-queue.ts";
import { SigningKey } from "../constructs/signing-key.ts";

export interface DataStackProps extends StackProps {
  readonly settings: DeploymentSettings;
}

export class DataStack extends Stack {
  readonly names: Names;
  readonly alarmTopics: AlarmTopics;
  readonly files: Bucket;
  readonly drops: RetryQueue;
  readonly work: Bucket;
  readonly table: Table;
  readonly credentials: Secret;
  readonly webhookSecret: Secret;
  readonly callbackApi: HttpApi;
  readonly certificateKey: Key;
  /** Undefined: the settings name no issuer of tokens. */
  readonly frontDoorApi: HttpApi | undefined;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    const names = namesOf(props.settings.stage);
    this.names = names;
    const { alarmEmail: email } = props.settings;
    this.alarmTopics = new AlarmTopicPair(this, "Alarms", { service: names.service, email }).topics;
    const drop = new FileDrop(this, "Files", {
      inboxPrefix: "inbox/",
      queue: {
        visibilitySeconds: VISIBILITY_SECONDS.intake,
        receivesMax: INTAKE_RECEIVES_MAX,
      },
    });
    this.files = drop.bucket;
    this.drops = drop.drops;
    this.work = new PrivateBucket(this, "Work", { removalPolicy: RemovalPolicy.RETAIN });
    this.table = orderTable(this);
    this.credentials = credentialsSecret(this, names);
    this.webhookSecret = webhookSecret(this, names);
    for (const secret of [this.credentials, this.webhookSecret]) {
      Validations.of(secret).acknowledge({
        id: "AwsSolutions-SMG4",
        reason:
          "Both sides must change at once: AT&T gives the credentials, and the webhook secret rotates by overlap.",
      });
    }
    const callbacks = new PublicApi(this, "Callbacks", { name: names.callbackApi });
    this.callbackApi = callbacks.api;
    const frontDoor =
      props.settings.frontDoorIssuer === undefined
        ? undefined
        : new PublicApi(this, "FrontDoor", { name: names.frontDoorApi });
    this.frontDoorApi = frontDoor?.api;

    this.certificateKey = new SigningKey(this, "CertificateKey");

    const { outputs } = names;
    new CfnOutput(this, outputs.filesBucket, { value: this.files.bucketName });
    new CfnOutput(this, outputs.workBucket, { value: this.work.bucketName });
    new CfnOutput(this, outputs.table, { value: this.table.tableName });
    new CfnOutput(this, outputs.callbackUrl, { value: callbacks.url });
    new CfnOutput(this, outputs.certificateKey, { value: this.certificateKey.keyArn });
    if (frontDoor !== undefined) new CfnOutput(this, outputs.frontDoorUrl, { value: frontDoor.url });
    new CfnOutput(this, deadLettersOutput("intake"), { value: this.drops.deadLetterQueue.queueUrl });
  }
}

function orderTable(scope: Construct): Table {
  const table = new Table(scope, "Orders", {
    partitionKey: { name: "pk", type: AttributeType.STRING },
    sortKey: { name: "sk", type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.DEFAULT,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy: RemovalPolicy.RETAIN,
  });
  table.addGlobalSecondaryIndex({
    indexName: FILE_INDEX,
    partitionKey: { name: "gsi1pk", type: AttributeType.STRING },
    sortKey: { name: "gsi1sk", type: AttributeType.STRING },
    projectionType: ProjectionType.ALL,
  });
  return table;
}

/** A generated credential serves our own Ordering API; for another, its values are put in by hand (docs/runbook.md). */
function credentialsSecret(scope: Construct, names: Names): Secret {
  return new Secret(scope, "Credentials", {
    secretName: names.credentialsSecret,
    description: "Credentials for the Ordering API, by Solution Provider",
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ clientId: "apex-bulk" }),
      generateStringKey: "clientSecret",
      excludePunctuation: true,
      passwordLength: 40,
    },
  });
}

function webhookSecret(scope: Construct, names: Names): Secret {
  return new Secret(scope, "WebhookSecret", {
    secretName: names.webhookSecret,
    description: "Signs and verifies callbacks (Standard Webhooks)",
    generateSecretString: { excludePunctuation: true, passwordLength: 40 },
  });
}
