// Which keys a profile may have for the SFTP server, what is said of the others, and who may be a user at all.
import { describe, expect, test } from "vitest";
import { DistributorProfilesSchema } from "../../contracts/distributor-profile.ts";
import { SftpSchema } from "../../contracts/sftp.ts";
import { SSH_PUBLIC_KEYS } from "../fixtures/ssh-public-keys.ts";

const { weak, ...good } = SSH_PUBLIC_KEYS;
const faultsOf = (...sshPublicKeys: string[]): string[] =>
  SftpSchema.safeParse({ sshPublicKeys }).error?.issues.map(({ message }) => message) ?? [];

describe("a key", () => {
  test.each(Object.entries(good))("%s is taken, without the comment that names a person", (_, key) => {
    expect(SftpSchema.parse({ sshPublicKeys: [` ${key} jane@laptop\n`] })).toEqual({ sshPublicKeys: [key] });
  });

  test.each(Object.entries(good))("%s that was cut off or mixed up is refused", (_, key) => {
    expect(faultsOf(key.slice(0, -8))).toEqual([expect.stringMatching(/^not a whole .* key.*Give the one line/)]);
    const [type, base64] = key.split(" ");
    const other = type === "ssh-rsa" ? "ssh-ed25519" : "ssh-rsa";
    expect(faultsOf(`${other} ${base64!}`)).toHaveLength(1);
  });

  test.each([
    [weak, /^an RSA key of fewer than 2048 bits/],
    ["-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNza\n-----END OPENSSH PRIVATE KEY-----", /^a private key, which must/],
    [`ssh-dss ${good.rsa.split(" ")[1]!}`, /^does not begin with a type/],
    ["---- BEGIN SSH2 PUBLIC KEY ----", /^does not begin with a type/],
    [`${good.ed25519}\n${good.rsa}`, /^more than one line/],
    ["", /^does not begin with a type/],
  ])("%j is refused with its reason and fix, and never repeated", (key, words) => {
    const [fault, ...others] = faultsOf(key);
    expect(others).toEqual([]);
    expect(fault).toMatch(words);
    expect(fault).toContain("`ssh-keygen -t ed25519`");
    expect(fault).not.toContain("AAAA");
  });

  test("is given once, and there are one to ten", () => {
    expect(faultsOf(good.ed25519, `${good.ed25519} again@laptop`)).toEqual([expect.stringContaining("twice")]);
    expect(faultsOf()).toHaveLength(1);
    expect(faultsOf(...Array.from({ length: 11 }, () => good.ed25519)).length).toBeGreaterThan(0);
  });
});

test.each(["ab", "root"])("a distributor called %s cannot be a user of Transfer Family", (name) => {
  const profile = { name: "Acme", spIds: "*", sftp: { sshPublicKeys: [good.ed25519] } };
  const parsed = DistributorProfilesSchema.safeParse({ [name]: profile });
  expect(parsed.error?.issues).toEqual([
    expect.objectContaining({ path: [name, "sftp"], message: expect.stringMatching(/at least three characters/) }),
  ]);
  expect(DistributorProfilesSchema.safeParse({ acme: profile, [name]: { name: "A", spIds: "*" } }).success).toBe(true);
});
