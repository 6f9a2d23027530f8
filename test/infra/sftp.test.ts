// The SFTP server of a deployment that asks for one: who may sign in, and what each user sees and may do. The roles are tried on the
// embedded cloud, across distributors.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { App } from "aws-cdk-lib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DeploymentSettings } from "../../contracts/deployment-settings.ts";
import { projectPath } from "../../infra/project-path.ts";
import { readProfiles } from "../../infra/read-profiles.ts";
import { readSettings } from "../../infra/read-settings.ts";
import { DataStack } from "../../infra/stacks/data-stack.ts";
import { type Cloud, startCloud } from "../../local/cloud.ts";
import type { CloudEvent } from "../../local/cloud-event.ts";
import { readAssembly } from "../../local/template/assembly.ts";
import { readResources } from "../../local/template/read-resources.ts";
import { SSH_PUBLIC_KEYS } from "../fixtures/ssh-public-keys.ts";
import { ALL_PARTS, actionsOf, Synthesized } from "./synthesized.ts";

describe("in the template", () => {
  const app = Synthesized.whole();

  test("is a public server with keys only, today's ciphers and a structured log", () => {
    const [server, ...others] = app.ofType("AWS::Transfer::Server");
    expect(others).toEqual([]);
    expect(server!.properties).toMatchObject({
      Protocols: ["SFTP"],
      EndpointType: "PUBLIC",
      IdentityProviderType: "SERVICE_MANAGED",
      SecurityPolicyName: "TransferSecurityPolicy-2024-01",
      ProtocolDetails: { SetStatOption: "ENABLE_NO_OP" },
      // Off by default in CloudFormation. With it an entry's target, which has no slash, is a folder unless it says otherwise. The
      // users' roles may not look that up: a list of `inbox/acme` without the slash has `inbox/acme-2/`, too.
      S3StorageOptions: { DirectoryListingOptimization: "ENABLED" },
    });
    const [log] = server!.properties.StructuredLogDestinations as unknown[];
    expect(app.target(log, server!)).toMatchObject({
      type: "AWS::Logs::LogGroup",
      properties: { RetentionInDays: 90 },
    });
    expect(app.templates.get(server!.stack)!.Outputs).toHaveProperty("SftpAddress");
  });

  test("users are the distributors whose profile has keys, each with a role of its own that only this server's users take", () => {
    const users = app.ofType("AWS::Transfer::User");
    expect(users.map(({ properties }) => properties.UserName).sort()).toEqual(["hooked", "mailed"]);
    const roles = users.map((user) => app.target(user.properties.Role, user));
    expect(new Set(roles.map(({ id }) => id)).size).toBe(users.length);
    for (const { properties } of roles) {
      const [trust] = properties.AssumeRolePolicyDocument.Statement;
      expect(trust.Principal).toEqual({ Service: "transfer.amazonaws.com" });
      expect(Object.keys(trust.Condition.StringEquals)).toEqual(["aws:SourceAccount"]);
      expect(JSON.stringify(trust.Condition.ArnLike["aws:SourceArn"])).toContain("ServerId");
    }
    const hooked = users.find(({ properties }) => properties.UserName === "hooked");
    expect(hooked!.properties.SshPublicKeys).toEqual([SSH_PUBLIC_KEYS.ed25519]);
  });

  test("a customer's key opens for a user only what S3 lets it have", () => {
    const dataKeyArn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    const keyed = new Synthesized({ dataKeyArn });
    const roles = keyed.ofType("AWS::Transfer::User").map((user) => keyed.target(user.properties.Role, user));
    const statements = roles.flatMap(({ id }) =>
      keyed
        .ofType("AWS::IAM::Policy")
        .filter(({ properties }) => properties.Roles.some((role: { Ref: string }) => role.Ref === id))
        .flatMap(({ properties }) => properties.PolicyDocument.Statement),
    );
    const ofKey = statements.filter((statement) => actionsOf(statement).some((action) => action.startsWith("kms:")));
    expect(ofKey).toHaveLength(roles.length);
    for (const { Resource, Condition } of ofKey) {
      expect(Resource).toBe(dataKeyArn);
      expect(JSON.stringify(Condition.StringEquals["kms:ViaService"])).toContain('"s3."');
    }
  });

  test("nothing of it is there unless it is asked for", () => {
    const without = new Synthesized({ sftp: "off" });
    expect(without.resources.filter(({ type, id }) => /Transfer|Sftp/.test(type + id))).toEqual([]);
    const { sftp: _, ...silent } = ALL_PARTS;
    expect(readSettings(new App({ context: silent }).node).sftp).toBe("off");
  });

  test("a server that could let nobody in is refused before it is paid for", () => {
    const settings: Partial<DeploymentSettings> = { distributorProfiles: "config/distributors.json" };
    expect(() => new Synthesized(settings)).toThrow(/sftp is on, and no profile has sftp.*Give a profile/);
  });
});

