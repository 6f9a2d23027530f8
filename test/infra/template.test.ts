// What must hold for every queue, function, permission and alarm of the synthesized templates, whatever is added later.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type * as z from "zod";
import { NAMES } from "../../contracts/deployment.ts";
import * as environments from "../../contracts/environments.ts";
import { FILE_INDEX } from "../../contracts/records.ts";
import { STAGES } from "../../contracts/stage-names.ts";
import { projectPath } from "../../infra/project-path.ts";
import { tokensOf } from "../../infra/constructs/workflow.ts";
import { actionsOf, type Resource, Synthesized } from "./synthesized.ts";

const app = Synthesized.whole();
const functions = app.ofType("AWS::Lambda::Function");
const queues = app.ofType("AWS::SQS::Queue");
const mappings = app.ofType("AWS::Lambda::EventSourceMapping");
const [machine] = app.ofType("AWS::StepFunctions::StateMachine");
/** Of a queue, or of the rules and schedules. */
const isParking = (queue: Resource): boolean =>
  queue.id.startsWith("Undelivered") ||
  queues.some(
    (other) =>
      other.properties.RedrivePolicy !== undefined &&
      app.target(other.properties.RedrivePolicy.deadLetterTargetArn, other) === queue,
  );

describe("queues", () => {
  test.each(queues.filter((queue) => !isParking(queue)))("$id parks what fails too often", (queue) => {
    expect(queue.properties.RedrivePolicy.maxReceiveCount).toBeGreaterThanOrEqual(5);
    expect(app.target(queue.properties.RedrivePolicy.deadLetterTargetArn, queue).type).toBe("AWS::SQS::Queue");
  });

  test.each(queues)("$id is encrypted and keeps messages for fourteen days", (queue) => {
    expect(queue.properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 86_400 });
  });

  test.each(mappings)(
    "$id bounds its consumers, reports failures one by one, and gives the function its time",
    (mapping) => {
      const consumer = app.consumerOf(mapping);
      const queue = app.target(mapping.properties.EventSourceArn, mapping);
      expect(mapping.properties.FunctionResponseTypes).toEqual(["ReportBatchItemFailures"]);
      expect(mapping.properties.ScalingConfig.MaximumConcurrency).toBeGreaterThanOrEqual(2);
      expect(queue.properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * consumer.properties.Timeout);
    },
  );

  test("each stage has a queue, and a reader of its dead letters", () => {
    const reader = functions.find((fn) => fn.id.includes("DeadLetters"));
    const read = mappings
      .filter((mapping) => app.consumerOf(mapping) === reader)
      .map((mapping) => app.target(mapping.properties.EventSourceArn, mapping));
    expect(read).toHaveLength(STAGES.length);
    expect(read.every(isParking)).toBe(true);
  });
});

test("X-Ray follows every function and the state machine", () => {
  expect(functions.filter(({ properties }) => properties.TracingConfig?.Mode !== "Active")).toEqual([]);
  expect(machine?.properties.TracingConfiguration).toEqual({ Enabled: true });
});

const SCHEMAS = {
  Intake: environments.IntakeEnv,
  StartOrder: environments.StartOrderEnv,
  Settle: environments.SettleEnv,
  Callback: environments.CallbackEnv,
  FrontDoor: environments.FrontDoorEnv,
  DeadLetters: environments.DeadLetterEnv,
  Sync: environments.SyncEnv,
  OrderingApi: environments.OrderingApiEnv,
  Webhook: environments.WebhookEnv,
  Mail: environments.MailEnv,
  Feed: environments.FeedEnv,
  Quote: environments.StageEnv,
  Credit: environments.StageEnv,
  Contract: environments.StageEnv,
  Order: environments.StageEnv,
  Enrich: environments.StageEnv,
  Customer: environments.StageEnv,
  Handoff: environments.StageEnv,
} satisfies Record<string, z.ZodObject>;
const nameOf = (fn: Resource): string =>
  Object.keys(SCHEMAS).find((name) => new RegExp(`(^|[a-z])${name}[0-9A-F]{8}$`).test(fn.id)) ?? fn.id;

describe("functions", () => {
  test("are the ones that the house has, and no more", () => {
    expect(functions.map(nameOf).sort()).toEqual(Object.keys(SCHEMAS).sort());
  });

  test.each(functions)("$id has an environment that its schema accepts", (fn) => {
    const schema: z.ZodObject = SCHEMAS[nameOf(fn) as keyof typeof SCHEMAS];
    // A value that CloudFormation fills in is some address: which one, the other tests say.
    const environment = Object.entries(fn.properties.Environment.Variables)
      // Node's own, which no function reads.
      .filter(([name]) => name !== "NODE_OPTIONS" && name !== environments.SERVICE_VARIABLE)
      .map(([name, value]) => [name, typeof value === "string" ? value : "https://resolved.example"]);
    expect(schema.strict().safeParse(Object.fromEntries(environment))).toMatchObject({ success: true });
  });

  test.each(functions)("$id runs on Node 24 with a role and a log of its own", (fn) => {
    expect(fn.properties).toMatchObject({ Runtime: "nodejs24.x", Architectures: ["arm64"], Handler: "index.handler" });
    expect(
      functions.filter((other) => app.target(other.properties.Role, other) === app.target(fn.properties.Role, fn)),
    ).toEqual([fn]);
    const log = app.target(fn.properties.LoggingConfig.LogGroup, fn);
    expect(log.properties.RetentionInDays).toBeGreaterThan(0);
  });
});

