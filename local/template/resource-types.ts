// Every resource type that the embedded cloud accepts: its physical name and attributes, and which properties it obeys or
// may overlook. A type or a property that is not here stops the start with an error that names it.
import { createHash } from "node:crypto";
import { ACCOUNT_ID, REGION, arn } from "../identity.ts";
import type { Physical } from "./intrinsics.ts";

export interface Names {
  readonly stack: string;
  readonly logicalId: string;
  /** The name that the template gives, resolved; undefined where it gives none. */
  readonly given: (property: string) => string | undefined;
  readonly endpoint: string;
  /** Address of the HTTP API with this logical id. */
  readonly apiAddress: string;
}

interface ResourceType {
  readonly physical: (names: Names) => Physical;
  /** Properties that are obeyed. */
  readonly obeyed: readonly string[];
  /** Properties without meaning on one machine: encryption, tags, deletion, tuning. */
  readonly overlooked: readonly string[];
}

/** Names of at most `max` characters that stay different: CDK puts a hash at the end of a logical id. */
function nameOf(names: Pick<Names, "stack" | "logicalId">, max: number): string {
  const whole = `${names.stack}-${names.logicalId}`;
  if (whole.length <= max) return whole;
  const hash = createHash("sha256").update(whole).digest("hex").slice(0, 8);
  return `${whole.slice(0, max - 9)}-${hash}`;
}

const named =
  (property: string, max: number, make: (name: string) => Physical) =>
  (names: Names): Physical =>
    make(names.given(property) ?? nameOf(names, max));

/** The number of a published version. */
const ONLY_VERSION = "1";

/** A template may name a function by its ARN. */
function functionNameIn(names: Names): string {
  const given = names.given("FunctionName") ?? "";
  return /:function:([^:]+)/.exec(given)?.[1] ?? given;
}

function table(name: string): Physical {
  return { ref: name, attributes: { Arn: arn("dynamodb", `table/${name}`), StreamArn: "" } };
}

