// What a deployment may choose, by stage, and what it is told when it chooses wrongly: the setting, the reason, the fix.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { describe, expect, test } from "vitest";
import { DeploymentSettingsSchema } from "../../contracts/deployment-settings.ts";
import { projectPath } from "../../infra/project-path.ts";
import { profilesFile } from "../../infra/read-profiles.ts";
import { readSettings } from "../../infra/read-settings.ts";
import { makeApp } from "../../infra/synth.ts";
import { STAGE_DEFAULTS } from "../../infra/stage-defaults.ts";
import { ALL_PARTS, Synthesized } from "./synthesized.ts";

const CERTIFICATE = "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd";
const read = (context: Record<string, unknown>) => readSettings(new App({ context }).node);
const refusal = (context: Record<string, unknown>): string => {
  try {
    read(context);
  } catch (error) {
    return String(error);
  }
  return "accepted";
};

describe("what is said", () => {
  test("nothing: the values of production", () => {
    expect(read({})).toMatchObject({ rollout: "gradual", terminationProtection: "on", deletionProtection: "on" });
  });

  test("the command line goes before cdk.json, cdk.json before the stage, the stage before the rest", () => {
    const stages = { dev: { rollout: "gradual", callsPerSecond: 7 }, prod: { callsPerSecond: 9 } };
    expect(read({ stage: "dev", stages, callsPerSecond: "8" })).toMatchObject({
      callsPerSecond: 8,
      rollout: "gradual",
      terminationProtection: "off",
      retryAttempts: 6,
    });
    expect(read({ stage: "prod", stages })).toMatchObject({ callsPerSecond: 9, terminationProtection: "on" });
  });

  test("a stage in cdk.json may name its distributors' profiles; the file is found from the project's folder", () => {
    const stages = { test: { distributorProfiles: "config/distributors.test.json" } };
    const file = (context: object) => profilesFile(new App({ context: { stages, ...context } }).node);
    expect(file({ stage: "test" })).toBe(join(projectPath(), "config/distributors.test.json"));
    expect(file({ stage: "prod" })).toBe(join(projectPath(), "config/distributors.json"));
    expect(file({ stage: "test", distributorProfiles: "mine.json" })).toBe(join(projectPath(), "mine.json"));
  });

  test("what a profile asks for is made with the profiles of the stage", () => {
    const stages = { test: { distributorProfiles: ALL_PARTS.distributorProfiles, mailFrom: ALL_PARTS.mailFrom } };
    const outDir = mkdtempSync(join(tmpdir(), "apex-bulk-profiles-"));
    const context = { stage: "test", stages, "aws:cdk:bundling-stacks": [] };
    const { stacks } = makeApp({ outDir, context }).synth();
    const data = stacks.find(({ stackName }) => stackName === "ApexBulkTestData");
    expect(JSON.stringify(data!.template)).toContain("apex-bulk-test/distributors/hooked/webhook");
    rmSync(outDir, { recursive: true });
  });

  test.each(Object.entries(STAGE_DEFAULTS))("%s has settings that the schema knows", (stage, given) => {
    expect(DeploymentSettingsSchema.safeParse({ stage, ...given })).toMatchObject({ success: true });
  });

  test("every setting can say what it is", () => {
    for (const [name, setting] of Object.entries(DeploymentSettingsSchema.shape)) {
      expect(setting.description?.length, name).toBeGreaterThan(20);
    }
  });
});

