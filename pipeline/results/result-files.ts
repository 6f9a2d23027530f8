// The files that the results of a drop are written into, and their way to S3: results.csv and failed.csv, as large as the drop
// itself, leave while they are written.
import type { S3Client } from "@aws-sdk/client-s3";
import type { DistributorProfile } from "../../contracts/distributor-profile.ts";
import { type ObjectLocation, putObject } from "../../adapters/aws/objects.ts";
import { PartUpload } from "../../adapters/aws/part-upload.ts";
import { SpoolFile } from "../../reading/spool/spool-file.ts";
import { writeWorkbook } from "./result-workbook.ts";

const CSV = "text/csv; charset=utf-8";
const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

export class ResultFiles implements AsyncDisposable {
  readonly results = new SpoolFile("results.csv");
  readonly failed = new SpoolFile("failed.csv");
  readonly timeline = new SpoolFile("events.ndjson");
  readonly #s3: S3Client;
  readonly #locationOf: (name: string) => ObjectLocation;
  readonly #uploads: PartUpload[] = [];
  #filled: SpoolFile | undefined;
  readonly #resultsUpload: PartUpload;
  readonly #failedUpload: PartUpload;

  /** `prefix` with the closing slash. */
  constructor(s3: S3Client, bucket: string, prefix: string) {
    this.#s3 = s3;
    this.#locationOf = (name) => ({ bucket, key: prefix + name });
    this.#resultsUpload = this.#uploadOf(this.results, "results.csv", CSV);
    this.#failedUpload = this.#uploadOf(this.failed, "failed.csv", CSV);
  }

  /** The rows to correct once more, in place of `failed`: some leave cells to other rows of their order. */
  filled(): SpoolFile {
    this.#filled ??= new SpoolFile("filled.csv");
    return this.#filled;
  }

  /** `workbooks`: the drop was one, so its results come as workbooks too. */
  async finish(
    report: string,
    workbooks: { readonly profile: DistributorProfile | undefined } | undefined,
  ): Promise<void> {
    for (const spool of this.#spools()) spool.flush();
    await this.#resultsUpload.finish();
    const failed = this.#filled && this.#uploadOf(this.#filled, "failed.csv", CSV);
    await (failed ?? this.#failedUpload).finish();
    await this.#uploadOf(this.timeline, "events.ndjson", "application/x-ndjson").finish();
    if (workbooks !== undefined) {
      await this.#putWorkbook(this.results, "results", workbooks.profile);
      await this.#putWorkbook(this.#filled ?? this.failed, "failed", workbooks.profile);
    }
    await putObject(this.#s3, this.#locationOf("report.html"), report, "text/html; charset=utf-8");
  }

  async #putWorkbook(csv: SpoolFile, name: string, profile: DistributorProfile | undefined): Promise<void> {
    using workbook = await writeWorkbook(csv, name, profile);
    await this.#uploadOf(await workbook.finish(), `${name}.xlsx`, XLSX).finish();
  }

  #uploadOf(spool: SpoolFile, name: string, contentType: string): PartUpload {
    const upload = new PartUpload(this.#s3, this.#locationOf(name), contentType, spool.source());
    spool.onFlushed = () => {
      upload.advance();
    };
    this.#uploads.push(upload);
    return upload;
  }

  #spools(): readonly SpoolFile[] {
    return [this.results, this.failed, this.timeline, ...(this.#filled === undefined ? [] : [this.#filled])];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const upload of this.#uploads) await upload[Symbol.asyncDispose]();
    for (const spool of this.#spools()) spool[Symbol.dispose]();
  }
}
