// The results of a file at rest beside what they would be now: results.csv and failed.csv byte by byte, the receipt's counts, and that
// the other files are there. What differs is written anew: the table is the truth.
import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { FileRecord } from "../../contracts/records.ts";
import { getObject, isThere, unlessMissing } from "../../adapters/aws/objects.ts";
import { SpoolFile } from "../../reading/spool/spool-file.ts";
import { receiptThere } from "../results/file-receipts.ts";
import { joinResults, writeResults } from "../results/write-results.ts";
import type { Finding } from "./night.ts";
import type { NightlyTurn, ReconcileDeps } from "./reconcile-deps.ts";
import { breakOfResults } from "./unreadable-break.ts";

const CLASS = "results";
/** Written with each results.csv, from the same outcomes. */
const BESIDE = ["report.html", "events.ndjson"] as const;

export async function compareResults({ deps, book, runId }: NightlyTurn, file: FileRecord): Promise<Finding[]> {
  const { fileId, resultsPrefix } = file;
  using made = new MadeResults();
  const { rows, orders, outcomes } = await joinResults(deps, file, made);
  const wanted = { "results.csv": made.results, "failed.csv": made.asked };
  const findings: Finding[] = [{ kind: "compared", class: CLASS }];
  const { unreadable } = outcomes;
  if (unreadable.length > 0) findings.push(await book.note(breakOfResults(fileId, unreadable), runId, deps.now()));
  let isSame = true;
  for (const [name, spool] of Object.entries(wanted)) {
    const [here, there] = [sha256Of(spool), await sha256There(deps, resultsPrefix + name)];
    findings.push({ kind: "line", side: "tableResults", text: `${fileId} ${name} ${here}` });
    findings.push({ kind: "line", side: "resultFiles", text: `${fileId} ${name} ${there ?? "none"}` });
    isSame &&= here === there;
  }
  const receipt = await receiptThere(deps, resultsPrefix);
  isSame &&= isDeepStrictEqual([receipt?.rows, receipt?.orders, receipt?.status], [rows, orders, file.status]);
  for (const name of BESIDE) {
    isSame &&= await isThere(deps.s3, { bucket: deps.filesBucket, key: resultsPrefix + name });
  }
  if (isSame) return findings;
  await writeResults(deps, fileId);
  return [...findings, { kind: "healed", class: CLASS, repair: "resultsWritten" }];
}

/** On the local disk alone. */
class MadeResults implements Disposable {
  readonly results = new SpoolFile("results.csv");
  readonly failed = new SpoolFile("failed.csv");
  readonly timeline = new SpoolFile("events.ndjson");
  #filled: SpoolFile | undefined;

  filled(): SpoolFile {
    this.#filled ??= new SpoolFile("filled.csv");
    return this.#filled;
  }

  /** What failed.csv is made of. */
  get asked(): SpoolFile {
    return this.#filled ?? this.failed;
  }

  [Symbol.dispose](): void {
    for (const spool of [this.results, this.failed, this.timeline, this.#filled]) spool?.[Symbol.dispose]();
  }
}

function sha256Of(spool: SpoolFile): string {
  const hash = createHash("sha256");
  spool.eachPiece((piece) => {
    hash.update(piece);
  });
  return hash.digest("hex");
}

async function sha256There({ s3, filesBucket: bucket }: ReconcileDeps, key: string): Promise<string | undefined> {
  const location = { bucket, key };
  const found = await unlessMissing(s3, location, () => getObject(s3, location));
  if (found === undefined) return undefined;
  const hash = createHash("sha256");
  for await (const chunk of found.body) hash.update(chunk);
  return hash.digest("hex");
}
