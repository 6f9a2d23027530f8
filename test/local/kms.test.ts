// KMS of the embedded cloud: a key signs for callers that have the grant, its public half checks it, and it outlives the process.
import { createPublicKey, verify } from "node:crypto";
import { mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetPublicKeyCommand, KMSClient, SignCommand, VerifyCommand } from "@aws-sdk/client-kms";
import { afterEach, expect, test } from "vitest";
import { type Cloud, startCloud } from "../../local/cloud.ts";
import { allow, att, ref, writeAssembly } from "./tiny-assembly.ts";

let cloud: Cloud | undefined;
afterEach(async () => {
  await cloud?.close();
  cloud = undefined;
});

const role = (statements: object[]) => ({
  Type: "AWS::IAM::Role",
  Properties: {
    AssumeRolePolicyDocument: {},
    Policies: [{ PolicyName: "own", PolicyDocument: { Statement: statements } }],
  },
});
const ASSEMBLY = {
  name: "App",
  resources: {
    Key: { Type: "AWS::KMS::Key", Properties: { KeySpec: "ECC_NIST_P256", KeyUsage: "SIGN_VERIFY", KeyPolicy: {} } },
    Box: { Type: "AWS::KMS::Key", Properties: { KeyPolicy: {} } },
    Signer: role([allow("kms:Sign", att("Key", "Arn"))]),
    Nobody: role([]),
  },
  outputs: { Key: { Value: att("Key", "Arn") }, Box: { Value: ref("Box") }, Signer: { Value: att("Signer", "Arn") } },
};

async function start(dataDir = mkdtempSync(join(tmpdir(), "kms-"))) {
  const assemblyDir = writeAssembly(ASSEMBLY);
  const started = await startCloud({ assemblyDir, dataDir });
  cloud = started;
  const { endpoint, region } = started;
  const client = (credentials = started.rootCredentials) =>
    new KMSClient({ endpoint, region, credentials, requestHandler: started.requestHandler() });
  return { started, client, dataDir };
}
const sign = (KeyId: string | undefined, Message = Buffer.from("said")) =>
  new SignCommand({ KeyId, Message, MessageType: "RAW", SigningAlgorithm: "ECDSA_SHA_256" });

test("who has the grant signs, and the public half checks it, also in the next process", async () => {
  const first = await start();
  const { Key, Signer } = first.started.outputs;
  const { Signature } = await first.client(first.started.assumeRole(Signer!)).send(sign(Key));
  await first.started.close();
  expect(statSync(join(first.dataDir, "kms.json")).mode & 0o777).toBe(0o600);
  const second = await start(first.dataDir);
  const { PublicKey, KeySpec, SigningAlgorithms } = await second.client().send(new GetPublicKeyCommand({ KeyId: Key }));
  expect({ KeySpec, SigningAlgorithms }).toEqual({ KeySpec: "ECC_NIST_P256", SigningAlgorithms: ["ECDSA_SHA_256"] });
  const key = createPublicKey({ key: Buffer.from(PublicKey!), format: "der", type: "spki" });
  expect(verify("sha256", Buffer.from("said"), key, Signature!)).toBe(true);
  expect(verify("sha256", Buffer.from("not said"), key, Signature!)).toBe(false);
});

test("without the grant nobody signs, and a grant to sign reads no key", async () => {
  const { started, client } = await start();
  const { Key, Signer } = started.outputs;
  const signer = client(started.assumeRole(Signer!));
  await expect(signer.send(new GetPublicKeyCommand({ KeyId: Key }))).rejects.toMatchObject({
    name: "AccessDeniedException",
  });
  const nobody = client(started.assumeRole(Signer!.replace("Signer", "Nobody")));
  await expect(nobody.send(sign(Key))).rejects.toMatchObject({ name: "AccessDeniedException" });
});

test("what KMS refuses is refused: a key of another use, one that is not there, a message that is too long", async () => {
  const { started, client } = await start();
  const { Key, Box } = started.outputs;
  await expect(client().send(sign(Box))).rejects.toMatchObject({ name: "InvalidKeyUsageException" });
  await expect(client().send(sign("nowhere"))).rejects.toMatchObject({ name: "NotFoundException" });
  await expect(client().send(sign(Key, Buffer.alloc(4097)))).rejects.toMatchObject({ name: "ValidationException" });
  const check = new VerifyCommand({
    ...{ KeyId: Key, Message: Buffer.from("said"), Signature: Buffer.from("s") },
    SigningAlgorithm: "ECDSA_SHA_256",
  });
  await expect(client().send(check)).rejects.toThrow("does not implement kms:Verify");
});
