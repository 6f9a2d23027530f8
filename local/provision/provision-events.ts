// Sets up what happens by itself: bucket notifications, event rules, schedules. AWS refuses a target that the service may
// not reach, or loses the event; here it stops the start.
import type { EventBus } from "../events/event-bus.ts";
import type { Schedules } from "../events/schedules.ts";
import type { Guard } from "../iam/guard.ts";
import { ACCOUNT_ID } from "../identity.ts";
import { type JsonObject, isObject, listAt, objectAt, textAt } from "../json.ts";
import type { Meter } from "../meter/meter.ts";
import { type NotificationRule, readNotificationRules } from "../s3/notifications.ts";
import type { ResourceSet } from "../template/read-resources.ts";

const DISABLED = "DISABLED";

/** Bucket name → rules. */
export function provisionNotifications(
  resources: ResourceSet,
  guard: Guard,
): ReadonlyMap<string, readonly NotificationRule[]> {
  const rules = new Map<string, readonly NotificationRule[]>();
  for (const bucket of resources.ofType("AWS::S3::Bucket")) {
    const own = readNotificationRules(bucket.properties["NotificationConfiguration"], bucket.ref);
    const sourceArn = bucket.attributes["Arn"] ?? "";
    for (const { queueArn } of own) {
      guard.demandOfService("s3.amazonaws.com", "sqs:SendMessage", queueArn, sourceContext(sourceArn));
    }
    rules.set(bucket.ref, own);
  }
  return rules;
}

export interface Moving {
  readonly guard: Guard;
  readonly schedules: Schedules;
  readonly meter: Meter;
  readonly fire: Fire;
}

export function provisionRules(resources: ResourceSet, bus: EventBus, { guard, schedules, fire }: Moving): void {
  for (const rule of resources.ofType("AWS::Events::Rule")) {
    if (textAt(rule.properties, "State") === DISABLED) continue;
    const targets = listAt(rule.properties, "Targets").filter(isObject);
    for (const target of targets) {
      const targetArn = textAt(target, "Arn") ?? "";
      const context = sourceContext(rule.attributes["Arn"] ?? "");
      guard.demandOfService("events.amazonaws.com", actionFor(targetArn), targetArn, context);
    }
    const pattern = rule.properties["EventPattern"];
    if (isObject(pattern)) bus.addRule(pattern, targets);
    const expression = textAt(rule.properties, "ScheduleExpression");
    if (expression === undefined) continue;
    schedules.add(expression, "UTC", () => {
      for (const target of targets) fire(target);
    });
  }
}

export function provisionSchedules(resources: ResourceSet, { guard, schedules, meter, fire }: Moving): void {
  for (const schedule of resources.ofType("AWS::Scheduler::Schedule")) {
    const { properties, stack, logicalId } = schedule;
    const target = objectAt(properties, "Target");
    const targetArn = textAt(target, "Arn") ?? "";
    guard.demand(guard.role(textAt(target, "RoleArn") ?? ""), actionFor(targetArn), targetArn);
    if (textAt(properties, "State") === DISABLED) continue;
    const expression = textAt(properties, "ScheduleExpression");
    if (expression === undefined) throw new Error(`${stack.name}/${logicalId}: no ScheduleExpression`);
    schedules.add(expression, textAt(properties, "ScheduleExpressionTimezone") ?? "UTC", () => {
      meter.count("schedulerInvocations", 1, { caller: schedule.ref });
      fire(target);
    });
  }
}

/** Sends a schedule's input to its target. */
export type Fire = (target: JsonObject) => void;

function actionFor(targetArn: string): string {
  if (targetArn.startsWith("arn:aws:sqs:")) return "sqs:SendMessage";
  if (targetArn.startsWith("arn:aws:lambda:")) return "lambda:InvokeFunction";
  throw new Error(`event target ${targetArn} is not supported`);
}

function sourceContext(sourceArn: string): Record<string, string> {
  // A bucket's arn has no account in it.
  const account = sourceArn.split(":")[4];
  return { "aws:SourceArn": sourceArn, "aws:SourceAccount": account ? account : ACCOUNT_ID };
}
