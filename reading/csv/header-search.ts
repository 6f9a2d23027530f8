// Finds the header of a CSV file: mostly its first record. Title lines above it are skipped, rows above it are not: what stands
// there would be lost. Where no line is a header, the first one stands for it, and the fault says what the file seems to be.
import type { DistributorProfile } from "../../contracts/distributor-profile.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import type { Finding } from "../../domain/rows/finding.ts";
import { CARRIED, type Header, knownIn, readHeader } from "../../domain/rows/read-header.ts";
import { HEADER_LINES_MAX } from "../foreign-text.ts";
import { FileFault } from "../row/file-fault.ts";
import type { Sniffed } from "../sniff-format.ts";
import { isBlank } from "../../domain/rows/unseen.ts";
import { type CsvRecord, NONE } from "./csv-record.ts";

export type CsvSniffed = Extract<Sniffed, { kind: "csv" }>;

export interface FoundHeader {
  readonly header: Header;
  /** Rows that stand above it. */
  readonly above: readonly CsvRecord[];
  /** Records behind it that were read before it was found. */
  readonly behind: readonly CsvRecord[];
}

/** A line with so many column names is a header, whatever else stands in it. */
const NAMES_CERTAIN = 3;

export class HeaderSearch {
  readonly #sniffed: CsvSniffed;
  readonly #profile: DistributorProfile | undefined;
  /** No header so far. */
  readonly #records: CsvRecord[] = [];

  /** With so many names; the record behind it decides. */
  #candidate: { readonly record: CsvRecord; readonly names: number } | undefined;

  constructor(sniffed: CsvSniffed, profile: DistributorProfile | undefined) {
    this.#sniffed = sniffed;
    this.#profile = profile;
  }

  get hasCandidate(): boolean {
    return this.#candidate !== undefined;
  }

  /** Undefined: it is still to come. */
  take(record: CsvRecord): FoundHeader | undefined {
    if (this.#records.length === 0 && this.#candidate === undefined) checkLimits(record);
    const names = knownIn(record.cells, this.#profile);
    const candidate = this.#candidate;
    if (candidate !== undefined) {
      // Groups of columns, and under them the columns themselves.
      if (names > candidate.names) {
        this.#records.push(candidate.record);
        return this.#foundBehind(this.#header(record));
      }
      return { ...this.#foundBehind(this.#header(candidate.record)), behind: [record] };
    }
    if (names >= NAMES_CERTAIN) {
      this.#candidate = { record, names };
      return undefined;
    }
    this.#records.push(record);
    return this.#records.length < HEADER_LINES_MAX ? undefined : this.end();
  }

  /** No further record is looked at: the one with the most column names is taken, if any has one. */
  end(): FoundHeader | undefined {
    if (this.#candidate !== undefined) return this.#foundBehind(this.#header(this.#candidate.record));
    const [first] = this.#records;
    if (first === undefined) return undefined;
    const known = this.#records.map(({ cells }) => knownIn(cells, this.#profile));
    const most = Math.max(...known);
    const [header, ...behind] = this.#records.slice(known.indexOf(most));
    if (most > 0 && header !== undefined && !this.#isTurned()) {
      this.#records.splice(known.indexOf(most));
      return { ...this.#foundBehind(this.#header(header)), behind };
    }
    const names = [...first.cells];
    const noHeader = {
      names,
      columns: names.map(() => CARRIED),
      line: first.line,
      findings: [this.#isTurned() ? { code: "file.turned" as const } : this.#sniffed.noHeader()],
    };
    return { header: noHeader, above: [], behind: this.#records.slice(1) };
  }

  /** The columns' names stand one below the other: each line is a column of the list. */
  #isTurned(): boolean {
    const firstCells = this.#records.map(({ cells }) => cells[0] ?? "");
    return knownIn(firstCells, this.#profile) >= NAMES_CERTAIN;
  }

  #header({ cells, line }: CsvRecord): Header {
    return readHeader([...cells], line, this.#profile);
  }

  /** The records so far stand above the header. */
  #foundBehind(header: Header): FoundHeader {
    const { findings } = this.#sniffed;
    const above = this.#records;
    const whole = { ...header, findings: [...findings, ...header.findings] };
    if (above.length === 0) return { header: whole, above, behind: [] };
    const areRows = above.some(
      (record) => record !== this.#candidate?.record && filled(record) * 2 >= header.names.length,
    );
    if (areRows) return { header: whole, above, behind: [] };
    const late: Finding = { code: "header.late", detail: String(header.line) };
    return { header: { ...header, findings: [...findings, late, ...header.findings] }, above: [], behind: [] };
  }
}

const filled = ({ cells }: CsvRecord): number => cells.filter((cell) => !isBlank(cell)).length;

function checkLimits({ cells, line, tooLongCell }: CsvRecord): void {
  if (cells.length > FILE_LIMITS.columnsMax) {
    throw new FileFault({ code: "file.tooManyColumns", detail: String(FILE_LIMITS.columnsMax) }, line);
  }
  if (tooLongCell !== NONE) throw new FileFault({ code: "file.headerTooLong", detail: "32 KB" }, line);
}
