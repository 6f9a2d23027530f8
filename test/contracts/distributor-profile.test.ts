// Which AWS access a distributor's profile may ask for, and what it is told where it asks for something else.
import { expect, test } from "vitest";
import { DistributorProfilesSchema } from "../../contracts/distributor-profile.ts";
import { SSH_PUBLIC_KEYS } from "../fixtures/ssh-public-keys.ts";

const ARN = "arn:aws:iam::111122223333:role/orders";
const profile = (awsAccess: object, more: object = {}) => ({ name: "Acme", spIds: "*", awsAccess, ...more });
const access = (principal: string, externalId = "acme-1") => ({ principal, externalId });

function faultsOf(profiles: object): string[] {
  const { error } = DistributorProfilesSchema.safeParse(profiles);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

test.each([
  ARN,
  "arn:aws:iam::111122223333:role/teams/orders/nightly",
  "arn:aws:iam::111122223333:user/ann@acme.example",
  "arn:aws:iam::111122223333:root",
  "arn:aws-us-gov:iam::111122223333:role/orders",
])("%s may be named", (principal) => {
  expect(faultsOf({ acme: profile(access(principal)) })).toEqual([]);
});

test.each([
  "*",
  "111122223333",
  "arn:aws:iam::*:role/orders",
  "arn:aws:iam::111122223333:role/*",
  "arn:aws:iam::1111:root",
  "arn:aws:sts::111122223333:assumed-role/orders/session",
  "s3.amazonaws.com",
])("%s is refused: it is not one known principal", (principal) => {
  expect(faultsOf({ acme: profile(access(principal)) })).toEqual([
    "acme.awsAccess.principal: must be the ARN of a role, a user or the root of an AWS account, such as arn:aws:iam::111122223333:role/orders",
  ]);
});

test("the id is needed, has a form that STS takes, and belongs to one distributor", () => {
  expect(faultsOf({ acme: profile({ principal: ARN }) })[0]).toMatch(/^acme\.awsAccess\.externalId: /);
  expect(faultsOf({ acme: profile(access(ARN, "a b")) })[0]).toMatch(/must have 2 to 1224 letters/);
  expect(faultsOf({ acme: profile(access(ARN)), bolt: profile(access(ARN)) })).toEqual([
    "bolt.awsAccess.externalId: acme has the same one, and each distributor needs its own",
  ]);
});

test("names that IAM cannot tell apart are refused", () => {
  expect(faultsOf({ acme: profile(access(ARN)), Acme: profile(access(ARN, "acme-2")) })).toEqual([
    "Acme.awsAccess: acme has an AWS role, too, and IAM's names do not tell capital letters from small ones",
  ]);
});

test("names that would give two roles one stack output are refused, with what to do", () => {
  expect(faultsOf({ "acme-north": profile(access(ARN)), "ACME.north": profile(access(ARN, "acme-2")) })).toEqual([
    "ACME.north.awsAccess: acme-north has an AWS role, too, and the stack output that tells its ARN has letters and digits only: DistributorRoleACMEnorthArn. Name one of the two distributors otherwise, or take awsAccess out of one",
  ]);
  const { awsAccess: _, ...without } = profile(access(ARN));
  expect(faultsOf({ "acme-north": profile(access(ARN)), "acme.north": without })).toEqual([]);
});

test.each([
  ["without AWS access", {}],
  ["with an AWS role", { awsAccess: access(ARN) }],
  ["with SFTP", { sftp: { sshPublicKeys: [SSH_PUBLIC_KEYS.ed25519] } }],
])("a feed from a prefix is from the distributor's own, %s", (_, more) => {
  const fed = (prefix: string) => ({ feed: { from: { prefix }, at: "02:45", timeZone: "UTC" } });
  const acme = (prefix: string) => faultsOf({ acme: { name: "Acme", spIds: "*", ...more, ...fed(prefix) } });
  expect(acme("feeds/acme/nightly/")).toEqual([]);
  for (const other of ["feeds/acme-west/", "feeds/bolt/", "feeds/Acme/"]) {
    expect(acme(other)).toEqual([
      "acme.feed.from.prefix: must begin with feeds/acme/, the only prefix that exports of acme are put under and read from. Write feeds/acme/",
    ]);
  }
});
