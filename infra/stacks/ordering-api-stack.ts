// Our own APEX Ordering API: one function behind an HTTP API, its table, and its queue of credit and eSign decisions to
// come. Left out when the deployment names another Ordering API.
import { CfnOutput, Stack, type StackProps, Validations } from "aws-cdk-lib";
import { HttpMethod, HttpRoute, HttpRouteKey } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { Construct } from "constructs";
import { NAMES, deadLettersOutput } from "../../contracts/deployment.ts";
import type { DeploymentSettings } from "../../contracts/deployment-settings.ts";
import { OrderingApiEnv } from "../../contracts/environments.ts";
import { FUNCTION_TIMEOUT_SECONDS } from "../../contracts/limits.ts";
import { allowSecret, allowTable } from "../constructs/grants.ts";
import { KeptTable } from "../constructs/kept-table.ts";
import type { MonitoredOrderingApi } from "../monitoring/monitored-parts.ts";
import { PublicApi } from "../constructs/public-api.ts";
import { QueueWorker } from "../constructs/queue-worker.ts";
import { RetryQueue } from "../constructs/retry-queue.ts";
import { TypedFunction } from "../constructs/typed-function.ts";
import type { DataStack } from "./data-stack.ts";

export interface OrderingApiStackProps extends StackProps {
  readonly settings: DeploymentSettings;
  readonly data: DataStack;
}

/** docs/apex-api.md: the path that all its calls live under. */
const BASE_PATH = "/api/v1";
const DECISION_RECEIVES_MAX = 12;
const DECISION_CONSUMERS_MAX = 10;

export class OrderingApiStack extends Stack {
  /** Base URL of the calls. */
  readonly url: string;
  readonly monitored: MonitoredOrderingApi;

  constructor(scope: Construct, id: string, props: OrderingApiStackProps) {
    super(scope, id, props);
    const { data, settings } = props;
    const table = new KeptTable(this, "Store", { name: data.names.orderingStore, settings, key: data.key });
    const decisions = new RetryQueue(this, "Decisions", {
      visibilitySeconds: 6 * FUNCTION_TIMEOUT_SECONDS.edge,
      receivesMax: DECISION_RECEIVES_MAX,
    });
    const server = new TypedFunction(this, "OrderingApi", {
      entry: "ordering-api",
      // A decision due in days waits in one message after the other, fifteen minutes each.
      goesOn: true,
      service: data.names.service,
      purpose: "The APEX Ordering API, and its decisions to come",
      schema: OrderingApiEnv,
      environment: {
        ORDERING_TABLE_NAME: table.tableName,
        ORDERING_API_CREDENTIALS_SECRET: data.credentials.secretId,
        WEBHOOK_SECRET: data.webhookSecret.secretId,
        CALLBACK_BASE_URL: data.callbackUrl,
        DECISION_QUEUE_URL: decisions.queue.queueUrl,
        DECISION_DELAY_MILLIS: String(settings.decisionDelayMillis),
        ORDERING_BEHAVIOR: settings.orderingBehavior,
      },
      timeoutSeconds: FUNCTION_TIMEOUT_SECONDS.edge,
    });
    allowTable(server, table, ["GetItem", "PutItem", "UpdateItem", "Query", "BatchWriteItem"]);
    allowSecret(server, data.credentials);
    allowSecret(server, data.webhookSecret);
    QueueWorker.of(this, "DecisionWorker", decisions, { consumer: server, concurrencyMax: DECISION_CONSUMERS_MAX });
    const front = new PublicApi(this, "Front", { name: data.names.orderingApi });
    const route = new HttpRoute(this, "AnyCall", {
      httpApi: front.api,
      routeKey: HttpRouteKey.with("/{proxy+}", HttpMethod.ANY),
      integration: new HttpLambdaIntegration("Integration", server.live),
    });
    Validations.of(route).acknowledge({
      id: "AwsSolutions-APIG4",
      reason: "The contract authenticates by client_id and client_secret headers, which the function checks.",
    });
    this.monitored = { server, decisions, api: front.api };
    this.url = `${front.url}${BASE_PATH}`;
    new CfnOutput(this, NAMES.outputs.orderingUrl, { value: this.url });
    new CfnOutput(this, deadLettersOutput("decisions"), { value: decisions.deadLetterQueue.queueUrl });
  }
}