describe("on the embedded cloud", () => {
  const events: CloudEvent[] = [];
  let cloud: Cloud;
  let bucket: string;
  let users: Map<string, { role: string; mappings: Record<string, string> }>;

  beforeAll(async () => {
    const dir = mkdtempSync(join(tmpdir(), "sftp-"));
    const assemblyDir = join(dir, "assembly");
    // The data stack alone: the server and its users are in it, and no function has to be bundled.
    const app = new App({ outdir: assemblyDir, context: { ...ALL_PARTS } });
    const profiles = readProfiles(join(projectPath(), ALL_PARTS.distributorProfiles!));
    new DataStack(app, "Data", { settings: readSettings(app.node), profiles });
    app.synth();
    cloud = await startCloud({ assemblyDir, dataDir: join(dir, "cloud"), onEvent: (event) => events.push(event) });
    bucket = cloud.outputs["FilesBucketName"]!;
    const resources = readResources(readAssembly(assemblyDir), { endpoint: cloud.endpoint, apis: new Map() });
    users = new Map(
      resources.ofType("AWS::Transfer::User").map(({ properties }) => {
        const mappings = properties["HomeDirectoryMappings"] as { Entry: string; Target: string }[];
        return [
          String(properties["UserName"]),
          {
            role: String(properties["Role"]),
            mappings: Object.fromEntries(mappings.map(({ Entry, Target }) => [Entry, Target])),
          },
        ];
      }),
    );
  });
  afterAll(() => cloud.close());

  /** As Transfer Family acts for a user. */
  const as = (user: string): S3Client => client(cloud.assumeRole(users.get(user)!.role));
  const client = (credentials: Cloud["rootCredentials"]): S3Client =>
    new S3Client({ region: cloud.region, endpoint: cloud.endpoint, forcePathStyle: true, credentials });
  const denied = { name: "AccessDenied" };

  test("says that no server is started", () => {
    expect(events).toContainEqual({
      type: "notRunHere",
      resource: expect.stringMatching(/^Data\/SftpServer/),
      reason: expect.stringContaining("No SFTP server is started"),
    });
  });

  test("a user sees its inbox, its results and its feed, and no other folder", () => {
    expect(users.get("hooked")!.mappings).toEqual({
      "/inbox": `/${bucket}/inbox/hooked`,
      "/results": `/${bucket}/results/hooked`,
    });
    expect(users.get("mailed")!.mappings).toMatchObject({ "/feed": `/${bucket}/feeds/mailed` });
  });

  test("a user uploads beside the name, renames, and fetches its results", async () => {
    const mine = as("hooked");
    const [part, whole] = ["inbox/hooked/orders.csv.filepart", "inbox/hooked/orders.csv"];
    await mine.send(new PutObjectCommand({ Bucket: bucket, Key: part, Body: "order_ref\n1\n" }));
    await mine.send(new CopyObjectCommand({ Bucket: bucket, Key: whole, CopySource: `${bucket}/${part}` }));
    await mine.send(new DeleteObjectCommand({ Bucket: bucket, Key: part }));
    const { Contents } = await mine.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: "inbox/hooked/" }));
    expect(Contents!.map(({ Key }) => Key)).toEqual([whole]);
    const root = client(cloud.rootCredentials);
    await root.send(new PutObjectCommand({ Bucket: bucket, Key: "results/hooked/o-f-1/results.csv", Body: "r" }));
    const got = await mine.send(new GetObjectCommand({ Bucket: bucket, Key: "results/hooked/o-f-1/results.csv" }));
    expect(await got.Body!.transformToString()).toBe("r");
  });

  const put = (Key: string) => (s3: S3Client) => s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: "x" }));
  const get = (Key: string) => (s3: S3Client) => s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
  const remove = (Key: string) => (s3: S3Client) => s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
  const list = (Prefix?: string) => (s3: S3Client) => s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }));

  test.each([
    ["put into another's inbox", put("inbox/mailed/orders.csv")],
    ["put into a folder that begins like its own", put("inbox/hooked-2/orders.csv")],
    ["change its results", put("results/hooked/o-f-1/results.csv")],
    ["delete its results", remove("results/hooked/o-f-1/results.csv")],
    ["read another's results", get("results/mailed/o-f-1/results.csv")],
    ["read another's feed", get("feeds/mailed/export.csv")],
    ["list another's inbox", list("inbox/mailed/")],
    ["list what begins like its own", list("inbox/hooked")],
    ["list the bucket", list()],
  ])("a user may not %s", async (_, act) => {
    await expect(act(as("hooked"))).rejects.toMatchObject(denied);
  });
});
