// Who tells distributors that their results are there: a rule on the event bus, and behind it a queue, a dead-letter queue and a
// function each for webhooks and for mail. Only what some profile asks for is made.
import { type IRule, Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { MailEnv, WebhookEnv } from "../../contracts/environments.ts";
import { invariant } from "../../contracts/errors.ts";
import { FUNCTION_TIMEOUT_SECONDS, NOTICE_RECEIVES_MAX } from "../../contracts/limits.ts";
import { RESULTS_READY } from "../../contracts/results-ready.ts";
import { allowList, allowMail, allowObjects, allowSecret, allowTable } from "../constructs/grants.ts";
import { QueueWorker } from "../constructs/queue-worker.ts";
import { RetryQueue } from "../constructs/retry-queue.ts";
import { TypedFunction } from "../constructs/typed-function.ts";
import { CONSUMERS_MAX, type PipelinePartProps } from "./pipeline-parts.ts";

export interface NoticesProps extends Pick<PipelinePartProps, "data" | "settings"> {
  /** Takes the events that the rule could not deliver. */
  readonly undelivered: IQueue;
}

type ChannelName = "webhook" | "mail";

interface NoticeChannel {
  readonly queue: RetryQueue;
  readonly sender: TypedFunction;
}

const VISIBILITY_SECONDS = 6 * FUNCTION_TIMEOUT_SECONDS.edge;

export class Notices extends Construct {
  readonly functions: Readonly<Partial<Record<ChannelName, TypedFunction>>>;
  readonly queues: readonly (readonly [ChannelName, RetryQueue])[];
  readonly rules: readonly IRule[];

  constructor(scope: Construct, id: string, props: NoticesProps) {
    super(scope, id);
    const { data, undelivered } = props;
    const webhook = data.distributorSecrets.length === 0 ? undefined : this.#webhook(props);
    const mail = data.mailIdentityArn === undefined ? undefined : this.#mail(props, data.mailIdentityArn);
    this.functions = {
      ...(webhook !== undefined && { webhook: webhook.sender }),
      ...(mail !== undefined && { mail: mail.sender }),
    };
    this.queues = [
      ...(webhook === undefined ? [] : [["webhook", webhook.queue] as const]),
      ...(mail === undefined ? [] : [["mail", mail.queue] as const]),
    ];
    this.rules = this.queues.length === 0 ? [] : [this.#rule(data.names.service, undelivered)];
  }

  #rule(service: string, undelivered: IQueue): Rule {
    return new Rule(this, "ResultsReady", {
      description: "Results of a batch are there",
      eventPattern: { source: [service], detailType: [RESULTS_READY] },
      targets: this.queues.map(([, { queue }]) => new SqsQueue(queue, { deadLetterQueue: undelivered })),
    });
  }

  #webhook(props: NoticesProps): NoticeChannel {
    const { data } = props;
    const queue = this.#queue("Webhooks");
    const sender = new TypedFunction(this, "Webhook", {
      entry: "webhook",
      service: data.names.service,
      purpose: "Tells distributors by signed webhook that results are there",
      schema: WebhookEnv,
      environment: { ...environmentOf(props, queue), WEBHOOK_SECRETS: data.names.distributorSecrets },
      timeoutSeconds: FUNCTION_TIMEOUT_SECONDS.edge,
    });
    for (const secret of data.distributorSecrets) allowSecret(sender, secret);
    return this.#joined("WebhookWorker", props, { queue, sender });
  }

  #mail(props: NoticesProps, identityArn: string): NoticeChannel {
    const { data, settings } = props;
    invariant(settings.mailFrom, "notices.mailFrom");
    const queue = this.#queue("Mails");
    const sender = new TypedFunction(this, "Mail", {
      entry: "mail",
      service: data.names.service,
      purpose: "Tells distributors by mail that results are there",
      schema: MailEnv,
      environment: { ...environmentOf(props, queue), MAIL_FROM: settings.mailFrom },
      timeoutSeconds: FUNCTION_TIMEOUT_SECONDS.edge,
    });
    allowMail(sender, identityArn);
    return this.#joined("MailWorker", props, { queue, sender });
  }

  #queue(id: string): RetryQueue {
    return new RetryQueue(this, id, { visibilitySeconds: VISIBILITY_SECONDS, receivesMax: NOTICE_RECEIVES_MAX });
  }

  #joined(id: string, { data }: NoticesProps, channel: NoticeChannel): NoticeChannel {
    const { queue, sender } = channel;
    allowTable(sender, data.table, ["GetItem", "PutItem"]);
    // A link allows what its signer may.
    allowObjects(sender, data.files, "results/", ["GetObject"]);
    allowList(sender, data.files, ["results/"]);
    QueueWorker.of(this, id, queue, { consumer: sender, ownsRetries: true, concurrencyMax: CONSUMERS_MAX.notices });
    return channel;
  }
}

function environmentOf({ data, settings }: NoticesProps, { queue }: RetryQueue) {
  return {
    TABLE_NAME: data.table.tableName,
    FILES_BUCKET: data.files.bucketName,
    NOTICE_QUEUE_URL: queue.queueUrl,
    DEMO_DISTRIBUTOR: settings.demoDistributor,
    RETRY_BASE_SECONDS: String(settings.noticeRetryBaseSeconds),
  };
}
