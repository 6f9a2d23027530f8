// An HTTP API that the internet can reach: throttled, with access logs that hold no bodies. Routes are added by the
// stack that owns their functions.
import { RemovalPolicy } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import { HttpApi, HttpStage, LogGroupLogDestination } from "aws-cdk-lib/aws-apigatewayv2";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";

export interface PublicApiProps {
  /** People and tools find the API by it (contracts/deployment.ts). */
  readonly name: string;
}

/** Far above what AT&T's decisions and our own calls need, far below what would hurt the account. */
const THROTTLE = { rateLimit: 500, burstLimit: 1000 } as const;

export class PublicApi extends Construct {
  readonly api: HttpApi;
  /** Without a closing slash. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: PublicApiProps) {
    super(scope, id);
    const api = new HttpApi(this, "Api", { apiName: props.name, createDefaultStage: false });
    new HttpStage(this, "Stage", {
      httpApi: api,
      stageName: "$default",
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: {
        destination: new LogGroupLogDestination(
          new LogGroup(this, "AccessLogs", {
            retention: RetentionDays.THREE_MONTHS,
            removalPolicy: RemovalPolicy.DESTROY,
          }),
        ),
        format: AccessLogFormat.jsonWithStandardFields(),
      },
    });
    this.api = api;
    this.url = api.apiEndpoint;
  }
}
