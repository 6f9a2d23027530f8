// Checks a file with the very code of the intake, but with nothing in hand that could send or write. Issues are told while
// the file is still being read.
import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import path from "node:path";
import { profileOf } from "../adapters/bulk/profiles.ts";
import { validateFile } from "../adapters/bulk/validate-file.ts";
import { fileIdOf } from "../contracts/ids.ts";
import type { Issue, Policy } from "../contracts/outcomes.ts";
import type { CommandCall } from "./command-call.ts";
import { counted } from "./counted.ts";
import { demandReadable } from "./drop-file.ts";
import type { FileOutcome } from "./file-outcome.ts";
import { issueText } from "./outcome-report.ts";
import { distributorOption, policyOption } from "./run-options.ts";
import type { Terminal } from "./terminal.ts";
import { EXIT } from "./usage-error.ts";

/** Beyond them a person reads no more; `--json` has all. */
const ISSUES_SHOWN = 200;

export async function validate({ operands, values, terminal }: CommandCall): Promise<number> {
  const [file = ""] = operands;
  const distributor = distributorOption(values);
  const policy = policyOption(values);
  await demandReadable(file);
  const json = values["json"] === true;
  const issues: Issue[] = [];
  const outcome = await checkFile(file, { distributor, policy }, (issue) => {
    if (!json && issues.length < ISSUES_SHOWN) terminal.answer(`${issueText(issue, terminal.paint).join("\n")}\n`);
    issues.push(issue);
  });
  const errors = issues.filter(({ severity }) => severity === "error").length;
  if (json) terminal.answer(`${JSON.stringify({ files: [{ ...outcome, issues }] })}\n`);
  else terminal.answer(summary(outcome, issues, terminal));
  return errors === 0 ? EXIT.everyRowWentThrough : EXIT.rowsLeft;
}

async function checkFile(
  file: string,
  { distributor, policy }: { distributor: string; policy: Policy | undefined },
  onIssue: (issue: Issue) => void,
): Promise<FileOutcome> {
  const hash = createHash("sha256");
  const bytes = hashed(file, hash);
  const { rows, orders } = await validateFile({ bytes, profile: profileOf(distributor), policy, onIssue });
  // A fault ends the reading early; the batch's id is made of all bytes.
  for await (const _ of bytes);
  const status = rows.waiting === 0 ? "rejected" : "received";
  return { file, batchId: fileIdOf(distributor, hash.digest("hex")), status, rows, orders, issues: [], results: null };
}

/** The bytes of a file, hashed as they pass. Whoever stops reading can go on from there. */
function hashed(file: string, hash: Hash): AsyncIterableIterator<Uint8Array> {
  const chunks = createReadStream(file, { highWaterMark: 64 * 1024 }).iterator({ destroyOnReturn: false });
  return {
    async next() {
      const chunk: IteratorResult<unknown> = await chunks.next();
      if (chunk.done === true || !(chunk.value instanceof Uint8Array)) return { done: true, value: undefined };
      hash.update(chunk.value);
      return { done: false, value: chunk.value };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

function summary({ file, rows, orders }: FileOutcome, issues: readonly Issue[], terminal: Terminal): string {
  const count = (severity: Issue["severity"]): number => issues.filter((issue) => issue.severity === severity).length;
  const hidden = issues.length - ISSUES_SHOWN;
  const verdict =
    count("error") === 0
      ? terminal.paint("green", "no errors")
      : terminal.paint("red", `${counted(count("error"), "error")}, ${counted(rows.failed, "row")} would not be sent`);
  return [
    ...(hidden > 0 ? [`    … and ${String(hidden)} more`] : []),
    `${path.basename(file)}: ${counted(rows.total, "row")}, ${counted(orders.total, "order")}: ${verdict}` +
      `, ${counted(count("warning"), "warning")}, ${String(count("fixed"))} repaired`,
    "",
  ].join("\n");
}
