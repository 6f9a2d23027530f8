// The end of a nightly run: the certificate before is looked at, this one is signed and written after it, and breaks that were looked for
// and not found again are closed.
import { createHash } from "node:crypto";
import { idFields } from "../../domain/ids-in-message.ts";
import {
  BREAK_CLASSES,
  type CertificateBody,
  CERTIFICATES_PREFIX,
  type BreakClass,
} from "../../contracts/certificate.ts";
import { RECONCILED_DAYS } from "../../contracts/limits.ts";
import type { NightlyRecord } from "../../contracts/records.ts";
import { getText, putObject, unlessMissing } from "../../adapters/aws/objects.ts";
import type { Night } from "./night.ts";
import type { NightlyTurn } from "./reconcile-deps.ts";
import { certificateText, signCertificate } from "./sign-certificate.ts";

const CLASS = "certificates" as const;
type Written = NonNullable<NightlyRecord["certificate"]>;

/** `compared`: the phases were all gone through. Answers what the next certificate follows. */
export async function writeCertificate(
  turn: NightlyTurn,
  night: Night,
  { previous, compared }: { readonly previous: Written | undefined; readonly compared: boolean },
): Promise<Written> {
  const { deps, book, runId, meter, log } = turn;
  if (previous !== undefined) await comparePrevious(turn, night, previous);
  for (const name of night.failedClasses) {
    const { failed } = night.state.classes[name];
    night.miss(`${String(failed)} of the comparisons of ${name} failed.`);
  }
  const body: Omit<CertificateBody, "key"> = {
    version: 1,
    service: deps.service,
    date: runId.slice(0, 10),
    startedAt: runId,
    endedAt: deps.now(),
    complete: night.state.missing.length === 0,
    missing: night.state.missing,
    windowDays: RECONCILED_DAYS,
    classes: night.state.classes,
    sides: night.state.sides,
    breaksTotal: night.breaksTotal,
    breaks: night.state.breaks,
    previous: previous === undefined ? null : { key: previous.key, sha256: previous.sha256 },
  };
  const text = certificateText(await signCertificate(body, deps.signer));
  const key = `${CERTIFICATES_PREFIX}${runId.replaceAll(/[-:.]/g, "")}.json`;
  await putObject(deps.s3, { bucket: deps.filesBucket, key }, text, "application/json");
  if (compared) await book.closeOthers(runId, lookedThrough(night));
  for (const name of BREAK_CLASSES) meter.add("SyncBreaks", night.state.classes[name].breaks, { class: name });
  for (const [repair, count] of Object.entries(night.state.repairs)) meter.add("SyncRepairs", count, { repair });
  meter.add("CertificateWritten", 1);
  const { complete, breaksTotal } = body;
  log.info("certificateWritten", { key, complete, breaks: breaksTotal, ...night.state.repairs });
  for (const { class: name, kind, subject, since } of night.state.breaks) {
    log.warn("breakFound", { class: name, kind, subject, ...idFields(subject), since });
  }
  return { key, sha256: sha256Of(text) };
}

const sha256Of = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Where something failed, or could not be asked, what was not found again may still be there. */
function lookedThrough({ state }: Night): BreakClass[] {
  return BREAK_CLASSES.filter((name) => state.classes[name].failed === 0 && state.classes[name].notAskable === 0);
}

async function comparePrevious(turn: NightlyTurn, night: Night, previous: Written): Promise<void> {
  const { deps, book, runId } = turn;
  const location = { bucket: deps.filesBucket, key: previous.key };
  const text = await unlessMissing(deps.s3, location, () => getText(deps.s3, location));
  night.add([{ kind: "compared", class: CLASS }]);
  if (text !== undefined && sha256Of(text) === previous.sha256) return;
  const cause = text === undefined ? "The certificate before is gone." : "The certificate before was changed.";
  const found = {
    ...{ class: CLASS, kind: "certificateChanged", subject: previous.key },
    cause: `${cause} The bucket keeps its versions: compare them.`,
    command: `aws s3api list-object-versions --bucket ${deps.filesBucket} --prefix ${previous.key}`,
  } as const;
  night.add([await book.note(found, runId, deps.now())]);
}
