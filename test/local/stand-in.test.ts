// A server outside the cloud in the place of a stack: the stack is not run, and what it exports leads to the server.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startCloud } from "../../local/cloud.ts";
import type { StandIn } from "../../local/stand-in.ts";
import { att, functionResources, join_, ref, type TinyStack, writeAssembly } from "./tiny-assembly.ts";

const TELL_URL = `
export async function handler() {
  return { statusCode: 200, body: process.env.PARTNER_URL };
}`;

const PARTNER: TinyStack = {
  name: "Partner",
  resources: {
    Front: { Type: "AWS::ApiGatewayV2::Api", Properties: { Name: "partner", ProtocolType: "HTTP" } },
    // Nothing like it is supported: a stack that is not run need not be understood.
    Cluster: { Type: "AWS::Unheard::Of", Properties: {} },
  },
  outputs: {
    Front: { Value: att("Front", "ApiEndpoint"), Export: { Name: "front" } },
    Parked: { Value: "a queue that is not there" },
  },
};

const OWN: TinyStack = {
  name: "Own",
  dependsOn: ["Partner"],
  handlers: { tell: TELL_URL },
  resources: {
    Api: { Type: "AWS::ApiGatewayV2::Api", Properties: { Name: "own", ProtocolType: "HTTP" } },
    ...functionResources("Tell", {
      key: "tell",
      environment: { PARTNER_URL: join_({ "Fn::ImportValue": "front" }, "/api/v1") },
    }),
    Permission: {
      Type: "AWS::Lambda::Permission",
      Properties: {
        Action: "lambda:InvokeFunction",
        FunctionName: att("Tell", "Arn"),
        Principal: "apigateway.amazonaws.com",
      },
    },
    Integration: {
      Type: "AWS::ApiGatewayV2::Integration",
      Properties: {
        ApiId: ref("Api"),
        IntegrationType: "AWS_PROXY",
        IntegrationUri: att("Tell", "Arn"),
        PayloadFormatVersion: "2.0",
      },
    },
    Route: {
      Type: "AWS::ApiGatewayV2::Route",
      Properties: { ApiId: ref("Api"), RouteKey: "GET /", Target: join_("integrations/", ref("Integration")) },
    },
  },
  outputs: { OwnUrl: { Value: att("Api", "ApiEndpoint") } },
};

const newDataDir = (): string => mkdtempSync(join(tmpdir(), "cloud-"));

test("functions reach the server at the address that it gave, and the server is told where the cloud's own APIs are", async () => {
  const told: string[] = [];
  const standIn: StandIn = {
    stack: "Partner",
    start: (apiAddress) => {
      told.push(apiAddress("own"));
      return Promise.resolve("http://127.0.0.1:4711");
    },
  };
  const cloud = await startCloud({ assemblyDir: writeAssembly(PARTNER, OWN), dataDir: newDataDir(), standIn });
  const answer = await fetch(`${String(cloud.outputs["OwnUrl"])}/`);
  expect(await answer.text()).toBe("http://127.0.0.1:4711/api/v1");
  expect(told).toEqual([cloud.outputs["OwnUrl"]]);
  expect(cloud.outputs).not.toHaveProperty("Parked");
  await cloud.close();
});

test("an assembly without the stack starts no server in its place", async () => {
  const standIn: StandIn = { stack: "Elsewhere", start: () => Promise.reject(new Error("started")) };
  const own = { ...OWN, dependsOn: [], resources: { Api: OWN.resources["Api"] ?? { Type: "" } } };
  const cloud = await startCloud({ assemblyDir: writeAssembly(own), dataDir: newDataDir(), standIn });
  expect(cloud.outputs["OwnUrl"]).toMatch(/^http:/);
  await cloud.close();
});

test("a server that cannot start ends the start of the cloud with its error", async () => {
  const standIn: StandIn = { stack: "Partner", start: () => Promise.reject(new Error("no port")) };
  const start = startCloud({ assemblyDir: writeAssembly(PARTNER, OWN), dataDir: newDataDir(), standIn });
  await expect(start).rejects.toThrow("no port");
});
