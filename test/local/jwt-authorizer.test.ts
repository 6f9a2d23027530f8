// The JWT authorizer in front of a function: which tokens pass, what the others are answered, and what the function learns of
// the caller. Tokens come from a local issuer; what no issuer would sign is made by hand.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Clock, systemClock } from "../../local/clock.ts";
import { type Cloud, startCloud } from "../../local/cloud.ts";
import { signToken, startTokenIssuer, type TokenIssuer } from "../../local/issuer/token-issuer.ts";
import { att, functionResources, join_, ref, writeAssembly } from "./tiny-assembly.ts";

const ISSUER = "https://issuer.example/";
const dir = mkdtempSync(join(tmpdir(), "jwt-"));
const identity = { name: ISSUER, keyFile: join(dir, "issuer.json") };

const WHO = `
export async function handler(event) {
  return { statusCode: 200, body: JSON.stringify(event.requestContext.authorizer ?? "anybody") };
}`;

function assembly(issuer = ISSUER): string {
  const route = (key: string, more: object) => ({
    Type: "AWS::ApiGatewayV2::Route",
    Properties: { ApiId: ref("Api"), RouteKey: key, Target: join_("integrations/", ref("Integration")), ...more },
  });
  const guarded = { AuthorizationType: "JWT", AuthorizerId: ref("Authorizer") };
  return writeAssembly({
    name: "Front",
    handlers: { who: WHO },
    outputs: { Url: { Value: att("Api", "ApiEndpoint") } },
    resources: {
      Api: { Type: "AWS::ApiGatewayV2::Api", Properties: { Name: "front", ProtocolType: "HTTP" } },
      ...functionResources("Who", { key: "who" }),
      Permission: {
        Type: "AWS::Lambda::Permission",
        Properties: {
          Action: "lambda:InvokeFunction",
          FunctionName: att("Who", "Arn"),
          Principal: "apigateway.amazonaws.com",
        },
      },
      Integration: {
        Type: "AWS::ApiGatewayV2::Integration",
        Properties: {
          ApiId: ref("Api"),
          IntegrationType: "AWS_PROXY",
          IntegrationUri: att("Who", "Arn"),
          PayloadFormatVersion: "2.0",
        },
      },
      Authorizer: {
        Type: "AWS::ApiGatewayV2::Authorizer",
        Properties: {
          ApiId: ref("Api"),
          AuthorizerType: "JWT",
          IdentitySource: ["$request.header.Authorization"],
          JwtConfiguration: { Issuer: issuer, Audience: ["front-door"] },
          Name: "tokens",
        },
      },
      Guarded: route("GET /guarded", guarded),
      Scoped: route("GET /scoped", { ...guarded, AuthorizationScopes: ["files:read", "files:write"] }),
      Open: route("GET /open", {}),
    },
  });
}

let cloud: Cloud;
let issuer: TokenIssuer;
let late = 0;
const clock: Clock = { ...systemClock, now: () => systemClock.now() + late };

beforeAll(async () => {
  issuer = await startTokenIssuer(identity);
  cloud = await startCloud({
    assemblyDir: assembly(),
    dataDir: join(dir, "cloud"),
    clock,
    issuerAddresses: { [ISSUER]: issuer.address },
  });
});
afterAll(async () => {
  await cloud.close();
  await issuer.close();
});

const tokenOf = (claims: Record<string, unknown> = {}, audience = "front-door"): Promise<string> =>
  signToken(identity, { audience, claims, validSeconds: 300 });

async function get(path: string, authorization?: string) {
  const response = await fetch(`${cloud.outputs["Url"]!}${path}`, {
    headers: authorization === undefined ? {} : { authorization },
  });
  const challenge = response.headers.get("www-authenticate");
  return { status: response.status, challenge, body: (await response.json()) as never, headers: response.headers };
}

test("the function learns the claims as texts", async () => {
  const token = await tokenOf({ distributor: "demo", groups: ["a", "b"], scope: "files:read", level: 3 });
  const { status, body } = await get("/guarded", `Bearer ${token}`);
  expect([status, body]).toMatchObject([
    200,
    {
      jwt: {
        claims: { aud: "front-door", distributor: "demo", groups: "[a b]", iss: ISSUER, level: "3" },
        scopes: null,
      },
    },
  ]);
});

