// The role of a distributor in the template: whom it trusts, and every action, resource and condition that it has.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Synthesized } from "./synthesized.ts";

const principal = "arn:aws:iam::111122223333:role/orders";
const longest = "a".repeat(63);

function synthesized(profiles: object, settings: object = {}): Synthesized {
  const file = join(mkdtempSync(join(tmpdir(), "apex-bulk-profiles-")), "profiles.json");
  writeFileSync(file, JSON.stringify(profiles));
  return new Synthesized({ sftp: "off", distributorProfiles: file, ...settings });
}
const roles = (app: Synthesized) => app.ofType("AWS::IAM::Role").filter(({ id }) => id.startsWith("RoleOf"));
/** With the bucket's ARN as `BUCKET`. */
const statements = (app: Synthesized) =>
  JSON.parse(
    JSON.stringify(roles(app)[0]!.properties.Policies[0].PolicyDocument.Statement)
      .replaceAll(/\{"Fn::Join":\["",\[\{"Fn::GetAtt":\["FilesBucket\w+","Arn"\]\},"([^"]+)"\]\]\}/g, '"BUCKET$1"')
      .replaceAll(/\{"Fn::GetAtt":\["FilesBucket\w+","Arn"\]\}/g, '"BUCKET"'),
  );
const acme = { name: "Acme", spIds: "*", awsAccess: { principal, externalId: "acme-1" } };

test("it trusts one principal that sends the agreed id, and does three things", () => {
  const app = synthesized({ acme });
  const [role, ...others] = roles(app);
  expect(others).toEqual([]);
  expect(role!.properties.AssumeRolePolicyDocument.Statement).toEqual([
    {
      Action: "sts:AssumeRole",
      Condition: { StringEquals: { "sts:ExternalId": "acme-1" } },
      Effect: "Allow",
      Principal: { AWS: principal },
    },
  ]);
  expect(role!.properties.Policies).toHaveLength(1);
  expect(role!.properties.ManagedPolicyArns).toBeUndefined();
  expect(statements(app)).toEqual([
    { Action: "s3:PutObject", Effect: "Allow", Resource: "BUCKET/inbox/acme/*" },
    { Action: "s3:GetObject", Effect: "Allow", Resource: "BUCKET/results/acme/*" },
    {
      Action: "s3:ListBucket",
      Condition: { StringLike: { "s3:prefix": ["inbox/acme/*", "results/acme/*"] } },
      Effect: "Allow",
      Resource: "BUCKET",
    },
  ]);
  expect(
    app.ofType("AWS::IAM::Policy").filter(({ properties }) => JSON.stringify(properties.Roles).includes("RoleOf")),
  ).toEqual([]);
});

test("a key of the customer's is used through S3 alone", () => {
  const dataKeyArn = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  const [, , , key, ...others] = statements(synthesized({ acme }, { dataKeyArn }));
  expect(others).toEqual([]);
  expect(key).toMatchObject({
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Resource: dataKeyArn,
    Condition: {
      StringEquals: {
        "kms:ViaService": { "Fn::Join": ["", ["s3.", { Ref: "AWS::Region" }, ".", { Ref: "AWS::URLSuffix" }]] },
      },
    },
  });
});

test("its name fits, however long the distributor's is, and differs where only the end of that does", () => {
  const long = (end: string) => ({ ...acme, awsAccess: { principal, externalId: `acme-${end}` } });
  const app = synthesized(
    { [`${longest.slice(1)}b`]: long("b"), [`${longest.slice(1)}c`]: long("c") },
    { stage: "production" },
  );
  const names = roles(app).map(({ properties }) => {
    const [, parts] = properties.RoleName["Fn::Join"];
    return parts.map((part: unknown) => (typeof part === "string" ? part : "ap-southeast-2")).join("");
  });
  expect(new Set(names).size).toBe(2);
  for (const name of names) expect(name.length).toBeLessThanOrEqual(64);
});

test("without such a profile there is none", () => {
  expect(roles(synthesized({ acme: { name: "Acme", spIds: "*" } }))).toEqual([]);
});

test("a wrong profile stops the synthesis, by its name", () => {
  const wrong = { ...acme, awsAccess: { principal: "*", externalId: "acme-1" } };
  expect(() => synthesized({ acme: wrong })).toThrow(/acme\.awsAccess\.principal: must be the ARN/);
});
