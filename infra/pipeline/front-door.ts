// The door that distributors use without AWS credentials: an HTTP API whose authorizer lets in the tokens of one issuer, and a
// function that answers with links to the distributor's own inbox and results. The API belongs to the data stack, so that its
// address outlives deployments. Without an issuer in the settings none of this is made.
import { Validations } from "aws-cdk-lib";
import { type HttpApi, HttpMethod, HttpRoute, HttpRouteKey } from "aws-cdk-lib/aws-apigatewayv2";
import { HttpJwtAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { Construct } from "constructs";
import { FrontDoorEnv } from "../../contracts/environments.ts";
import { invariant } from "../../contracts/errors.ts";
import { FUNCTION_TIMEOUT_SECONDS } from "../../contracts/limits.ts";
import { allowFileIndex, allowList, allowObjects, allowTable } from "../constructs/grants.ts";
import { TypedFunction } from "../constructs/typed-function.ts";
import type { PipelinePartProps } from "./pipeline-parts.ts";

export interface FrontDoorProps extends Pick<PipelinePartProps, "data" | "settings"> {
  readonly api: HttpApi;
  readonly issuer: string;
}

const GUARDED_ROUTES = { Upload: "POST /uploads", Files: "GET /files", File: "GET /files/{batch}" } as const;
const OPEN_ROUTES = { Description: "GET /openapi.json", Docs: "GET /docs", DocsFile: "GET /docs/{file}" } as const;

export class FrontDoor extends Construct {
  readonly server: TypedFunction;

  constructor(scope: Construct, id: string, { data, settings, api, issuer }: FrontDoorProps) {
    super(scope, id);
    const audience = settings.frontDoorAudience?.split(",");
    // Nobody gives one without the other (infra/read-settings.ts).
    invariant(audience, "front-door.audience");
    const server = new TypedFunction(this, "FrontDoor", {
      entry: "front-door",
      service: data.names.service,
      purpose: "Offers upload links, tells how files stand, links to results",
      schema: FrontDoorEnv,
      environment: {
        TABLE_NAME: data.table.tableName,
        FILES_BUCKET: data.files.bucketName,
        DISTRIBUTOR_CLAIM: settings.distributorClaim,
        DEMO_DISTRIBUTOR: settings.demoDistributor,
      },
      timeoutSeconds: FUNCTION_TIMEOUT_SECONDS.edge,
    });
    this.server = server;
    allowTable(server, data.table, ["GetItem", "Query", "BatchGetItem"]);
    allowFileIndex(server, data.table);
    // A link allows what its signer may: a put into the inbox, a get of results.
    allowObjects(server, data.files, "inbox/", ["PutObject"]);
    allowObjects(server, data.files, "results/", ["GetObject"]);
    allowList(server, data.files, ["results/"]);
    const authorizer = new HttpJwtAuthorizer("Tokens", issuer, { jwtAudience: audience });
    const integration = new HttpLambdaIntegration("Integration", server.live);
    for (const [name, key] of Object.entries(GUARDED_ROUTES)) {
      new HttpRoute(this, name, { httpApi: api, routeKey: routeKey(key), integration, authorizer });
    }
    for (const [name, key] of Object.entries(OPEN_ROUTES)) {
      const route = new HttpRoute(this, name, { httpApi: api, routeKey: routeKey(key), integration });
      Validations.of(route).acknowledge({
        id: "AwsSolutions-APIG4",
        reason: "The description of the API, which anybody may read.",
      });
    }
  }
}

function routeKey(key: string): HttpRouteKey {
  const [method, path = "/"] = key.split(" ");
  return HttpRouteKey.with(path, method === "POST" ? HttpMethod.POST : HttpMethod.GET);
}
