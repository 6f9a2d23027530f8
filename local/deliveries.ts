// The ways between services that no request takes: S3 tells queues, rules and schedules reach queues and functions, Step
// Functions sends messages and invokes functions under its machine's role.
import type { Clock } from "./clock.ts";
import type { Guard } from "./iam/guard.ts";
import { type JsonObject, textAt } from "./json.ts";
import { AsyncInvocations } from "./lambda/async-invocations.ts";
import type { InvokeResult } from "./lambda/protocol.ts";
import type { Meter } from "./meter/meter.ts";
import { type Functions, functionOf } from "./provision/provision-functions.ts";
import { EventWriter, type NotificationRule, type ObjectChange, rulesFor } from "./s3/notifications.ts";
import { countSend } from "./sqs/billed-requests.ts";
import type { SqsService } from "./sqs/sqs-service.ts";

export class Deliveries {
  readonly #guard: Guard;
  readonly #meter: Meter;
  readonly #events: EventWriter;
  readonly asynchronous: AsyncInvocations;
  #sqs: SqsService | undefined;
  #functions: Functions = new Map();
  #notifications: ReadonlyMap<string, readonly NotificationRule[]> = new Map();

  constructor(clock: Clock, guard: Guard, meter: Meter) {
    this.#guard = guard;
    this.#meter = meter;
    this.#events = new EventWriter(clock);
    this.asynchronous = new AsyncInvocations({
      clock,
      invoke: (functionArn, event) => this.invoke(functionArn, event),
      send: (queueArn, message) => this.#send(queueArn, message),
    });
  }

  connect(sqs: SqsService, functions: Functions): void {
    this.#sqs = sqs;
    this.#functions = functions;
  }

  /** S3 greets each queue with a test event, once a configuration is set. */
  setNotifications(notifications: ReadonlyMap<string, readonly NotificationRule[]>): void {
    this.#notifications = notifications;
    for (const [bucket, rules] of notifications) {
      for (const queueArn of new Set(rules.map((rule) => rule.queueArn))) {
        this.deliver(queueArn, this.#events.testEvent(bucket), undefined);
      }
    }
  }

  objectChanged(change: ObjectChange): void {
    const rules = rulesFor(this.#notifications.get(change.bucket) ?? [], change.event, change.key);
    for (const rule of rules)
      this.#send(rule.queueArn, { MessageBody: this.#events.event(change) }, change.traceHeader);
  }

  deliver(targetArn: string, input: string, groupId: string | undefined): void {
    if (targetArn.startsWith("arn:aws:lambda:")) {
      // AWS refuses the invocation of what is not there.
      functionOf(this.#functions, targetArn);
      this.asynchronous.accept(targetArn, input);
      return;
    }
    this.#send(targetArn, { MessageBody: input, MessageGroupId: groupId });
  }

  /** A schedule's target with its fixed input. */
  readonly fire = (target: JsonObject): void => {
    this.deliver(textAt(target, "Arn") ?? "", textAt(target, "Input") ?? "{}", undefined);
  };

  readonly invoke = (functionArn: string, event: unknown): Promise<InvokeResult> =>
    functionOf(this.#functions, functionArn).invoke(event);

  async invokeAs(roleArn: string, functionArn: string, payload: unknown): Promise<InvokeResult> {
    this.#guard.demand(this.#guard.role(roleArn), "lambda:InvokeFunction", functionArn);
    return this.invoke(functionArn, payload);
  }

  /** Whether there is anything at the address of a queue, be it one that does not exist. */
  isReached(queueUrl: string): boolean {
    const host = URL.parse(queueUrl)?.host;
    return this.#connected()
      .queues()
      .some(({ url }) => URL.parse(url)?.host === host);
  }

  sendAs(roleArn: string, queueUrl: string, input: JsonObject): { MessageId: string; MD5OfMessageBody: string } {
    const queue = this.#connected().byUrl(queueUrl);
    const role = this.#guard.role(roleArn);
    this.#guard.demand(role, "sqs:SendMessage", queue.arn);
    countSend(this.#meter, role.name, input);
    return this.#connected().send(queue, input);
  }

  #send(queueArn: string, input: JsonObject, traceHeader?: string): void {
    const sqs = this.#connected();
    countSend(this.#meter, "deliveries", input);
    sqs.send(sqs.byArn(queueArn), input, traceHeader);
  }

  #connected(): SqsService {
    if (this.#sqs === undefined) throw new Error("deliveries before the queues exist");
    return this.#sqs;
  }
}
