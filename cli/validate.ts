// Checks a file with the very code of the intake, but with nothing in hand that could send or write. Issues are told while
// the file is still being read.
import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import path from "node:path";
import { profileOf } from "../reading/profiles.ts";
import { validateFile, type ValidateOptions } from "../pipeline/intake/validate-file.ts";
import { fileIdOf } from "../contracts/ids.ts";
import type { Issue } from "../contracts/outcomes.ts";
import type { CommandCall } from "./command-call.ts";
import { counted } from "./counted.ts";
import { demandReadable } from "./drop-file.ts";
import type { FileOutcome } from "./file-outcome.ts";
import { issueText } from "./outcome-report.ts";
import { distributorOption, policyOption, textOption } from "./run-options.ts";
import type { Terminal } from "./terminal.ts";
import { EXIT } from "./usage-error.ts";

/** Beyond them a person reads no more; `--json` has all. */
const ISSUES_SHOWN = 200;
const CHUNK_BYTES = 64 * 1024;
const BETWEEN_ROWS = "  Then, with the rows of each order side by side:";

export async function validate({ operands, values, terminal }: CommandCall): Promise<number> {
  const [file = ""] = operands;
  const distributor = distributorOption(values);
  const policy = policyOption(values);
  const sheet = textOption(values, "sheet");
  await demandReadable(file);
  const json = values["json"] === true;
  const issues: Issue[] = [];
  let head: readonly string[] = [];
  const outcome = await checkFile(file, {
    ...{ distributor, policy, sheet },
    onIssue: (issue) => {
      if (!json && issues.length < ISSUES_SHOWN) {
        terminal.answer(...head, ...issueText(issue, terminal.paint));
        head = [];
      }
      issues.push(issue);
    },
    // Row numbers begin anew: it would look like disorder.
    onRead: () => (head = issues.length === 0 ? [] : [BETWEEN_ROWS]),
  });
  const errors = issues.filter(({ severity }) => severity === "error").length;
  if (json) terminal.json({ files: [{ ...outcome, issues }] });
  else terminal.answer(...summary(outcome, issues, terminal));
  return errors === 0 ? EXIT.everyRowWentThrough : EXIT.rowsLeft;
}

interface Checking extends Pick<ValidateOptions, "policy" | "sheet" | "onIssue" | "onRead"> {
  readonly distributor: string;
}

/** As `validate` does it: nothing is sent. */
export async function checkFile(file: string, { distributor, ...options }: Checking): Promise<FileOutcome> {
  const hash = createHash("sha256");
  const bytes = hashed(file, hash);
  let opened = false;
  const open = (): AsyncIterable<Uint8Array> => {
    if (opened) return createReadStream(file, { highWaterMark: CHUNK_BYTES });
    opened = true;
    return bytes;
  };
  const { rows, orders } = await validateFile({ ...options, open, profile: profileOf(distributor), now: new Date() });
  // A fault ends the reading early; the batch's id is made of all bytes.
  for await (const _ of bytes);
  const batchId = fileIdOf(distributor, hash.digest("hex"), options.sheet);
  const status = rows.waiting === 0 ? "rejected" : "received";
  return { file, batchId, status, rows, orders, issues: [], results: null };
}

/** The bytes of a file, hashed as they pass. A reader that stops can go on from there. */
function hashed(file: string, hash: Hash): AsyncIterableIterator<Uint8Array> {
  const chunks = createReadStream(file, { highWaterMark: CHUNK_BYTES }).iterator({ destroyOnReturn: false });
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

const unsentText = ({ total, failed }: FileOutcome["rows"]): string =>
  total === 0 ? "the file" : counted(failed, "row");

function summary({ file, rows, orders }: FileOutcome, issues: readonly Issue[], terminal: Terminal): string[] {
  const count = (severity: Issue["severity"]): number => issues.filter((issue) => issue.severity === severity).length;
  const hidden = issues.length - ISSUES_SHOWN;
  const verdict =
    count("error") === 0
      ? terminal.paint("green", "no errors")
      : terminal.paint("red", `${counted(count("error"), "error")}, ${unsentText(rows)} would not be sent`);
  return [
    ...(hidden > 0 ? [`    … and ${String(hidden)} more`] : []),
    `${path.basename(file)}: ${counted(rows.total, "row")}, ${counted(orders.total, "order")}: ${verdict}` +
      `, ${counted(count("warning"), "warning")}, ${String(count("fixed"))} repaired`,
  ];
}
