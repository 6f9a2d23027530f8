// Where AT&T's credit and eSign decisions arrive. The API belongs to the data stack, so that its address outlives
// deployments; the routes and the function are the pipeline's.
import { Validations } from "aws-cdk-lib";
import { HttpMethod, HttpRoute, HttpRouteKey } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { CallbackEnv } from "../../contracts/environments.ts";
import { FUNCTION_TIMEOUT_SECONDS } from "../../contracts/limits.ts";
import { allowSecret, allowSend, allowTable, allowTaskAnswers } from "../constructs/grants.ts";
import { TypedFunction } from "../constructs/typed-function.ts";
import { CALLBACKS_RESERVED, type PipelinePartProps } from "./pipeline-parts.ts";

const ROUTES = { Credit: "/callbacks/credit", Esign: "/callbacks/esign" } as const;

export interface CallbacksProps extends Pick<PipelinePartProps, "data"> {
  readonly orderQueue: IQueue;
}

export class Callbacks extends Construct {
  readonly receiver: TypedFunction;

  constructor(scope: Construct, id: string, { data, orderQueue }: CallbacksProps) {
    super(scope, id);
    const receiver = new TypedFunction(this, "Callback", {
      entry: "callback",
      service: data.names.service,
      purpose: "Verifies a decision, keeps it, completes the wait that it answers",
      schema: CallbackEnv,
      environment: {
        TABLE_NAME: data.table.tableName,
        WEBHOOK_SECRET: data.webhookSecret.secretId,
        ORDER_QUEUE_URL: orderQueue.queueUrl,
      },
      timeoutSeconds: FUNCTION_TIMEOUT_SECONDS.edge,
      reserved: CALLBACKS_RESERVED,
    });
    this.receiver = receiver;
    allowTable(receiver, data.table, ["GetItem", "PutItem", "UpdateItem", "Query", "BatchWriteItem"]);
    allowSecret(receiver, data.webhookSecret);
    allowTaskAnswers(receiver, ["Success", "Failure"]);
    // An order that was held for want of this decision goes on.
    allowSend(receiver, orderQueue);
    for (const [name, path] of Object.entries(ROUTES)) {
      const route = new HttpRoute(this, name, {
        httpApi: data.callbackApi,
        routeKey: HttpRouteKey.with(path, HttpMethod.POST),
        integration: new HttpLambdaIntegration("Integration", receiver.live),
      });
      Validations.of(route).acknowledge({
        id: "AwsSolutions-APIG4",
        reason:
          "The function verifies the sender's signature over the raw body (Standard Webhooks), which no authorizer sees.",
      });
    }
  }
}
