// Gives each HTTP API of the template its routes, and checks that API Gateway may invoke what they lead to.
import type { Guard } from "../iam/guard.ts";
import type { HttpApi } from "../http-api/http-api.ts";
import type { JwtAuthorizer, JwtMeans } from "../http-api/jwt-authorizer.ts";
import type { Route, RouteGuard } from "../http-api/routes.ts";
import { arn } from "../identity.ts";
import { objectAt, oneOrMany, textAt } from "../json.ts";
import type { Resource, ResourceSet } from "../template/read-resources.ts";

const SERVICE = "apigateway.amazonaws.com";

export interface ApiMeans extends JwtMeans {
  readonly guard: Guard;
}

export async function provisionHttpApis(
  resources: ResourceSet,
  apis: ReadonlyMap<string, HttpApi>,
  { guard, ...means }: ApiMeans,
): Promise<void> {
  const integrations = new Map(resources.ofType("AWS::ApiGatewayV2::Integration").map((one) => [one.ref, one]));
  const authorizers = new Map<string, JwtAuthorizer>();
  for (const one of resources.ofType("AWS::ApiGatewayV2::Authorizer"))
    authorizers.set(one.ref, await authorizerOf(one, means));
  const routes = resources.ofType("AWS::ApiGatewayV2::Route");
  for (const [id, api] of apis) {
    const own = routes.filter((route) => textAt(route.properties, "ApiId") === id);
    api.setRoutes(own.map((route) => routeOf(route, { integrations, authorizers, guard })));
  }
}

async function authorizerOf({ properties, stack, logicalId }: Resource, means: JwtMeans): Promise<JwtAuthorizer> {
  const where = `${stack.name}/${logicalId}`;
  const type = textAt(properties, "AuthorizerType");
  if (type !== "JWT") throw new Error(`${where}: authorizer ${String(type)} is not supported`);
  const [source = "", ...others] = oneOrMany(properties["IdentitySource"]);
  const header = /^\$request\.header\.(.+)$/.exec(source)?.[1]?.toLowerCase();
  if (header === undefined || others.length > 0) throw new Error(`${where}: only a header can hold the token`);
  const configuration = objectAt(properties, "JwtConfiguration");
  const issuer = textAt(configuration, "Issuer") ?? "";
  // API Gateway makes no authorizer without them.
  const audience = oneOrMany(configuration["Audience"]);
  if (!issuer.startsWith("https://") || audience.length === 0) {
    throw new Error(`${where}: a JWT authorizer needs an issuer that begins with https:// and an audience`);
  }
  // Loaded with its library only where a template has one.
  const { JwtAuthorizer } = await import("../http-api/jwt-authorizer.ts");
  return new JwtAuthorizer({ issuer, audience, header }, means);
}

interface Known {
  readonly integrations: ReadonlyMap<string, Resource>;
  readonly authorizers: ReadonlyMap<string, JwtAuthorizer>;
  readonly guard: Guard;
}

function guardOf({ properties, stack, logicalId }: Resource, { authorizers }: Known): RouteGuard | undefined {
  const where = `${stack.name}/${logicalId}`;
  const authorization = textAt(properties, "AuthorizationType") ?? "NONE";
  if (authorization === "NONE") return undefined;
  if (authorization !== "JWT") throw new Error(`${where}: authorization ${authorization} is not supported`);
  const authorizer = authorizers.get(textAt(properties, "AuthorizerId") ?? "");
  if (authorizer === undefined) throw new Error(`${where}: no authorizer`);
  return { authorizer, scopes: oneOrMany(properties["AuthorizationScopes"]) };
}

function routeOf(resource: Resource, known: Known): Route {
  const { properties, stack, logicalId } = resource;
  const where = `${stack.name}/${logicalId}`;
  const { integrations, guard } = known;
  const integration = integrations.get((textAt(properties, "Target") ?? "").replace("integrations/", ""));
  if (integration === undefined) throw new Error(`${where}: no integration`);
  const type = textAt(integration.properties, "IntegrationType");
  const format = textAt(integration.properties, "PayloadFormatVersion");
  if (type !== "AWS_PROXY" || format !== "2.0")
    throw new Error(`${where}: integration ${String(type)} ${String(format)} is not supported`);
  const uri = textAt(integration.properties, "IntegrationUri") ?? "";
  const functionArn = /arn:aws:lambda:[^/]+/.exec(uri)?.[0] ?? "";
  const key = textAt(properties, "RouteKey") ?? "$default";
  const [method = "", path = ""] = key.split(" ");
  const sourceArn = arn("execute-api", `${textAt(properties, "ApiId") ?? ""}/$default/${method}${path}`);
  guard.demandOfService(SERVICE, "lambda:InvokeFunction", functionArn, { "aws:SourceArn": sourceArn });
  return { key, functionArn, guard: guardOf(resource, known) };
}
