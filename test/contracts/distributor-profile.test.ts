// Which AWS access a distributor's profile may ask for, and what it is told where it asks for something else.
import { expect, test } from "vitest";
import { DistributorProfilesSchema } from "../../contracts/distributor-profile.ts";

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

test("a feed from a prefix is one that the distributor's role may write to", () => {
  const fed = (prefix: string) => ({ feed: { from: { prefix }, at: "02:45", timeZone: "UTC" } });
  expect(faultsOf({ acme: profile(access(ARN), fed("feeds/acme/nightly/")) })).toEqual([]);
  expect(faultsOf({ acme: profile(access(ARN), fed("feeds/acme-west/")) })).toEqual([
    "acme.feed.from.prefix: must begin with feeds/acme/, the only one that the AWS role of acme may write to",
  ]);
});