/** Wildcards that are meant: objects under a prefix, executions of one machine, and what has no resource of its own. */
const OPEN_ACTIONS = /^(states:SendTask|xray:|logs:)/;

describe("permissions", () => {
  const policies = app.ofType("AWS::IAM::Policy");

  test.each(policies)("$id allows single actions only", (policy) => {
    const actions = policy.properties.PolicyDocument.Statement.flatMap(actionsOf);
    expect(actions.filter((action: string) => action.includes("*"))).toEqual([]);
  });

  test.each(policies)("$id opens all resources only to actions that have none", (policy) => {
    const open = policy.properties.PolicyDocument.Statement.filter((statement: { Resource: unknown }) =>
      [statement.Resource].flat().includes("*"),
    );
    expect(open.flatMap(actionsOf).filter((action: string) => !OPEN_ACTIONS.test(action))).toEqual([]);
  });

  test("no role has a managed policy", () => {
    for (const role of app.ofType("AWS::IAM::Role")) expect(role.properties.ManagedPolicyArns).toBeUndefined();
  });

  test("the machine may send to exactly the queues that its definition names", () => {
    const sends = app.statementsOf(machine!).filter((statement) => actionsOf(statement).includes("sqs:SendMessage"));
    const allowed = sends.flatMap(({ Resource: arns }) => [arns].flat()).map((arn) => app.target(arn, machine!).id);
    const named = Object.values(machine!.properties.DefinitionSubstitutions).map((url) => app.target(url, machine!).id);
    expect(allowed.sort()).toEqual(named.sort());
    expect(named).toHaveLength(STAGES.length);
  });

  test("a function that may send to the queue that it reads may be invoked in chains of any length, and no other", () => {
    const reads = (fn: Resource): string[] =>
      app
        .ofType("AWS::Lambda::EventSourceMapping")
        .filter((mapping) => app.consumerOf(mapping).id === fn.id)
        .map((mapping) => app.target(mapping.properties.EventSourceArn, mapping).id);
    const sends = (fn: Resource): string[] =>
      app
        .statementsOf(fn)
        .filter((statement) => actionsOf(statement).includes("sqs:SendMessage"))
        .flatMap(({ Resource: arns }) => [arns].flat())
        .map((arn) => app.target(arn, fn).id);
    const looping = functions.filter((fn) => sends(fn).some((queue) => reads(fn).includes(queue)));
    expect(functions.filter((fn) => fn.properties.RecursiveLoop === "Allow")).toEqual(looping);
    // Intake, the stages but settle, and our own Ordering API.
    expect(looping).toHaveLength(STAGES.length + 1);
  });

  test("only those who must know may read a secret", () => {
    const readers = functions.filter((fn) =>
      app.statementsOf(fn).some((statement) => actionsOf(statement).includes("secretsmanager:GetSecretValue")),
    );
    const named = functions.filter((fn) =>
      ["WEBHOOK_SECRET", "WEBHOOK_SECRETS", "FEED_SECRETS", "ORDERING_API_CREDENTIALS_SECRET"].some(
        (name) => name in fn.properties.Environment.Variables,
      ),
    );
    expect(readers).toEqual(named);
  });
});

describe("the state machine", () => {
  const definition = machine!.properties.DefinitionString as string;

  test("has a substitution for each token, and no other", () => {
    expect(Object.keys(machine!.properties.DefinitionSubstitutions).sort()).toEqual(tokensOf(definition));
  });

  test("is the file, word by word", () => {
    expect(definition).toBe(readFileSync(projectPath("statemachines", "order.asl.json"), "utf8"));
  });

  test("keeps task tokens out of its log", () => {
    expect(machine!.properties.LoggingConfiguration.IncludeExecutionData).toBe(false);
  });

  test("tells settle of every execution that ended without it", () => {
    const rule = app.ofType("AWS::Events::Rule").find(({ id }) => id.includes("ExecutionEnded"));
    expect(rule!.properties.EventPattern.detail.status).toEqual(["FAILED", "TIMED_OUT", "ABORTED"]);
    const settleQueue = machine!.properties.DefinitionSubstitutions.SettleQueueUrl;
    expect(app.target(rule!.properties.Targets[0].Arn, rule!)).toBe(app.target(settleQueue, machine!));
  });
});

