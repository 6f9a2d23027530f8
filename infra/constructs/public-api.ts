// An HTTP API that the internet can reach: throttled, with access logs that hold no bodies. Routes are added by the
// stack that owns their functions.
import { CfnOutput, RemovalPolicy } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import { DomainName, HttpApi, HttpStage, LogGroupLogDestination, SecurityPolicy } from "aws-cdk-lib/aws-apigatewayv2";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";

export interface PublicApiProps {
  /** People and tools find the API by it (contracts/deployment.ts). */
  readonly name: string;
  /** A name of the customer's, with its certificate; the owner of the name's DNS points it to the output (docs/deploy.md). */
  readonly domain?: string | undefined;
  readonly certificateArn?: string | undefined;
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
    const domain = this.#domain(props);
    new HttpStage(this, "Stage", {
      ...(domain !== undefined && { domainMapping: { domainName: domain } }),
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
    this.url = domain === undefined ? api.apiEndpoint : `https://${String(props.domain)}`;
  }

  #domain({ domain, certificateArn }: PublicApiProps): DomainName | undefined {
    if (domain === undefined || certificateArn === undefined) return undefined;
    const made = new DomainName(this, "Domain", {
      domainName: domain,
      certificate: Certificate.fromCertificateArn(this, "Certificate", certificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    new CfnOutput(this, "Target", { value: made.regionalDomainName, description: `CNAME of ${domain}` });
    return made;
  }
}
