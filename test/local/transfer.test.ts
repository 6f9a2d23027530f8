// SFTP servers and users of a template: no server is started, and what Transfer Family would refuse stops the start by name.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { CloudEvent } from "../../local/cloud-event.ts";
import { startCloud } from "../../local/cloud.ts";
import { SSH_PUBLIC_KEYS } from "../fixtures/ssh-public-keys.ts";
import { att, join_, ref, type Resources, writeAssembly } from "./tiny-assembly.ts";

const trusted = (service: string) => ({
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: service } }],
});
const target = (path: string) => join_("/", ref("Files"), path);

const ACME = {
  ServerId: att("Server", "ServerId"),
  UserName: "acme",
  Role: att("Role", "Arn"),
  HomeDirectoryType: "LOGICAL",
  HomeDirectoryMappings: [{ Entry: "/inbox", Target: target("/inbox/acme") }],
};

async function start(user: object, server: object = {}, more: Resources = {}): Promise<CloudEvent[]> {
  const resources: Resources = {
    Files: { Type: "AWS::S3::Bucket" },
    Role: {
      Type: "AWS::IAM::Role",
      Properties: { AssumeRolePolicyDocument: trusted("transfer.amazonaws.com") },
    },
    Stranger: { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: trusted("lambda.amazonaws.com") } },
    Server: { Type: "AWS::Transfer::Server", Properties: { Protocols: ["SFTP"], ...server } },
    User: {
      Type: "AWS::Transfer::User",
      Properties: { ...ACME, SshPublicKeys: [SSH_PUBLIC_KEYS.ed25519], ...user },
    },
    ...more,
  };
  const events: CloudEvent[] = [];
  const cloud = await startCloud({
    assemblyDir: writeAssembly({ name: "Data", resources }),
    dataDir: mkdtempSync(join(tmpdir(), "transfer-")),
    onEvent: (event) => events.push(event),
  });
  await cloud.close();
  return events;
}

test("a server with its users is checked, and the owner is told that nobody can connect", async () => {
  expect(await start({})).toEqual([
    { type: "notRunHere", resource: "Data/Server", reason: expect.stringMatching(/^No SFTP server is started/) },
  ]);
});

test.each(Object.entries(SSH_PUBLIC_KEYS))("a key of the type %s is taken", async (_, key) => {
  await expect(start({ SshPublicKeys: [`${key} jane@laptop`] })).resolves.toHaveLength(1);
});

const mapped = (...paths: [unknown, unknown][]) => ({
  HomeDirectoryMappings: paths.map(([Entry, Target]) => ({ Entry, Target })),
});

test.each([
  [{ UserName: "ab" }, /Data\/User: AWS::Transfer::User: UserName: ab is not 3 to 100/],
  [{ UserName: "root" }, /root is refused/],
  [{ ServerId: "s-1234" }, /ServerId: no such server/],
  [{ Role: "arn:aws:iam::000000000000:role/nobody" }, /Role: no such role/],
  [{ Role: att("Stranger", "Arn") }, /Role: it does not trust transfer\.amazonaws\.com/],
  [{ HomeDirectoryType: "PATH" }, /not taken without it/],
  [{ HomeDirectoryMappings: [] }, /needed with HomeDirectoryType LOGICAL/],
  [mapped(["inbox", target("/inbox/acme")]), /Entry inbox is not a path that begins with \//],
  [mapped(["/inbox", join_(ref("Files"), "/inbox")]), /Target .* is not a path that begins with \//],
  [mapped(["/inbox", "/another-bucket/inbox"]), /\/another-bucket\/inbox begins with no bucket/],
  [mapped(["/", target("/inbox")], ["/results", target("/results")]), /\/results and \/ overlap/],
  [mapped(["/in", target("/a")], ["/in/deep", target("/b")]), /\/in\/deep and \/in overlap/],
  [{ SshPublicKeys: ["AAAAC3NzaC1lZDI1NTE5"] }, /SshPublicKeys\[0\]: not a public key as OpenSSH writes it/],
  [{ SshPublicKeys: [`ssh-dss ${SSH_PUBLIC_KEYS.rsa.split(" ")[1]!}`] }, /ssh-dss is not a type/],
  [{ SshPublicKeys: [`ssh-rsa ${SSH_PUBLIC_KEYS.ed25519.split(" ")[1]!}`] }, /not a key of type ssh-rsa/],
  [{ SshPublicKeys: Array.from({ length: 11 }, () => SSH_PUBLIC_KEYS.ed25519) }, /11 are more than 10/],
  [{ PosixProfile: { Uid: 1, Gid: 1 } }, /property PosixProfile of AWS::Transfer::User is not supported/],
])("%o is refused", async (user, words) => {
  await expect(start(user)).rejects.toThrow(words);
});

test.each([
  [{ Protocols: ["SFTP", "FTP"] }, /Protocols: SFTP, FTP is not supported/],
  [{ IdentityProviderType: "AWS_LAMBDA" }, /IdentityProviderType: AWS_LAMBDA is not supported/],
  [{ SecurityPolicyName: "newest" }, /SecurityPolicyName: newest is not the name of a policy/],
])("a server with %o is refused", async (server, words) => {
  await expect(start({}, server)).rejects.toThrow(words);
});

test("a server has each user once", async () => {
  const again = { Type: "AWS::Transfer::User", Properties: ACME };
  await expect(start({}, {}, { Again: again })).rejects.toThrow(/the server has a user acme already/);
});
