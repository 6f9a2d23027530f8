// Every resource of every kind of deployment against what AWS lets one have: sizes, counts, lengths. The limits and their sources stand in
// docs/aws-limits.md §1.8; a limit there is measured here, and what is measured here has its limit there. What CloudFormation fills in is
// counted with the longest that it can be.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { projectPath } from "../../infra/project-path.ts";
import { DEPLOYMENTS } from "./deployments.ts";
import { type Resource, Synthesized } from "./synthesized.ts";

/** A queue's ARN with a name of 80 characters in a region with a long name. */
const LONGEST_REFERENCE = "x".repeat(123);
const PSEUDO: Readonly<Record<string, string>> = {
  "AWS::Region": "ap-southeast-2",
  "AWS::AccountId": "111122223333",
  "AWS::Partition": "aws-us-gov",
  "AWS::URLSuffix": "amazonaws.com.cn",
};

/** The template's value as it is deployed, about. */
function resolved(value: unknown): any {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== "object" || value === null) return value;
  const [only = "", ...others] = Object.keys(value);
  const inner: unknown = (value as Record<string, unknown>)[only];
  if (others.length === 0 && only === "Fn::Join") {
    const [separator, parts] = inner as [string, unknown[]];
    return parts.map((part) => String(resolved(part))).join(separator);
  }
  if (others.length === 0 && only === "Ref") return PSEUDO[String(inner)] ?? LONGEST_REFERENCE;
  if (others.length === 0 && only.startsWith("Fn::")) return LONGEST_REFERENCE;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolved(one)]));
}

const bytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value ?? {}));
const bytesOf = (value: unknown): number => bytes(resolved(value));
const lengthOf = (value: unknown): number => String(resolved(value ?? "")).length;
const statementsOf = (document: any): any[] => [document?.Statement ?? []].flat();
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** What was measured, by name of the thing. */
type Measured = readonly (readonly [name: string, value: number])[];
type Measure = (app: Synthesized) => Measured;

const ofStacks =
  (measure: (template: any, name: string) => number): Measure =>
  (app) =>
    [...app.templates].map(([name, template]) => [name, measure(template, name)]);
const of =
  (type: string, measure: (properties: any, resource: Resource) => number): Measure =>
  (app) =>
    app.ofType(type).map((resource) => [resource.id, measure(resource.properties, resource)]);
/** Of each of one type that others name: all of these together. */
const joined =
  (type: string, of: (app: Synthesized, one: Resource) => readonly number[]): Measure =>
  (app) =>
    app.ofType(type).map((one) => [one.id, sum(of(app, one))]);
const count = (list: unknown): number => (Array.isArray(list) ? list.length : 0);
const keys = (record: unknown): number => Object.keys(record ?? {}).length;
const namesSame = (app: Synthesized, value: unknown, from: Resource, wanted: Resource): boolean => {
  const { type } = wanted;
  const target = app.target(value, from);
  return (
    target === wanted ||
    (type === "AWS::Lambda::Function" && app.target(target.properties.FunctionName, target) === wanted)
  );
};
const pointing = (app: Synthesized, type: string, property: string, to: Resource): Resource[] =>
  app.ofType(type).filter((one) => namesSame(app, one.properties[property], one, to));

function widgetsOf(properties: any): any[] {
  const text = properties.DashboardBody["Fn::Join"][1].map((part: unknown) => (typeof part === "string" ? part : "x"));
  return JSON.parse(text.join("")).widgets;
}
const policyOf = (type: "SQS::Queue" | "S3::Bucket", measure: (document: any) => number): Measure =>
  of(`AWS::${type}Policy`, ({ PolicyDocument }) => measure(PolicyDocument));
const most = (values: readonly number[]): number => Math.max(0, ...values);

