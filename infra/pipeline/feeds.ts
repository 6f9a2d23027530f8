// Nightly feeds: one function, and a schedule with its own time zone for each distributor whose profile has a feed. Without one, nothing
// is made.
import { CfnOutput, Stack, TimeZone } from "aws-cdk-lib";
import { Schedule, ScheduleExpression, type ScheduleGroup, ScheduleTargetInput } from "aws-cdk-lib/aws-scheduler";
import { LambdaInvoke } from "aws-cdk-lib/aws-scheduler-targets";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { NAMES } from "../../contracts/deployment.ts";
import { FeedEnv } from "../../contracts/environments.ts";
import { FEEDS_PREFIX } from "../../contracts/feed.ts";
import { FUNCTION_TIMEOUT_SECONDS } from "../../contracts/limits.ts";
import { FailedCalls } from "../constructs/failed-calls.ts";
import { allowList, allowObjects, allowSecret, allowTable } from "../constructs/grants.ts";
import { TypedFunction } from "../constructs/typed-function.ts";
import { distributorsWith } from "../read-profiles.ts";
import type { PipelinePartProps } from "./pipeline-parts.ts";

export interface FeedsProps extends Pick<PipelinePartProps, "data" | "settings"> {
  readonly scheduleGroup: ScheduleGroup;
  /** Takes the calls that a schedule could not deliver, and the runs that failed every time. */
  readonly undelivered: IQueue;
}

export class Feeds extends Construct {
  readonly functions: Readonly<Partial<Record<"feed", TypedFunction>>>;

  constructor(scope: Construct, id: string, props: FeedsProps) {
    super(scope, id);
    const { profiles } = props.data;
    const fed = distributorsWith(profiles, ({ feed }) => feed !== undefined);
    if (fed.length === 0) {
      this.functions = {};
      return;
    }
    const fetcher = this.#fetcher(props);
    this.functions = { feed: fetcher };
    new FailedCalls(this, "FailedRuns", { fn: fetcher, queue: props.undelivered });
    // For a person who fetches an export by hand (docs/runbook.md).
    new CfnOutput(Stack.of(this), NAMES.outputs.feed, { value: fetcher.functionName });
    for (const distributor of fed) {
      const feed = profiles[distributor]?.feed;
      if (feed === undefined) continue;
      const [hour, minute] = feed.at.split(":").map(Number);
      new Schedule(this, `Of${distributor}`, {
        description: `Fetches the nightly export of ${distributor}`,
        schedule: ScheduleExpression.cron({
          minute: String(minute),
          hour: String(hour),
          timeZone: TimeZone.of(feed.timeZone),
        }),
        scheduleGroup: props.scheduleGroup,
        target: new LambdaInvoke(fetcher.live, {
          input: ScheduleTargetInput.fromObject({ distributor }),
          retryAttempts: 2,
          deadLetterQueue: props.undelivered,
        }),
      });
    }
  }

  #fetcher({ data, settings }: FeedsProps): TypedFunction {
    const fetcher = new TypedFunction(this, "Feed", {
      entry: "feed",
      service: data.names.service,
      purpose: "Fetches a distributor's nightly export and drops what may be believed",
      schema: FeedEnv,
      environment: {
        TABLE_NAME: data.table.tableName,
        FILES_BUCKET: data.files.bucketName,
        WORK_BUCKET: data.work.bucketName,
        DEMO_DISTRIBUTOR: settings.demoDistributor,
        FEED_SECRETS: data.names.distributorSecrets,
      },
      timeoutSeconds: FUNCTION_TIMEOUT_SECONDS.sync,
      workload: "files",
    });
    allowTable(fetcher, data.table, ["GetItem", "PutItem", "UpdateItem", "DeleteItem"]);
    allowObjects(fetcher, data.files, FEEDS_PREFIX, ["GetObject"]);
    allowList(fetcher, data.files, [FEEDS_PREFIX]);
    allowObjects(fetcher, data.files, "inbox/", ["PutObject", "AbortMultipartUpload"]);
    allowObjects(fetcher, data.work, "work/", ["PutObject", "AbortMultipartUpload"]);
    for (const secret of data.feedSecrets) allowSecret(fetcher, secret);
    return fetcher;
  }
}
