// Gives each HTTP API of the template its routes, and checks that API Gateway may invoke what they lead to.
import type { Guard } from "../iam/guard.ts";
import type { HttpApi } from "../http-api/http-api.ts";
import type { Route } from "../http-api/routes.ts";
import { arn } from "../identity.ts";
import { textAt } from "../json.ts";
import type { Resource, ResourceSet } from "../template/read-resources.ts";

const SERVICE = "apigateway.amazonaws.com";

export function provisionHttpApis(resources: ResourceSet, apis: ReadonlyMap<string, HttpApi>, guard: Guard): void {
  const integrations = new Map(resources.ofType("AWS::ApiGatewayV2::Integration").map((one) => [one.ref, one]));
  const routes = resources.ofType("AWS::ApiGatewayV2::Route");
  for (const [id, api] of apis) {
    const own = routes.filter((route) => textAt(route.properties, "ApiId") === id);
    api.setRoutes(own.map((route) => routeOf(route, integrations, guard)));
  }
}

function routeOf(resource: Resource, integrations: ReadonlyMap<string, Resource>, guard: Guard): Route {
  const { properties, stack, logicalId } = resource;
  const place = `${stack.name}/${logicalId}`;
  const authorization = textAt(properties, "AuthorizationType") ?? "NONE";
  if (authorization !== "NONE") throw new Error(`${place}: authorization ${authorization} is not supported`);
  const integration = integrations.get((textAt(properties, "Target") ?? "").replace("integrations/", ""));
  if (integration === undefined) throw new Error(`${place}: no integration`);
  const type = textAt(integration.properties, "IntegrationType");
  const format = textAt(integration.properties, "PayloadFormatVersion");
  if (type !== "AWS_PROXY" || format !== "2.0")
    throw new Error(`${place}: integration ${String(type)} ${String(format)} is not supported`);
  const uri = textAt(integration.properties, "IntegrationUri") ?? "";
  const functionArn = /arn:aws:lambda:[^/]+/.exec(uri)?.[0] ?? "";
  const key = textAt(properties, "RouteKey") ?? "$default";
  const [method = "", path = ""] = key.split(" ");
  const sourceArn = arn("execute-api", `${textAt(properties, "ApiId") ?? ""}/$default/${method}${path}`);
  guard.demandOfService(SERVICE, "lambda:InvokeFunction", functionArn, { "aws:SourceArn": sourceArn });
  return { key, functionArn };
}