const IAM: Record<string, Measure> = {
  "managed policies of a role": of("AWS::IAM::Role", ({ ManagedPolicyArns }) => count(ManagedPolicyArns)),
  "characters of a role's inline policies": joined("AWS::IAM::Role", (app, role) => [
    ...(role.properties.Policies ?? []).map((policy: any) => bytesOf(policy.PolicyDocument)),
    ...app
      .ofType("AWS::IAM::Policy")
      .filter((policy) => policy.properties.Roles.some((one: unknown) => app.target(one, policy) === role))
      .map(({ properties }) => bytesOf(properties.PolicyDocument)),
  ]),
  "characters of a role's trust policy": of("AWS::IAM::Role", (role) => bytesOf(role.AssumeRolePolicyDocument)),
  "characters of a role's name": of("AWS::IAM::Role", ({ RoleName }) => lengthOf(RoleName)),
  "characters of a managed policy": of("AWS::IAM::ManagedPolicy", (policy) => bytesOf(policy.PolicyDocument)),
  "roles of an account": (app) => [["all stacks", app.ofType("AWS::IAM::Role").length]],
};

const CLOUDFORMATION: Record<string, Measure> = {
  "resources of a stack": ofStacks(({ Resources }) => keys(Resources)),
  "outputs of a stack": ofStacks(({ Outputs }) => keys(Outputs)),
  "parameters of a stack": ofStacks(({ Parameters }) => keys(Parameters)),
  "mappings of a stack": ofStacks(({ Mappings }) => keys(Mappings)),
  "bytes of a template": ofStacks((template) => bytes(template)),
  "characters of a stack's name": ofStacks((_, name) => name.length),
  "characters of a logical id": ofStacks(({ Resources }) => most(Object.keys(Resources).map((id) => id.length))),
  "bytes of a template's description": ofStacks(({ Description }) => lengthOf(Description)),
  "tags of a resource": (app) => app.resources.map(({ id, properties }) => [id, count(properties.Tags)]),
};

const LAMBDA: Record<string, Measure> = {
  "bytes of a function's variables": of("AWS::Lambda::Function", (fn) => bytesOf(fn.Environment?.Variables)),
  "seconds of a function": of("AWS::Lambda::Function", ({ Timeout }) => Timeout),
  "MB of a function's memory": of("AWS::Lambda::Function", ({ MemorySize }) => MemorySize),
  "MB of a function's disk": of("AWS::Lambda::Function", ({ EphemeralStorage }) => EphemeralStorage?.Size ?? 0),
  "layers of a function": of("AWS::Lambda::Function", ({ Layers }) => count(Layers)),
  "characters of a function's description": of("AWS::Lambda::Function", ({ Description }) => lengthOf(Description)),
  // Lambda writes a statement of each permission, of about as many bytes again.
  "bytes of a function's resource policy": joined("AWS::Lambda::Function", (app, fn) =>
    pointing(app, "AWS::Lambda::Permission", "FunctionName", fn).map(({ properties }) => 2 * bytesOf(properties)),
  ),
  "retries of an asynchronous invocation": of(
    "AWS::Lambda::EventInvokeConfig",
    (config) => config.MaximumRetryAttempts,
  ),
  "consumers of a mapping": of("AWS::Lambda::EventSourceMapping", (one) => one.ScalingConfig.MaximumConcurrency),
  "messages of a batch without a window": of("AWS::Lambda::EventSourceMapping", (mapping) =>
    mapping.MaximumBatchingWindowInSeconds > 0 ? 0 : mapping.BatchSize,
  ),
};