export const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  "AWS::S3::Bucket": {
    physical: named("BucketName", 63, (name) => {
      const bucket = name.toLowerCase();
      const domain = `${bucket}.s3.amazonaws.com`;
      return {
        ref: bucket,
        attributes: { Arn: `arn:aws:s3:::${bucket}`, DomainName: domain, RegionalDomainName: domain },
      };
    }),
    obeyed: ["BucketName", "NotificationConfiguration", "VersioningConfiguration", "LifecycleConfiguration"],
    overlooked: [
      "BucketEncryption",
      "PublicAccessBlockConfiguration",
      "OwnershipControls",
      "LoggingConfiguration",
      "Tags",
    ],
  },
  "AWS::SQS::Queue": {
    physical: (names) => {
      const name = names.given("QueueName") ?? nameOf(names, 80);
      return {
        ref: `${names.endpoint}/${ACCOUNT_ID}/${name}`,
        attributes: { Arn: arn("sqs", name), QueueName: name, QueueUrl: `${names.endpoint}/${ACCOUNT_ID}/${name}` },
      };
    },
    obeyed: [
      "QueueName",
      "VisibilityTimeout",
      "DelaySeconds",
      "MessageRetentionPeriod",
      "MaximumMessageSize",
      "ReceiveMessageWaitTimeSeconds",
      "RedrivePolicy",
    ],
    overlooked: [
      "SqsManagedSseEnabled",
      "KmsMasterKeyId",
      "KmsDataKeyReusePeriodSeconds",
      "RedriveAllowPolicy",
      "Tags",
    ],
  },
  "AWS::DynamoDB::Table": {
    // Not by its own name: a data directory of before has its items under this one.
    physical: (names) => table(nameOf(names, 255)),
    obeyed: ["KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "TimeToLiveSpecification"],
    overlooked: [
      "TableName",
      "BillingMode",
      "PointInTimeRecoverySpecification",
      "SSESpecification",
      "DeletionProtectionEnabled",
      "OnDemandThroughput",
      "ContributorInsightsSpecification",
      "WarmThroughput",
      "Tags",
    ],
  },
  "AWS::DynamoDB::GlobalTable": {
    physical: named("TableName", 255, table),
    obeyed: ["TableName", "KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes", "TimeToLiveSpecification"],
    overlooked: ["BillingMode", "Replicas", "SSESpecification", "WriteOnDemandThroughputSettings", "WarmThroughput"],
  },
  "AWS::SecretsManager::Secret": {
    physical: named("Name", 128, (name) => {
      // AWS puts a dash and six random characters behind the name; here they follow from it.
      const suffix = createHash("sha256").update(name).digest("hex").slice(0, 6);
      const secret = arn("secretsmanager", `secret:${name}-${suffix}`);
      return { ref: secret, attributes: { Id: secret } };
    }),
    obeyed: ["Name", "GenerateSecretString", "SecretString"],
    overlooked: ["Description", "KmsKeyId", "Tags"],
  },
  "AWS::KMS::Key": {
    physical: (names) => {
      const id = keyIdOf(names);
      return { ref: id, attributes: { Arn: arn("kms", `key/${id}`), KeyId: id } };
    },
    obeyed: ["KeySpec", "KeyUsage"],
    // The policy that CDK writes leaves it to the account's own policies, which are obeyed.
    overlooked: [
      "KeyPolicy",
      "Description",
      "Enabled",
      "EnableKeyRotation",
      "PendingWindowInDays",
      "MultiRegion",
      "Tags",
    ],
  },
  "AWS::Lambda::Function": {
    physical: named("FunctionName", 64, (name) => ({
      ref: name,
      attributes: { Arn: arn("lambda", `function:${name}`) },
    })),
    obeyed: [
      "FunctionName",
      "Code",
      "Handler",
      "Runtime",
      "Environment",
      "Timeout",
      "MemorySize",
      "Role",
      "ReservedConcurrentExecutions",
      "RecursiveLoop",
      "DeadLetterConfig",
    ],
    overlooked: ["Architectures", "Description", "EphemeralStorage", "LoggingConfig", "TracingConfig", "Tags"],
  },
  "AWS::Lambda::Version": {
    // Of each function there is one version at a time on one machine.
    physical: (names) => {
      const ref = arn("lambda", `function:${functionNameIn(names)}:${ONLY_VERSION}`);
      return { ref, attributes: { Version: ONLY_VERSION, FunctionArn: ref } };
    },
    obeyed: ["FunctionName"],
    overlooked: ["CodeSha256", "Description"],
  },
  "AWS::Lambda::Alias": {
    physical: (names) => {
      const ref = arn("lambda", `function:${functionNameIn(names)}:${names.given("Name") ?? ""}`);
      return { ref, attributes: { AliasArn: ref } };
    },
    obeyed: ["FunctionName", "FunctionVersion", "Name"],
    overlooked: ["Description"],
  },
  "AWS::Lambda::EventSourceMapping": {
    physical: (names) => ({ ref: nameOf(names, 64), attributes: { Id: nameOf(names, 64) } }),
    obeyed: [
      "EventSourceArn",
      "FunctionName",
      "BatchSize",
      "MaximumBatchingWindowInSeconds",
      "FunctionResponseTypes",
      "ScalingConfig",
      "Enabled",
    ],
    overlooked: ["Tags", "MetricsConfig"],
  },
  "AWS::Lambda::EventInvokeConfig": {
    physical: (names) => ({ ref: nameOf(names, 64), attributes: { Id: nameOf(names, 64) } }),
    obeyed: ["FunctionName", "Qualifier", "MaximumRetryAttempts", "MaximumEventAgeInSeconds", "DestinationConfig"],
    overlooked: [],
  },
  "AWS::ApiGatewayV2::Api": {
    physical: (names) => ({
      ref: apiIdOf(names),
      attributes: { ApiEndpoint: names.apiAddress, ApiId: apiIdOf(names) },
    }),
    obeyed: ["Name", "ProtocolType"],
    overlooked: ["Description", "DisableExecuteApiEndpoint", "CorsConfiguration", "RouteSelectionExpression", "Tags"],
  },
  "AWS::ApiGatewayV2::Integration": {
    physical: (names) => ({ ref: nameOf(names, 64), attributes: { IntegrationId: nameOf(names, 64) } }),
    obeyed: ["ApiId", "IntegrationType", "IntegrationUri", "PayloadFormatVersion", "TimeoutInMillis"],
    overlooked: ["Description", "IntegrationMethod"],
  },
  "AWS::ApiGatewayV2::Route": {
    physical: (names) => ({ ref: nameOf(names, 64), attributes: { RouteId: nameOf(names, 64) } }),
    obeyed: ["ApiId", "RouteKey", "Target", "AuthorizationType", "AuthorizerId", "AuthorizationScopes"],
    overlooked: ["OperationName", "ApiKeyRequired"],
  },
  "AWS::ApiGatewayV2::Authorizer": {
    physical: (names) => ({ ref: nameOf(names, 64), attributes: { AuthorizerId: nameOf(names, 64) } }),
    obeyed: ["ApiId", "AuthorizerType", "IdentitySource", "JwtConfiguration"],
    overlooked: ["Name"],
  },
  "AWS::ApiGatewayV2::Stage": {
    physical: (names) => ({ ref: names.given("StageName") ?? "$default", attributes: {} }),
    obeyed: ["ApiId", "StageName"],
    overlooked: ["AutoDeploy", "AccessLogSettings", "DefaultRouteSettings", "RouteSettings", "Description", "Tags"],
  },
  "AWS::StepFunctions::StateMachine": {
    physical: named("StateMachineName", 80, (name) => ({
      ref: arn("states", `stateMachine:${name}`),
      attributes: { Arn: arn("states", `stateMachine:${name}`), Name: name },
    })),
    obeyed: [
      ...["StateMachineName", "DefinitionString", "DefinitionSubstitutions", "RoleArn", "StateMachineType"],
      // What logs and traces cost is metered.
      ...["LoggingConfiguration", "TracingConfiguration"],
    ],
    overlooked: ["EncryptionConfiguration", "Tags"],
  },
  "AWS::Events::Rule": {
    physical: named("Name", 64, (name) => ({ ref: name, attributes: { Arn: arn("events", `rule/${name}`) } })),
    obeyed: ["Name", "EventPattern", "ScheduleExpression", "State", "Targets"],
    overlooked: ["Description", "EventBusName", "Tags"],
  },
  "AWS::Scheduler::Schedule": {
    physical: named("Name", 64, (name) => ({
      ref: name,
      attributes: { Arn: arn("scheduler", `schedule/default/${name}`) },
    })),
    obeyed: ["Name", "ScheduleExpression", "ScheduleExpressionTimezone", "State", "Target"],
    overlooked: ["Description", "FlexibleTimeWindow", "GroupName", "KmsKeyArn"],
  },
  "AWS::IAM::Role": {
    physical: named("RoleName", 64, (name) => ({
      ref: name,
      attributes: { Arn: `arn:aws:iam::${ACCOUNT_ID}:role/${name}`, RoleId: name },
    })),
    obeyed: ["RoleName", "Policies", "AssumeRolePolicyDocument"],
    // Managed policies of AWS grant logs and traces, which here need no grant.
    overlooked: ["ManagedPolicyArns", "Description", "MaxSessionDuration", "Path", "PermissionsBoundary", "Tags"],
  },
  "AWS::IAM::Policy": {
    physical: (names) => ({ ref: nameOf(names, 128), attributes: { Id: nameOf(names, 128) } }),
    obeyed: ["PolicyName", "PolicyDocument", "Roles"],
    overlooked: [],
  },
  "AWS::IAM::ManagedPolicy": {
    physical: (names) => ({ ref: `arn:aws:iam::${ACCOUNT_ID}:policy/${nameOf(names, 128)}`, attributes: {} }),
    obeyed: ["PolicyDocument", "Roles"],
    overlooked: ["ManagedPolicyName", "Description", "Path", "Users", "Groups"],
  },
  "AWS::Scheduler::ScheduleGroup": {
    physical: named("Name", 64, (name) => ({
      ref: name,
      attributes: { Arn: arn("scheduler", `schedule-group/${name}`) },
    })),
    obeyed: ["Name"],
    overlooked: ["Tags"],
  },
  "AWS::CloudWatch::Alarm": {
    physical: named("AlarmName", 255, (name) => ({
      ref: name,
      attributes: { Arn: arn("cloudwatch", `alarm:${name}`) },
    })),
    obeyed: [
      ...["AlarmName", "AlarmDescription", "AlarmActions", "OKActions", "InsufficientDataActions"],
      ...["Namespace", "MetricName", "Dimensions", "Statistic", "ExtendedStatistic", "Period", "Metrics"],
      ...["ComparisonOperator", "Threshold", "EvaluationPeriods", "DatapointsToAlarm", "TreatMissingData"],
    ],
    overlooked: ["Unit", "Tags"],
  },
  "AWS::CloudWatch::Dashboard": {
    physical: named("DashboardName", 255, (name) => ({ ref: name, attributes: {} })),
    obeyed: ["DashboardName", "DashboardBody"],
    overlooked: [],
  },
  "AWS::SNS::Topic": {
    physical: named("TopicName", 255, (name) => ({
      ref: arn("sns", name),
      attributes: { TopicArn: arn("sns", name), TopicName: name },
    })),
    obeyed: ["TopicName"],
    overlooked: ["DisplayName", "KmsMasterKeyId", "Subscription", "Tags"],
  },
  "AWS::SNS::TopicPolicy": {
    physical: (names) => ({ ref: nameOf(names, 128), attributes: { Id: nameOf(names, 128) } }),
    obeyed: ["PolicyDocument", "Topics"],
    overlooked: [],
  },
  "AWS::SQS::QueuePolicy": {
    physical: (names) => ({ ref: nameOf(names, 128), attributes: { Id: nameOf(names, 128) } }),
    obeyed: ["PolicyDocument", "Queues"],
    overlooked: [],
  },
  "AWS::SES::EmailIdentity": {
    physical: (names) => {
      const identity = names.given("EmailIdentity") ?? "";
      return { ref: identity, attributes: { Arn: arn("ses", `identity/${identity}`) } };
    },
    obeyed: ["EmailIdentity"],
    overlooked: ["DkimAttributes", "FeedbackAttributes", "MailFromAttributes", "Tags"],
  },
  // Checked as Transfer Family checks them; no server is started (local/transfer/).
  "AWS::Transfer::Server": {
    physical: (names) => {
      const server = arn("transfer", `server/${serverIdOf(names)}`);
      return { ref: server, attributes: { Arn: server, ServerId: serverIdOf(names) } };
    },
    obeyed: ["Protocols", "Domain", "EndpointType", "IdentityProviderType", "SecurityPolicyName"],
    overlooked: ["StructuredLogDestinations", "ProtocolDetails", "S3StorageOptions", "LoggingRole", "Tags"],
  },
  "AWS::Transfer::User": {
    physical: (names) => {
      const [server, name] = [names.given("ServerId") ?? "", names.given("UserName") ?? ""];
      const user = arn("transfer", `user/${server}/${name}`);
      return { ref: user, attributes: { Arn: user, ServerId: server, UserName: name } };
    },
    obeyed: ["ServerId", "UserName", "Role", "HomeDirectoryType", "HomeDirectoryMappings", "SshPublicKeys"],
    overlooked: ["Tags"],
  },
  "AWS::Lambda::Permission": {
    physical: (names) => ({ ref: nameOf(names, 128), attributes: { Id: nameOf(names, 128) } }),
    obeyed: ["Action", "FunctionName", "Principal", "SourceArn"],
    overlooked: ["SourceAccount"],
  },
};

