// The permissions that functions get, spelt out action by action, so that a review reads them and a test can compare
// them. CDK's grant methods are wider than what the code calls.
import { Aws, Stack } from "aws-cdk-lib";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import { Effect, type IGrantable, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Bucket } from "aws-cdk-lib/aws-s3";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { KeptSecret } from "./kept-secret.ts";
import type { IConstruct } from "constructs";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { FILE_INDEX } from "../../contracts/records.ts";

export function allow(grantee: IGrantable, actions: readonly string[], resources: readonly string[]): void {
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] }),
  );
}

type TableAction = "GetItem" | "PutItem" | "UpdateItem" | "DeleteItem" | "Query" | "BatchGetItem" | "BatchWriteItem";

export function allowTable(grantee: IGrantable, table: Table, actions: readonly TableAction[]): void {
  allow(
    grantee,
    actions.map((action) => `dynamodb:${action}`),
    [table.tableArn],
  );
  allowKey(grantee, table.encryptionKey);
}

export function allowFileIndex(grantee: IGrantable, table: Table): void {
  allow(grantee, ["dynamodb:Query"], [`${table.tableArn}/index/${FILE_INDEX}`]);
}

/** Reading and writing of objects under one prefix (`inbox/`), or of all with the empty prefix. */
export function allowObjects(
  grantee: IGrantable,
  bucket: Bucket,
  prefix: string,
  actions: readonly ("GetObject" | "GetObjectVersion" | "PutObject" | "DeleteObject" | "AbortMultipartUpload")[],
): void {
  allow(
    grantee,
    actions.map((action) => `s3:${action}`),
    [bucket.arnForObjects(`${prefix}*`)],
  );
  if (bucket.encryptionKey !== undefined) {
    grantee.grantPrincipal.addToPrincipalPolicy(throughS3(bucket.encryptionKey));
  }
}

/**
 * The keys under some prefixes: who may not list at all cannot tell a key that is missing from one that is denied
 * (adapters/aws/objects.ts).
 */
export function allowList(
  grantee: IGrantable,
  bucket: Bucket,
  prefixes: readonly string[],
  action: "ListBucket" | "ListBucketVersions" = "ListBucket",
): void {
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      actions: [`s3:${action}`],
      resources: [bucket.bucketArn],
      conditions: { StringLike: { "s3:prefix": prefixes.map((prefix) => `${prefix}*`) } },
    }),
  );
}

export function allowSecret(grantee: IGrantable, secret: KeptSecret): void {
  allow(grantee, ["secretsmanager:GetSecretValue"], [secret.arnInPolicies]);
  allowKey(grantee, secret.key);
}

const KEY_ACTIONS = ["kms:Decrypt", "kms:GenerateDataKey"];

/** A key of the customer's opens nothing but the objects that S3 itself lets the role have. */
export function throughS3(key: IKey): PolicyStatement {
  return new PolicyStatement({
    actions: KEY_ACTIONS,
    resources: [key.keyArn],
    conditions: { StringEquals: { "kms:ViaService": `s3.${Aws.REGION}.${Aws.URL_SUFFIX}` } },
  });
}

/** A key of the customer's, where the deployment names one. */
function allowKey(grantee: IGrantable, key: IKey | undefined): void {
  if (key !== undefined) allow(grantee, KEY_ACTIONS, [key.keyArn]);
}

export function allowSend(grantee: IGrantable, queue: IQueue): void {
  allow(grantee, ["sqs:SendMessage"], [queue.queueArn]);
}

/** Step Functions has no resource-level permission for answering a task token (aws-facts: the token itself is the key). */
export function allowTaskAnswers(grantee: IGrantable, answers: readonly ("Success" | "Failure" | "Heartbeat")[]): void {
  allow(
    grantee,
    answers.map((answer) => `states:SendTask${answer}`),
    ["*"],
  );
}

/** To put events of one source on the account's default bus. */
export function allowEvents(grantee: IGrantable & IConstruct, source: string): void {
  const bus = Stack.of(grantee).formatArn({ service: "events", resource: "event-bus", resourceName: "default" });
  grantee.grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      effect: Effect.ALLOW,
      actions: ["events:PutEvents"],
      resources: [bus],
      conditions: { StringEquals: { "events:source": source } },
    }),
  );
}

/** Mail from one identity of SES. */
export function allowMail(grantee: IGrantable, identityArn: string): void {
  allow(grantee, ["ses:SendEmail"], [identityArn]);
}

export function allowStart(grantee: IGrantable, machine: IStateMachine): void {
  allow(grantee, ["states:StartExecution"], [machine.stateMachineArn]);
}

/** Permissions on the executions of one machine. */
export function allowExecutions(
  grantee: IGrantable,
  machine: IStateMachine,
  actions: readonly ("DescribeExecution" | "StopExecution" | "RedriveExecution")[],
): void {
  machine.grantExecution(grantee, ...actions.map((action) => `states:${action}`));
}
