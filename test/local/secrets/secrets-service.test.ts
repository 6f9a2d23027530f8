// What a secret is found by: its name, its ARN, and its ARN without the six characters behind the name, where AWS can tell.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { SecretsService } from "../../../local/secrets/secrets-service.ts";

const ARN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:";

function withSecret(name: string): (secretId: string) => object {
  const secrets = new SecretsService(join(mkdtempSync(join(tmpdir(), "secrets-")), "secrets.json"));
  secrets.create({ name, arn: `${ARN}${name}-aB3xYz` }, { SecretString: "s" }, undefined);
  return (SecretId) => secrets.call("GetSecretValue", { SecretId });
}

test("a secret is found by its name, its ARN, and its ARN without the six characters", () => {
  const get = withSecret("apex-bulk/credentials");
  for (const id of ["apex-bulk/credentials", `${ARN}apex-bulk/credentials-aB3xYz`, `${ARN}apex-bulk/credentials`]) {
    expect(get(id), id).toMatchObject({ Name: "apex-bulk/credentials", SecretString: "s" });
  }
});

test("a partial ARN that ends like a complete one names no secret, as on AWS", () => {
  const get = withSecret("apex-bulk/webhook-secret");
  expect(() => get(`${ARN}apex-bulk/webhook-secret`)).toThrow("can't find the specified secret");
  expect(get("apex-bulk/webhook-secret")).toMatchObject({ SecretString: "s" });
});