const STORES: Record<string, Measure> = {
  "seconds of a message's visibility": of("AWS::SQS::Queue", (queue) => queue.VisibilityTimeout ?? 0),
  "seconds of a message's retention": of("AWS::SQS::Queue", (queue) => queue.MessageRetentionPeriod),
  "seconds of a message's delay": of("AWS::SQS::Queue", (queue) => queue.DelaySeconds ?? 0),
  "bytes of a queue's policy": policyOf("SQS::Queue", bytesOf),
  "statements of a queue's policy": policyOf("SQS::Queue", (document) => statementsOf(document).length),
  "principals of a queue's policy": policyOf("SQS::Queue", (document) =>
    sum(statementsOf(document).map(({ Principal }) => [Object.values(Principal)].flat(2).length)),
  ),
  "conditions of a queue's policy": policyOf("SQS::Queue", (document) =>
    sum(statementsOf(document).map(({ Condition }) => sum(Object.values(Condition ?? {}).map(keys)))),
  ),
  "actions of a statement of a queue's policy": policyOf("SQS::Queue", (document) =>
    most(statementsOf(document).map(({ Action }) => [Action].flat().length)),
  ),
  "bytes of a bucket's policy": policyOf("S3::Bucket", bytesOf),
  "rules of a bucket's lifecycle": of("AWS::S3::Bucket", (bucket) => count(bucket.LifecycleConfiguration?.Rules)),
  "notifications of a bucket": of("AWS::S3::Bucket", (bucket) =>
    sum(Object.values(bucket.NotificationConfiguration ?? {}).map(count)),
  ),
  "characters of a bucket's name": of("AWS::S3::Bucket", ({ BucketName }) => lengthOf(BucketName)),
  "global indexes of a table": of("AWS::DynamoDB::Table", (table) => count(table.GlobalSecondaryIndexes)),
  "characters of a table's name": of("AWS::DynamoDB::Table", ({ TableName }) => lengthOf(TableName)),
  "bytes of a key's policy": of("AWS::KMS::Key", ({ KeyPolicy }) => bytesOf(KeyPolicy)),
  "characters of a secret's name": of("AWS::SecretsManager::Secret", ({ Name }) => lengthOf(Name)),
};

const WAYS: Record<string, Measure> = {
  "bytes of a state machine's definition": of(
    "AWS::StepFunctions::StateMachine",
    (machine) => Buffer.byteLength(machine.DefinitionString) + bytesOf(machine.DefinitionSubstitutions),
  ),
  "targets of a rule": of("AWS::Events::Rule", ({ Targets }) => count(Targets)),
  "characters of a rule's pattern": of("AWS::Events::Rule", ({ EventPattern }) => bytesOf(EventPattern)),
  "rules of a bus": (app) => [["all stacks", app.ofType("AWS::Events::Rule").length]],
  "retries of a schedule": of("AWS::Scheduler::Schedule", (one) => one.Target.RetryPolicy?.MaximumRetryAttempts ?? 0),
  "routes of an HTTP API": joined("AWS::ApiGatewayV2::Api", (app, api) =>
    pointing(app, "AWS::ApiGatewayV2::Route", "ApiId", api).map(() => 1),
  ),
  "integrations of an HTTP API": joined("AWS::ApiGatewayV2::Api", (app, api) =>
    pointing(app, "AWS::ApiGatewayV2::Integration", "ApiId", api).map(() => 1),
  ),
  "authorizers of an HTTP API": joined("AWS::ApiGatewayV2::Api", (app, api) =>
    pointing(app, "AWS::ApiGatewayV2::Authorizer", "ApiId", api).map(() => 1),
  ),
  "audiences of an authorizer": of("AWS::ApiGatewayV2::Authorizer", (one) => count(one.JwtConfiguration?.Audience)),
  "bytes of an access log's template": of("AWS::ApiGatewayV2::Stage", (one) => lengthOf(one.AccessLogSettings?.Format)),
};

