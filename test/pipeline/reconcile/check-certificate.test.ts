// A certificate is believed only as it was signed, by the key that is trusted, after the one that it names.
import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { checkCertificate } from "../../../pipeline/reconcile/check-certificate.ts";
import { certificateText, signCertificate } from "../../../pipeline/reconcile/sign-certificate.ts";
import { KeySigner } from "../../fakes/key-signer.ts";
import { certificateBody } from "./certificate-body.ts";

const signer = new KeySigner();
const fileOf = async (changes: Parameters<typeof certificateBody>[0] = {}, by = signer) =>
  Buffer.from(certificateText(await signCertificate(certificateBody(changes), by)));
const changed = (file: Buffer, change: (value: any) => void): Buffer => {
  const value = JSON.parse(file.toString("utf8"));
  change(value);
  return Buffer.from(JSON.stringify(value));
};

describe("a certificate", () => {
  test("is valid as it was signed, whatever its white space and the order of its keys", async () => {
    const file = await fileOf();
    expect(checkCertificate({ bytes: file })).toMatchObject({ valid: true, keyFrom: "certificate" });
    const { certificate, signature } = JSON.parse(file.toString("utf8"));
    const turned = Object.fromEntries(Object.entries(certificate).reverse());
    const bytes = Buffer.from(JSON.stringify({ signature, certificate: turned }));
    expect(checkCertificate({ bytes, pinnedKey: signer.pem })).toMatchObject({ valid: true, keyFrom: "pinned" });
  });

  test.each([
    ["a count", (value: any) => (value.certificate.classes.waits.compared = 4)],
    ["its day", (value: any) => (value.certificate.date = "2027-01-06")],
    ["a hash", (value: any) => (value.certificate.sides.orders.sha256 = "cd".repeat(32))],
    ["a field of a later version", (value: any) => (value.certificate.more = "said")],
    ["that it is partial", (value: any) => (value.certificate.missing = ["AT&T was down."])],
  ])("is not valid when %s was changed", async (_name, change) => {
    expect(checkCertificate({ bytes: changed(await fileOf(), change) })).toMatchObject({
      valid: false,
      reason: "The signature does not match: the certificate was changed after it was signed.",
    });
  });

  test("of another key is refused where a key is pinned", async () => {
    const forged = await fileOf({}, new KeySigner());
    expect(checkCertificate({ bytes: forged })).toMatchObject({ valid: true });
    expect(checkCertificate({ bytes: forged, pinnedKey: signer.pem })).toMatchObject({
      valid: false,
      reason: "The certificate was signed with another key than the one given with --key.",
    });
    const swapped = changed(forged, (value) => (value.certificate.key.spkiSha256 = "00".repeat(32)));
    expect(checkCertificate({ bytes: swapped })).toMatchObject({ valid: false });
  });

  test("must add up", async () => {
    const torn = await fileOf({ breaksTotal: 1 });
    expect(checkCertificate({ bytes: torn })).toMatchObject({ reason: "The counts of breaks do not add up." });
    const boast = await fileOf({ missing: ["AT&T was down."] });
    expect(checkCertificate({ bytes: boast })).toMatchObject({ valid: false });
    expect(checkCertificate({ bytes: await fileOf({ missing: ["AT&T was down."], complete: false }) })).toMatchObject({
      valid: true,
    });
  });

  test("follows the one before it, byte for byte", async () => {
    const first = await fileOf();
    const sha256 = createHash("sha256").update(first).digest("hex");
    const second = await fileOf({ date: "2027-01-06", previous: { key: "certificates/1.json", sha256 } });
    expect(checkCertificate({ bytes: second, previous: first })).toMatchObject({ valid: true });
    const other = await fileOf({ service: "another" });
    expect(checkCertificate({ bytes: second, previous: other })).toMatchObject({
      valid: false,
      reason: expect.stringContaining("certificates/1.json"),
    });
    expect(checkCertificate({ bytes: first, previous: other })).toMatchObject({ valid: false });
  });

  test.each([["no JSON"], ["{}"], ['{"certificate":{"version":2}}']])("is not what %s is", (text) => {
    expect(checkCertificate({ bytes: Buffer.from(text) })).toMatchObject({
      valid: false,
      reason: expect.stringContaining("not a certificate"),
    });
  });
});