/** In the form of a UUID, like AWS's. */
function keyIdOf({ stack, logicalId }: Pick<Names, "stack" | "logicalId">): string {
  const hex = createHash("sha256").update(`${stack}/${logicalId}`).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}

/** `s-` and seventeen hexadecimal digits, like Transfer Family's. */
function serverIdOf({ stack, logicalId }: Pick<Names, "stack" | "logicalId">): string {
  return `s-${createHash("sha256").update(`${stack}/${logicalId}`).digest("hex").slice(0, 17)}`;
}

/** Buckets had this name before templates named them: a data directory may still have it. */
export const formerBucketName = (names: Pick<Names, "stack" | "logicalId">): string => nameOf(names, 63).toLowerCase();

/** Ten lower-case letters and digits, like AWS's. */
export function apiIdOf(names: Pick<Names, "stack" | "logicalId">): string {
  return createHash("sha256").update(`${names.stack}/${names.logicalId}`).digest("hex").slice(0, 10);
}

/** Types that do nothing on one machine, each with the reason. */
export const OVERLOOKED_TYPES: Readonly<Record<string, string>> = {
  "AWS::CDK::Metadata": "usage statistics of the CDK",
  "AWS::CloudWatch::CompositeAlarm": "nobody is paged by a laptop",
  "AWS::Logs::LogGroup": "function logs go to a file in the data directory",
  "AWS::Logs::MetricFilter": "there are no metrics",
  "AWS::Logs::ResourcePolicy": "there is no log service",
  "AWS::Logs::QueryDefinition": "there is no log service",
  "AWS::SNS::Subscription": "nobody is mailed by a laptop",
  "AWS::S3::BucketPolicy": "guards against other accounts and plain HTTP",
  "AWS::SecretsManager::ResourcePolicy": "guards against other accounts",
  "AWS::KMS::Alias": "nothing is encrypted at rest here",
  "AWS::ApiGatewayV2::DomainName": "one machine has no domain",
  "AWS::ApiGatewayV2::ApiMapping": "one machine has no domain",
  "AWS::CodeDeploy::Application": "there is one version of a function at a time",
  "AWS::CodeDeploy::DeploymentGroup": "there is one version of a function at a time",
  "AWS::Budgets::Budget": "it costs nothing",
};

export function overlookedPhysical(type: string, names: Names): Physical {
  const name = nameOf(names, 128);
  const service = type.split("::")[1]?.toLowerCase() ?? "none";
  const made = type === "AWS::Logs::LogGroup" ? arn("logs", `log-group:${name}:*`) : arn(service, name);
  return { ref: name, attributes: { Arn: made, KeyId: name, LogGroupName: name, Id: name } };
}

/** `https://{api}.execute-api.…` is how templates write the address of an API that is not the attribute ApiEndpoint. */
export function executeApiHost(apiId: string): string {
  return `https://${apiId}.execute-api.${REGION}.amazonaws.com`;
}
