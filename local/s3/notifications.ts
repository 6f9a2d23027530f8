// Which queues hear of which objects, and the event they get: AWS's shape, keys URL-encoded with + for a space.
import type { Clock } from "../clock.ts";
import { ACCOUNT_ID, REGION } from "../identity.ts";
import { isObject, listAt, objectAt, textAt } from "../json.ts";
import type { StoredObject } from "./stored-version.ts";

export interface NotificationRule {
  readonly event: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly queueArn: string;
}

/** From the property NotificationConfiguration of a bucket. */
export function readNotificationRules(configuration: unknown, bucket: string): readonly NotificationRule[] {
  for (const name of ["LambdaConfigurations", "TopicConfigurations", "EventBridgeConfiguration"]) {
    if (isObject(configuration) && configuration[name] !== undefined) {
      throw new Error(`bucket ${bucket}: notifications by ${name} are not supported`);
    }
  }
  return listAt(configuration, "QueueConfigurations").map((one) => {
    const filters = new Map(
      listAt(objectAt(objectAt(one, "Filter"), "S3Key"), "Rules").map((rule) => [
        textAt(rule, "Name")?.toLowerCase(),
        textAt(rule, "Value"),
      ]),
    );
    return {
      event: textAt(one, "Event") ?? "",
      queueArn: textAt(one, "Queue") ?? "",
      prefix: filters.get("prefix") ?? "",
      suffix: filters.get("suffix") ?? "",
    };
  });
}

/** `event` like `ObjectCreated:Put`. */
export function rulesFor(rules: readonly NotificationRule[], event: string, key: string): readonly NotificationRule[] {
  return rules.filter((rule) => {
    const wanted = rule.event.replace(/^s3:/, "");
    const matches = wanted === event || (wanted.endsWith("*") && event.startsWith(wanted.slice(0, -1)));
    return matches && key.startsWith(rule.prefix) && key.endsWith(rule.suffix);
  });
}

export interface ObjectChange {
  readonly bucket: string;
  readonly key: string;
  readonly event: string;
  readonly object: StoredObject | undefined;
  /** Absent where the bucket keeps no versions. */
  readonly versionId?: string | undefined;
  readonly principal: string;
  /** Of the request that changed the object: what hears of it belongs to the same chain. */
  readonly traceHeader?: string | undefined;
}

export class EventWriter {
  readonly #clock: Clock;
  #sequence = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  event(change: ObjectChange): string {
    const { bucket, object } = change;
    this.#sequence += 1;
    const record = {
      eventVersion: "2.1",
      eventSource: "aws:s3",
      awsRegion: REGION,
      eventTime: new Date(this.#clock.now()).toISOString(),
      eventName: change.event,
      userIdentity: { principalId: `AWS:${change.principal}` },
      requestParameters: { sourceIPAddress: "127.0.0.1" },
      responseElements: { "x-amz-request-id": this.#sequencer(), "x-amz-id-2": this.#sequencer() },
      s3: {
        s3SchemaVersion: "1.0",
        configurationId: "embedded",
        bucket: { name: bucket, ownerIdentity: { principalId: ACCOUNT_ID }, arn: `arn:aws:s3:::${bucket}` },
        object: {
          key: encodeURIComponent(change.key).replaceAll("%20", "+").replaceAll("%2F", "/"),
          ...(object !== undefined && { size: object.sizeBytes, eTag: object.etag }),
          ...(change.versionId !== undefined && { versionId: change.versionId }),
          sequencer: this.#sequencer(),
        },
      },
    };
    return JSON.stringify({ Records: [record] });
  }

  /** What S3 sends to a queue when the notification is set up. */
  testEvent(bucket: string): string {
    return JSON.stringify({
      Service: "Amazon S3",
      Event: "s3:TestEvent",
      Time: new Date(this.#clock.now()).toISOString(),
      Bucket: bucket,
      RequestId: this.#sequencer(),
      HostId: "embedded",
    });
  }

  /** Grows with each change, as text of one length. */
  #sequencer(): string {
    return `${this.#clock.now().toString(16).padStart(12, "0")}${this.#sequence.toString(16).padStart(6, "0")}`.toUpperCase();
  }
}