describe("what is wrong", () => {
  test.each([
    [
      { orderingUrl: "apex.example" },
      /orderingUrl: Invalid URL \(it is "apex.example"\)\. Give .*https:\/\/host\/api\/v1/,
    ],
    [{ callsPerSecond: "fast" }, /callsPerSecond: .*\(it is "fast"\)\. Give calls per second/],
    [{ stage: "Prod" }, /stage: not two to ten lower-case letters/],
    [{ orderingURL: "https://host/" }, /orderingURL: no setting has this name\. Write orderingUrl\./],
    [{ orderingBehaviour: "{}" }, /orderingBehaviour: no setting has this name\. Write orderingBehavior\./],
    [{ colour: "red" }, /colour: no setting has this name\. Known are stage, /],
    [{ stage: "prod", stages: { prod: { alarmMail: "a@b.example" } } }, /alarmMail: no setting has this name/],
    [{ stage: "prod", stages: "prod" }, /stages in cdk.json is not an object/],
    [{ stage: "prod", stages: { prod: { stage: "test" } } }, /stages.prod.stage in cdk.json says the stage again/],
    [{ personalDataDays: 30 }, /personalDataDays: .*\(it is 30\)\. Give days after which .*180 to 3650/],
    [{ callbackDomain: "callbacks.example.com" }, /callbackCertificateArn: callbackDomain is given/],
    [
      { frontDoorCertificateArn: CERTIFICATE },
      /frontDoorDomain: frontDoorCertificateArn is given, and one does nothing/,
    ],
    [
      { frontDoorDomain: "orders.example.com", frontDoorCertificateArn: CERTIFICATE },
      /frontDoorIssuer: frontDoorDomain is given, and without an issuer there is no front door/,
    ],
    [
      {
        ...{
          frontDoorIssuer: "https://issuer.example",
          frontDoorDomain: "a.example.com",
          callbackDomain: "a.example.com",
        },
        ...{ frontDoorCertificateArn: CERTIFICATE, callbackCertificateArn: CERTIFICATE },
      },
      /frontDoorDomain: it is callbackDomain, too.* Give another name/,
    ],
    [{ frontDoorAudience: "apex-bulk" }, /frontDoorIssuer: frontDoorAudience is given, .* Give both, or neither/],
    [
      { frontDoorIssuer: "https://issuer.example" },
      /frontDoorAudience: frontDoorIssuer is given, .* Give both, or neither/,
    ],
    [{ retryBaseSeconds: 10, retryCapSeconds: 5 }, /retryCapSeconds: 5 is less than retryBaseSeconds \(10\)/],
    [{ dataKeyArn: "alias/mine" }, /dataKeyArn: not an ARN such as arn:aws:kms/],
  ])("%j is refused by name, with the reason and the fix", (context, words) => {
    expect(refusal(context)).toMatch(words);
  });

  test("all faults are told at once", () => {
    expect(refusal({ retryAttempts: 0, alarmEmail: "nobody" }).match(/ Give /g)).toHaveLength(2);
  });

  test("an account without room for all consumers is refused before anything is made", () => {
    expect(() => new Synthesized({ accountConcurrency: 100 })).toThrow(
      /accountConcurrency: 100 is too few\..* (\d+) are needed\. Ask AWS for more/,
    );
    const [, needed] = /(\d+) are needed/.exec(refusalOfSynth(10)) ?? [];
    expect(new Synthesized({ accountConcurrency: Number(needed) }).resources.length).toBeGreaterThan(100);
  });
});

function refusalOfSynth(accountConcurrency: number): string {
  try {
    return String(new Synthesized({ accountConcurrency }));
  } catch (error) {
    return String(error);
  }
}

describe("what is kept", () => {
  const app = new Synthesized({ stage: "prod" });
  const keptTypes = ["AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SecretsManager::Secret"];
  const NAME_OF = { "AWS::DynamoDB::Table": "TableName", "AWS::S3::Bucket": "BucketName" } as Record<string, string>;

  test("data and secrets stay when a stack is deleted, under names that a later deployment meets again", () => {
    const kept = app.ofType(...keptTypes);
    expect(kept).toHaveLength(8);
    for (const { stack, id, type, properties } of kept) {
      const name: unknown = properties[NAME_OF[type] ?? "Name"];
      expect(JSON.stringify(name), id).toContain("apex-bulk-prod");
      expect(app.templates.get(stack)!.Resources[id], id).toMatchObject({
        DeletionPolicy: "Retain",
        UpdateReplacePolicy: "Retain",
      });
    }
  });

  test("nobody deletes a table by mistake, but in dev", () => {
    const protectionOf = (stage: string) =>
      new Synthesized({ stage })
        .ofType("AWS::DynamoDB::Table")
        .map(({ properties }) => properties.DeletionProtectionEnabled as boolean);
    expect(protectionOf("prod")).toEqual([true, true]);
    expect(protectionOf("dev")).toEqual([false, false]);
  });

  test("secrets that are there already are used, not made", () => {
    const again = new Synthesized({ stage: "prod", secrets: "existing" });
    expect(again.ofType("AWS::SecretsManager::Secret")).toEqual([]);
    const policies = JSON.stringify(again.ofType("AWS::IAM::Policy").map(({ properties }) => properties));
    expect(policies).toContain(":secret:apex-bulk-prod/webhook-secret-??????");
    // By name: an ARN that ends in `-secret` would be a complete one to Secrets Manager, of a secret that is not there.
    const idsIn = (variable: string) =>
      again
        .ofType("AWS::Lambda::Function")
        .flatMap(({ properties }) => properties.Environment.Variables[variable] ?? [])
        .filter((id, at, ids) => ids.indexOf(id) === at);
    expect(idsIn("WEBHOOK_SECRET")).toEqual(["apex-bulk-prod/webhook-secret"]);
    expect(idsIn("ORDERING_API_CREDENTIALS_SECRET")).toEqual(["apex-bulk-prod/ordering-api-credentials"]);
  });
});