describe("data", () => {
  test("is kept when a stack is deleted", () => {
    const kept = app.resources.filter(({ type }) => ["AWS::S3::Bucket", "AWS::DynamoDB::Table"].includes(type));
    const template = (resource: Resource) => app.templates.get(resource.stack)!.Resources[resource.id];
    for (const resource of kept) expect(template(resource)).toMatchObject({ DeletionPolicy: "Retain" });
    expect(kept.length).toBeGreaterThanOrEqual(4);
  });

  test("drops are told to the intake queue by the bucket itself", () => {
    const bucket = app.ofType("AWS::S3::Bucket").find(({ properties }) => properties.NotificationConfiguration);
    const [notification] = bucket!.properties.NotificationConfiguration.QueueConfigurations;
    expect(notification.Filter.S3Key.Rules).toEqual([{ Name: "prefix", Value: "inbox/" }]);
    const intake = functions.find((fn) => nameOf(fn) === "Intake");
    const mapping = mappings.find((entry) => app.consumerOf(entry) === intake);
    expect(app.target(notification.Queue, bucket!)).toBe(app.target(mapping!.properties.EventSourceArn, mapping!));
  });

  test("the index has the name that the code asks for", () => {
    const orders = app.ofType("AWS::DynamoDB::Table").find(({ stack }) => stack === NAMES.dataStack);
    expect(orders!.properties.GlobalSecondaryIndexes.map((index: { IndexName: string }) => index.IndexName)).toEqual([
      FILE_INDEX,
    ]);
  });

  test("no resource is made by a function of CDK's", () => {
    expect(app.resources.filter(({ type }) => type.startsWith("Custom::") || type.includes("CustomResource"))).toEqual(
      [],
    );
  });
});

describe("another Ordering API", () => {
  const other = new Synthesized({ orderingUrl: "https://apex.example/api/v1" });

  test("takes the place of ours", () => {
    expect([...other.templates.keys()].sort()).toEqual([NAMES.dataStack, NAMES.pipelineStack].sort());
  });

  test("is asked as little as the contract promises", () => {
    const quote = other.ofType("AWS::Lambda::Function").find(({ id }) => id.includes("Quote"));
    expect(quote!.properties.Environment.Variables).toMatchObject({
      ORDERING_API_URL: "https://apex.example/api/v1",
      APEX_TRANSACTION_LOOKUP: "off",
      APEX_CREDIT_LOOKUP: "off",
      APEX_CALLS_PER_SECOND: "20",
    });
  });

  test("gets no larger batches than its rate keeps busy", () => {
    const sizes = (stage: string): unknown[] =>
      other
        .ofType("AWS::Lambda::EventSourceMapping")
        .filter(({ id }) => id.includes(`${stage}Worker`))
        .map(({ properties }) => properties.BatchSize);
    expect(["Quote", "Customer", "Enrich", "Handoff"].flatMap(sizes)).toEqual([4, 4, 1, 1]);
  });

  test("is refused by name when a setting is not valid", () => {
    expect(() => new Synthesized({ orderingUrl: "apex.example" })).toThrow(/settings: orderingUrl/);
  });
});

describe("the front door", () => {
  const routes = app.ofType("AWS::ApiGatewayV2::Route").filter(({ id }) => id.startsWith("Distributors"));

  test("asks every caller for a token, but for its own description", () => {
    const open = routes.filter(({ properties }) => properties.AuthorizationType !== "JWT");
    expect(open.map(({ properties }) => properties.RouteKey).sort()).toEqual([
      "GET /docs",
      "GET /docs/{file}",
      "GET /openapi.json",
    ]);
    const [authorizer, ...others] = app.ofType("AWS::ApiGatewayV2::Authorizer");
    expect(others).toEqual([]);
    expect(authorizer!.properties).toMatchObject({
      AuthorizerType: "JWT",
      IdentitySource: ["$request.header.Authorization"],
      JwtConfiguration: { Issuer: "https://issuer.example", Audience: ["apex-bulk"] },
    });
  });

  test("is not there without an issuer", () => {
    const without = new Synthesized({ frontDoorIssuer: undefined, frontDoorAudience: undefined });
    expect(without.resources.filter(({ id }) => /FrontDoor|Distributors/.test(id))).toEqual([]);
    expect(without.ofType("AWS::ApiGatewayV2::Authorizer")).toEqual([]);
  });

  test("says which setting is missing or wrong", () => {
    expect(() => new Synthesized({ frontDoorAudience: undefined })).toThrow(
      /settings: frontDoorAudience: frontDoorIssuer is given, .* Give both, or neither/,
    );
    expect(() => new Synthesized({ frontDoorIssuer: "http://issuer.example" })).toThrow(/settings: frontDoorIssuer/);
  });

  test("may write only into inboxes and read only results", () => {
    const server = functions.find((fn) => nameOf(fn) === "FrontDoor");
    const objects = app
      .statementsOf(server!)
      .filter((statement) => actionsOf(statement).some((action) => action.startsWith("s3:")))
      .map((statement) => [actionsOf(statement).join(), JSON.stringify(statement.Resource).match(/\/\w+\/\*/)?.[0]]);
    expect(objects).toEqual([
      ["s3:PutObject", "/inbox/*"],
      ["s3:GetObject", "/results/*"],
      ["s3:ListBucket", undefined],
    ]);
  });
});