test("the word Bearer may be missing, and may be written in any case", async () => {
  const token = await tokenOf();
  expect((await get("/guarded", token)).status).toBe(200);
  expect((await get("/guarded", `bearer ${token}`)).status).toBe(200);
});

test("a route without authorizer takes anybody", async () => {
  expect(await get("/open")).toMatchObject({ status: 200, body: "anybody" });
});

test("of the scopes of a route one is enough", async () => {
  const token = await tokenOf({ scope: "files:read other" });
  const { status, body } = await get("/scoped", `Bearer ${token}`);
  expect([status, body]).toMatchObject([200, { jwt: { scopes: ["files:read", "other"] } }]);
  expect(await get("/scoped", `Bearer ${await tokenOf({ scope: "other" })}`)).toMatchObject({
    status: 403,
    body: { message: "Forbidden" },
    challenge: expect.stringContaining('Bearer scope="files:read files:write" error="insufficient_scope"'),
  });
});

describe("401, and the function is not asked", () => {
  const invalid = (description: string) => ({
    status: 401,
    body: { message: "Unauthorized" },
    challenge: `Bearer scope="" error="invalid_token" error_description="${description}"`,
  });

  test("without a token", async () => {
    const answer = await get("/guarded");
    expect(answer).toMatchObject({ status: 401, body: { message: "Unauthorized" }, challenge: "Bearer" });
    expect(answer.headers.get("apigw-requestid")).not.toBeNull();
  });

  test("after its time", async () => {
    const token = await tokenOf();
    late = 301_000;
    expect(await get("/guarded", `Bearer ${token}`)).toMatchObject(invalid("the token has expired"));
    late = 0;
  });

  test("before it was issued", async () => {
    const token = await tokenOf();
    late = -60_000;
    expect(await get("/guarded", `Bearer ${token}`)).toMatchObject(invalid("the token was issued in the future"));
    late = 0;
  });

  test("for another audience", async () => {
    const description = "the token does not have a valid audience";
    expect(await get("/guarded", `Bearer ${await tokenOf({}, "other")}`)).toMatchObject(invalid(description));
    // An aud that does not fit is not made up for by a client_id that does.
    const both = await tokenOf({ client_id: "front-door" }, "other");
    expect(await get("/guarded", `Bearer ${both}`)).toMatchObject(invalid(description));
  });

  test("of another issuer, though signed with the issuer's key", async () => {
    const token = await signToken(
      { ...identity, name: "https://other.example/" },
      { audience: "front-door", claims: {}, validSeconds: 300 },
    );
    expect(await get("/guarded", `Bearer ${token}`)).toMatchObject(invalid("the token does not have a valid iss"));
  });

  test("with any part changed", async () => {
    const [head, , signature] = (await tokenOf({ distributor: "demo" })).split(".");
    const claims = { iss: ISSUER, aud: "front-door", distributor: "other", exp: Math.floor(Date.now() / 1000) + 300 };
    const forged = Buffer.from(JSON.stringify(claims)).toString("base64url");
    expect(await get("/guarded", `Bearer ${head!}.${forged}.${signature!}`)).toMatchObject(
      invalid("the token's signature is not valid"),
    );
    expect(await get("/guarded", "Bearer nonsense")).toMatchObject(invalid("the token cannot be read"));
  });

  test("signed by nobody, by a shared secret, or by a key that the issuer does not have", async () => {
    const claims = { iss: ISSUER, aud: "front-door", exp: Math.floor(Date.now() / 1000) + 300 };
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    expect((await get("/guarded", `Bearer ${part({ alg: "none" })}.${part(claims)}.`)).status).toBe(401);
    const shared = await new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(new Uint8Array(32).fill(7));
    expect(await get("/guarded", `Bearer ${shared}`)).toMatchObject(invalid("signing method is not supported"));
    const { privateKey } = await generateKeyPair("RS256", { extractable: true });
    const { n } = await exportJWK(privateKey);
    const other = await new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: n!.slice(0, 8) }).sign(privateKey);
    expect(await get("/guarded", `Bearer ${other}`)).toMatchObject(invalid("the token is signed with an unknown key"));
  });
});

test("an issuer without https is refused at the start, as API Gateway refuses it", async () => {
  const assemblyDir = assembly("http://issuer.example");
  await expect(startCloud({ assemblyDir, dataDir: join(dir, "other") })).rejects.toThrow(/begins with https/);
});
