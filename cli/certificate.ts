// Checks a nightly certificate without any network: its signature, its counts, and the one before it.
import { readFile } from "node:fs/promises";
import { BREAK_CLASSES, type CertificateBody } from "../contracts/certificate.ts";
import { checkCertificate } from "../pipeline/reconcile/check-certificate.ts";
import type { CommandCall } from "./command-call.ts";
import { counted } from "./counted.ts";
import { unreadable } from "./drop-file.ts";
import { textOption } from "./run-options.ts";
import { Breakdown, EXIT, UsageError } from "./usage-error.ts";

export async function certificate({ operands, values, terminal }: CommandCall): Promise<number> {
  const [word, file = ""] = operands;
  if (word !== "verify") throw new UsageError(`certificate has one action: verify; found "${word ?? ""}"`);
  if (file === "") throw new UsageError("certificate verify needs the FILE of a certificate");
  const keyFile = textOption(values, "key");
  const previousFile = textOption(values, "previous");
  const verdict = checkCertificate({
    bytes: await read(file),
    ...(keyFile !== undefined && { pinnedKey: (await read(keyFile)).toString("utf8") }),
    ...(previousFile !== undefined && { previous: await read(previousFile) }),
  });
  if (!verdict.valid) {
    if (values["json"] === true) terminal.json({ file, valid: false, reason: verdict.reason });
    else terminal.answer(`${file}: not valid`, `  ${verdict.reason}`);
    return EXIT.rowsLeft;
  }
  const { certificate: body } = verdict.certificate;
  if (values["json"] === true) {
    const { date, complete, breaksTotal, key, previous } = body;
    const fingerprint = key.spkiSha256;
    terminal.json({
      file,
      valid: true,
      date,
      complete,
      breaks: breaksTotal,
      keyFrom: verdict.keyFrom,
      fingerprint,
      previous,
    });
  } else {
    terminal.answer(...validText(file, body));
    if (verdict.keyFrom === "certificate") {
      terminal.answer(
        `  key:      ${body.key.spkiSha256} (SHA-256), the one the certificate carries.`,
        "            A forger can put their own key into the certificate: give --key to check it against yours.",
      );
    } else terminal.answer(`  key:      ${body.key.spkiSha256} (SHA-256), the one given with --key`);
  }
  return EXIT.everyRowWentThrough;
}

function validText(file: string, body: CertificateBody): string[] {
  const compared = BREAK_CLASSES.reduce((sum, name) => sum + body.classes[name].compared, 0);
  const healed = BREAK_CLASSES.reduce((sum, name) => sum + body.classes[name].healed, 0);
  const kind = body.complete ? "complete" : "partial";
  return [
    `${file}: valid`,
    `  run:      ${body.service}, ${body.date}, ${kind}`,
    ...body.missing.map((sentence) => `            ${sentence}`),
    `  compared: ${counted(compared, "comparison")}, ${String(healed)} healed, ${counted(body.breaksTotal, "break")}`,
    ...body.breaks.map(({ class: name, subject, cause }) => `            ${name} ${subject}: ${cause}`),
    `  follows:  ${body.previous === null ? "none, it is the first" : `${body.previous.key} (SHA-256 ${body.previous.sha256})`}`,
  ];
}

async function read(file: string): Promise<Buffer> {
  return readFile(file).catch((error: unknown) => {
    throw new Breakdown(unreadable(file, error));
  });
}
