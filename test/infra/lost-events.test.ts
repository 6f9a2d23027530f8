// Whatever sends events or calls in the templates has a place for what it cannot deliver and for what fails every time, that place is
// listed by `dead-letters`, keeps it for fourteen days, and an alarm watches it.
import { expect, test } from "vitest";
import { deadLettersOutput, PARKING_QUEUES } from "../../contracts/deployment.ts";
import { type Resource, Synthesized } from "./synthesized.ts";

const app = Synthesized.whole();

/** What sends, and what is demanded of it below. */
const SENDERS = new Set([
  "AWS::Events::Rule",
  "AWS::Scheduler::Schedule",
  "AWS::S3::Bucket",
  "AWS::Lambda::EventSourceMapping",
  "AWS::Lambda::Permission",
  "AWS::StepFunctions::StateMachine",
  "AWS::SNS::Topic",
  "AWS::Transfer::Server",
]);
/** What sends nothing by itself; HTTP APIs wait for the answer and hand an error to the caller. */
const SILENT =
  /^AWS::(ApiGatewayV2|CloudWatch|CodeDeploy|DynamoDB|IAM|KMS|Lambda::(Alias|EventInvokeConfig|Function|Version)|Logs|SES|SecretsManager|SNS::TopicPolicy|SQS|S3::BucketPolicy|Scheduler::ScheduleGroup|Transfer::User)/;

const queueOf = (arn: unknown, from: Resource): Resource => {
  const queue = app.target(arn, from);
  expect(queue.type, `${from.id} sends to ${queue.id}`).toBe("AWS::SQS::Queue");
  return queue;
};

/** Where the queue itself puts what its consumer fails at. */
function parkingOf(queue: Resource): Resource {
  expect(queue.properties.RedrivePolicy, `${queue.id} parks what fails`).toBeDefined();
  return queueOf(queue.properties.RedrivePolicy.deadLetterTargetArn, queue);
}

/** Of a function that nobody waits for: named by its alias, as its setting must be. */
function failedCallsOf(arn: unknown, from: Resource): Resource {
  const alias = app.target(arn, from);
  expect(alias.type, `${from.id} calls ${alias.id}`).toBe("AWS::Lambda::Alias");
  const fn = app.target(alias.properties.FunctionName, alias);
  const config = app
    .ofType("AWS::Lambda::EventInvokeConfig")
    .find(
      (one) =>
        app.target(one.properties.FunctionName, one) === fn && one.properties.Qualifier === alias.properties.Name,
    );
  expect(config, `${alias.id} says where its failed calls go`).toBeDefined();
  return queueOf(config!.properties.DestinationConfig?.OnFailure?.Destination, config!);
}

/** What a sender's target does with what it fails at. */
function behind(arn: unknown, from: Resource): Resource {
  const target = app.target(arn, from);
  return target.type === "AWS::SQS::Queue" ? parkingOf(target) : failedCallsOf(arn, from);
}

function placesOf(sender: Resource): Resource[] {
  const { properties, type } = sender;
  switch (type) {
    case "AWS::Events::Rule":
      return properties.Targets.flatMap((target: any) => [
        queueOf(target.DeadLetterConfig?.Arn, sender),
        behind(target.Arn, sender),
      ]);
    case "AWS::Scheduler::Schedule":
      return [queueOf(properties.Target.DeadLetterConfig?.Arn, sender), behind(properties.Target.Arn, sender)];
    case "AWS::S3::Bucket": {
      const { QueueConfigurations = [], ...others } = properties.NotificationConfiguration ?? {};
      expect(Object.keys(others), `${sender.id} notifies queues alone`).toEqual([]);
      return QueueConfigurations.map(({ Queue }: { Queue: unknown }) => parkingOf(queueOf(Queue, sender)));
    }
    case "AWS::Lambda::EventSourceMapping": {
      const queue = queueOf(properties.EventSourceArn, sender);
      // The last consumer: what it fails at stays where it is.
      return [queue.properties.RedrivePolicy === undefined ? queue : parkingOf(queue)];
    }
    case "AWS::Lambda::Permission":
      // Rules and buckets call no function by themselves; an API waits for the answer.
      expect(properties.Principal, sender.id).toBe("apigateway.amazonaws.com");
      return [];
    case "AWS::StepFunctions::StateMachine": {
      const urls = Object.values(properties.DefinitionSubstitutions);
      return urls.map((url) => parkingOf(app.target(url, sender)));
    }
    case "AWS::Transfer::Server":
      // It puts into the bucket while the client waits; a workflow behind an upload would fail in silence.
      expect(properties.WorkflowDetails, sender.id).toBeUndefined();
      return [];
    default:
      // People alone: a subscription would be a resource that this test does not know, or stand here.
      expect(properties.Subscription, sender.id).toBeUndefined();
      return [];
  }
}

test("no resource sends in a way that this test does not know", () => {
  const unknown = app.resources.filter(({ type }) => !SENDERS.has(type) && !SILENT.test(type));
  expect(unknown.map(({ id, type }) => `${type} ${id}`)).toEqual([]);
});

const places = new Map<Resource, string[]>();
test.each(app.resources.filter(({ type }) => SENDERS.has(type)))("$type $id loses nothing", (sender) => {
  for (const place of placesOf(sender)) places.set(place, [...(places.get(place) ?? []), sender.id]);
});

test("every such place is listed by `dead-letters`, and none is listed that is not there", () => {
  const listed = PARKING_QUEUES.map((name) => {
    for (const [stack, { Outputs = {} }] of app.templates) {
      const output = Outputs[deadLettersOutput(name)];
      if (output !== undefined) return app.target(output.Value, { stack, id: name, type: "output", properties: {} }).id;
    }
    return name;
  });
  expect(listed.sort()).toEqual([...places.keys()].map(({ id }) => id).sort());
});

test("an alarm rings as soon as something lies in one; where a function answers for it, when it has not for a while", () => {
  const answered = app
    .ofType("AWS::Lambda::EventSourceMapping")
    .map((mapping) => app.target(mapping.properties.EventSourceArn, mapping));
  const watchedBy = (metric: string): Resource[] =>
    app.ofType("AWS::CloudWatch::Alarm").flatMap((alarm) =>
      (alarm.properties.Metrics ?? [])
        .map(({ MetricStat }: any) => MetricStat?.Metric)
        .filter((found: any) => found?.MetricName === metric)
        .map(({ Dimensions }: any) => app.target(Dimensions[0].Value, alarm)),
    );
  const [lying, aging] = [watchedBy("ApproximateNumberOfMessagesVisible"), watchedBy("ApproximateAgeOfOldestMessage")];
  const unwatched = [...places.keys()].filter((place) => !(answered.includes(place) ? aging : lying).includes(place));
  expect(unwatched.map(({ id }) => id)).toEqual([]);
});

test("each keeps what it has for fourteen days", () => {
  for (const { id, properties } of places.keys()) expect(properties.MessageRetentionPeriod, id).toBe(14 * 86_400);
});

test("a schedule's call is tried three times before it is given up", () => {
  const configs = app.ofType("AWS::Lambda::EventInvokeConfig");
  expect(configs.length).toBe(2);
  for (const { properties } of configs) expect(properties.MaximumRetryAttempts).toBe(2);
});