test("a customer-managed key encrypts what is kept, and every reader of it may use the key", () => {
  const dataKeyArn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  const app = new Synthesized({ dataKeyArn });
  const kept = app.ofType("AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SecretsManager::Secret");
  for (const { id, properties } of kept) expect(JSON.stringify(properties), id).toContain(dataKeyArn);
  const reads = /dynamodb:GetItem|s3:GetObject|secretsmanager:GetSecretValue/;
  const readers = app.ofType("AWS::IAM::Policy").filter(({ properties }) => reads.test(JSON.stringify(properties)));
  expect(readers.length).toBeGreaterThan(10);
  for (const { id, properties } of readers) expect(JSON.stringify(properties), id).toContain("kms:Decrypt");
});

test("a domain of the customer's takes callbacks, and our own Ordering API calls it there", () => {
  const app = new Synthesized({ callbackDomain: "callbacks.example.com", callbackCertificateArn: CERTIFICATE });
  const [domain] = app.ofType("AWS::ApiGatewayV2::DomainName");
  expect(domain!.properties.DomainName).toBe("callbacks.example.com");
  expect(app.ofType("AWS::ApiGatewayV2::ApiMapping")).toHaveLength(1);
  const server = app.ofType("AWS::Lambda::Function").find(({ id }) => id.startsWith("OrderingApi"));
  expect(server!.properties.Environment.Variables.CALLBACK_BASE_URL).toBe("https://callbacks.example.com");
});

test("a domain of the customer's is the front door's, beside that of the callbacks", () => {
  const app = new Synthesized({
    ...{ callbackDomain: "callbacks.example.com", callbackCertificateArn: CERTIFICATE },
    ...{ frontDoorDomain: "orders.example.com", frontDoorCertificateArn: CERTIFICATE },
  });
  const apiOf = new Map(
    app
      .ofType("AWS::ApiGatewayV2::ApiMapping")
      .map((mapping) => [
        app.target(mapping.properties.DomainName, mapping).properties.DomainName,
        app.target(mapping.properties.ApiId, mapping).properties.Name,
      ]),
  );
  expect(Object.fromEntries(apiOf)).toEqual({
    "callbacks.example.com": "apex-bulk-callbacks",
    "orders.example.com": "apex-bulk-front-door",
  });
  for (const { properties } of app.ofType("AWS::ApiGatewayV2::DomainName")) {
    expect(properties.DomainNameConfigurations).toMatchObject([
      { CertificateArn: CERTIFICATE, EndpointType: "REGIONAL", SecurityPolicy: "TLS_1_2" },
    ]);
  }
  const outputs = Object.values(app.templates.get("ApexBulkData")!.Outputs!) as {
    Value: unknown;
    Description?: string;
  }[];
  expect(app.templates.get("ApexBulkData")!.Outputs!["FrontDoorUrl"]!.Value).toBe("https://orders.example.com");
  expect(outputs.flatMap(({ Description = [] }) => Description).sort()).toEqual([
    "CNAME of callbacks.example.com",
    "CNAME of orders.example.com",
  ]);
});

test("what is billed can be told by deployment and stage", () => {
  const outDir = mkdtempSync(join(tmpdir(), "apex-bulk-tags-"));
  const settings = { stage: "test", costCenter: "1234" };
  const { stacks } = makeApp({ outDir, settings, context: { "aws:cdk:bundling-stacks": [] } }).synth();
  rmSync(outDir, { recursive: true });
  for (const { tags } of stacks) {
    // CloudFormation puts them on everything in the stack.
    expect(tags).toEqual({
      Application: "apex-bulk",
      CostCenter: "1234",
      Deployment: "apex-bulk-test",
      Stage: "test",
    });
  }
});

test.each([
  [{ stage: "prod" }, [/^Orders go to the sandbox.* Set orderingUrl/, /^Nobody is told.* Set alarmEmail/]],
  [{ stage: "prod", orderingUrl: "https://apex.example/api/v1", alarmEmail: "oncall@example.com" }, []],
  [{ stage: "dev" }, []],
])("%o is warned of what nobody wants in production", (settings, expected) => {
  const outDir = mkdtempSync(join(tmpdir(), "apex-bulk-warnings-"));
  const { stacks } = makeApp({ outDir, settings, context: { "aws:cdk:bundling-stacks": [] } }).synth();
  rmSync(outDir, { recursive: true });
  const warnings = stacks.flatMap(({ messages }) => messages.map(({ entry }) => String(entry.data)));
  expect(warnings).toEqual(expected.map((words) => expect.stringMatching(words)));
});
