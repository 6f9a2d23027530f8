// What the command says of a certificate, and its exit status.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { certificate } from "../../cli/certificate.ts";
import { certificateText, signCertificate } from "../../pipeline/reconcile/sign-certificate.ts";
import { certificateBody } from "../pipeline/reconcile/certificate-body.ts";
import { KeySigner } from "../fakes/key-signer.ts";
import { FakeTerminal } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "certificate-"));
const signer = new KeySigner();
const keep = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const key = keep("key.pem", signer.pem);
const file = keep("c.json", certificateText(await signCertificate(certificateBody(), signer)));

async function run(operands: readonly string[], values = {}) {
  const terminal = new FakeTerminal();
  const call = { operands, values, terminal, commands: {}, interrupted: new AbortController().signal };
  return { exit: await certificate(call), said: terminal.answers.join("") };
}

test("a valid one: exit status 0, what it says, and whose key it was", async () => {
  const { exit, said } = await run(["verify", file], { key });
  expect(exit).toBe(0);
  expect(said).toContain("valid");
  expect(said).toContain("2027-01-05, complete");
  expect((await run(["verify", file])).said).toContain("give --key");
  expect(JSON.parse((await run(["verify", file], { key, json: true })).said)).toMatchObject({
    ...{ valid: true, date: "2027-01-05", complete: true, breaks: 0, keyFrom: "pinned" },
  });
});

test("one that was changed: exit status 3 and a sentence", async () => {
  const text = certificateText(await signCertificate(certificateBody(), signer)).replace("apex-bulk", "apex-bulk-test");
  const { exit, said } = await run(["verify", keep("bad.json", text)], { key });
  expect(exit).toBe(3);
  expect(said).toContain("The signature does not match");
});

test("a file that is not there breaks; a word that is no action is wrong usage", async () => {
  await expect(run(["verify", join(folder, "none.json")])).rejects.toMatchObject({ name: "Breakdown" });
  await expect(run(["check", file])).rejects.toMatchObject({ name: "UsageError" });
  await expect(run(["verify"])).rejects.toMatchObject({ name: "UsageError" });
});