const MONITORING: Record<string, Measure> = {
  "metrics of an alarm": of(
    "AWS::CloudWatch::Alarm",
    ({ Metrics = [1] }) => Metrics.filter((query: any) => query === 1 || query.MetricStat !== undefined).length,
  ),
  "actions of an alarm": of("AWS::CloudWatch::Alarm", ({ AlarmActions }) => count(AlarmActions)),
  "characters of an alarm's name": of("AWS::CloudWatch::Alarm", ({ AlarmName }) => lengthOf(AlarmName)),
  "characters of an alarm's description": of("AWS::CloudWatch::Alarm", (alarm) => lengthOf(alarm.AlarmDescription)),
  "metrics of a widget": of("AWS::CloudWatch::Dashboard", (dashboard) =>
    most(widgetsOf(dashboard).map(({ properties }) => count(properties.metrics))),
  ),
  "metrics of a dashboard": of("AWS::CloudWatch::Dashboard", (dashboard) =>
    sum(widgetsOf(dashboard).map(({ properties }) => count(properties.metrics))),
  ),
  "widgets of a dashboard": of("AWS::CloudWatch::Dashboard", (dashboard) => widgetsOf(dashboard).length),
  "alarms of a widget": of("AWS::CloudWatch::Dashboard", (dashboard) =>
    most(widgetsOf(dashboard).map(({ properties }) => count(properties.alarms))),
  ),
  "log groups of a query": of("AWS::Logs::QueryDefinition", ({ LogGroupNames }) => count(LogGroupNames)),
  "characters of a query": of("AWS::Logs::QueryDefinition", ({ QueryString }) => lengthOf(QueryString)),
  "characters of a query's name": of("AWS::Logs::QueryDefinition", ({ Name }) => lengthOf(Name)),
  "alarms of a deployment group": of("AWS::CodeDeploy::DeploymentGroup", (one) =>
    count(one.AlarmConfiguration?.Alarms),
  ),
};

const MEASURES = { ...CLOUDFORMATION, ...IAM, ...LAMBDA, ...STORES, ...WAYS, ...MONITORING };

/** By name: the most, as the table of docs/aws-limits.md has it, each with an address of AWS's. */
const LIMITS = new Map(
  [
    ...readFileSync(projectPath("docs", "aws-limits.md"), "utf8").matchAll(
      /^\| ([^|]+?) +\| ([\d,]+) +\| https:\/\/docs\.aws\.amazon\.com\/\S+ +\|$/gm,
    ),
  ].map(([, name = "", value = ""]) => [name, Number(value.replaceAll(",", ""))]),
);

test("every limit of the table is measured, and everything that is measured has its limit there", () => {
  expect(Object.keys(MEASURES).sort()).toEqual([...LIMITS.keys()].sort());
});

const measuredOnce = new Set<string>();
describe.each(Object.entries(DEPLOYMENTS))("%s", (_, settings) => {
  const app = new Synthesized(settings);

  test.each(Object.entries(MEASURES))("has no more %s than AWS takes", (name, measure) => {
    const found = measure(app);
    for (const [thing, value] of found) expect(value, `${name}: ${thing}`).not.toBeNaN();
    const over = found.filter(([, value]) => !(value <= LIMITS.get(name)!));
    expect(over).toEqual([]);
    if (found.some(([, value]) => value > 0)) measuredOnce.add(name);
  });
});

/** Of these the house has none, and would have to measure them once it has. */
const NONE = [
  "bytes of a template's description",
  "characters of a managed policy",
  "layers of a function",
  "managed policies of a role",
  "mappings of a stack",
  "seconds of a message's delay",
  "tags of a resource",
];

test("what is measured is there, but for what the house does without", () => {
  expect(
    Object.keys(MEASURES)
      .filter((name) => !measuredOnce.has(name))
      .sort(),
  ).toEqual(NONE);
});

test("the measures see what is too much", () => {
  const managed = Array.from({ length: 11 }, (_, n) => `arn:aws:iam::aws:policy/P${String(n)}`);
  const role: Resource = { stack: "S", id: "R", type: "AWS::IAM::Role", properties: { ManagedPolicyArns: managed } };
  const app = { ofType: (type: string) => (type === role.type ? [role] : []) } as unknown as Synthesized;
  const name = "managed policies of a role";
  const [[, value] = ["", 0]] = MEASURES[name]!(app);
  expect(value).toBeGreaterThan(LIMITS.get(name)!);
  // A reference counts as long as it can become.
  expect(bytesOf({ Resource: { "Fn::GetAtt": ["Queue", "Arn"] } })).toBe(
    LONGEST_REFERENCE.length + bytes({ Resource: "" }),
  );
  expect(resolved({ "Fn::Join": ["-", ["files", { Ref: "AWS::Region" }]] })).toBe("files-ap-southeast-2");
});
