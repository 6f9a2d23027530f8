// Reads a bulk file once, checks every row, and puts the normalized rows aside, so that the orders can be taken out one by
// one in the order of their first rows. Memory grows by a few bytes a row. The intake and `validate` both use it.
import { AT, BATCH_COLUMN, COLUMN_LIST, OUR_COLUMNS } from "../contracts/bulk-file.ts";
import type { Issue } from "../contracts/outcomes.ts";
import type { DetectedFormat } from "../contracts/receipt.ts";
import type { ReadOrders } from "../domain/orders/plan-orders.ts";
import type { CheckedRow } from "../domain/rows/check-row.ts";
import { cellAt } from "../domain/rows/cell-at.ts";
import { INVALID } from "../domain/rows/clean-cell.ts";
import { type Finding, NO_POSITION, isError, issueOf } from "../domain/rows/finding.ts";
import { type DayLimits, dayLimits } from "../domain/rows/check-days.ts";
import type { DateOrder } from "../domain/rows/date-order.ts";
import { type PositionOf, namedRows } from "../domain/rows/name-rows.ts";
import { shownValue } from "../domain/rows/shown-value.ts";
import { formatWarnings, sheetsNotRead, withEncoding } from "./format-warnings.ts";
import { AlikeRefs } from "./alike-refs.ts";
import { DateColumns } from "./date-columns.ts";
import { notASite } from "../domain/rows/not-a-site.ts";
import { type Header, carriedKey } from "../domain/rows/read-header.ts";
import { RowMemory } from "../domain/rows/row-memory.ts";
import { AlikeIssues } from "./alike-issues.ts";
import { positionIn } from "./row/position-in.ts";
import { FileFault } from "./row/file-fault.ts";
import { type OpenFile, readRecords } from "./read-records.ts";
import type { ReadOptions, SourceRow } from "./row/source-row.ts";
import { SpooledRows } from "./spool/spooled-rows.ts";
import { OF_WIDTH, checkAsFarAsSure, unchecked } from "./unchecked-row.ts";

export interface BulkReading extends ReadOrders, Disposable {
  readonly format: DetectedFormat;
  readonly ordersTotal: number;
  /** Of the order_refs, in the order of the reading. */
  readonly ordersDigest: string;
  /** The batch whose rows it says to correct, as the first row with one has it. */
  readonly corrects: string | undefined;
}

export interface ReadBulkOptions extends Pick<ReadOptions, "profile" | "sheet"> {
  readonly open: OpenFile;
  readonly onIssue: (issue: Issue) => void;
  /** When the file was received: what its dates are compared with. */
  readonly receivedAt: Date;
}

const BLANK_ROW: readonly string[] = COLUMN_LIST.map(() => "");
const NO_ORDERS: ReadonlyMap<number, DateOrder> = new Map();
const NO_FORMAT: DetectedFormat = { kind: null, gzip: false, encoding: null, delimiter: null, lineEnding: null };

export async function readBulkFile(options: ReadBulkOptions): Promise<BulkReading> {
  let format = NO_FORMAT;
  const checker = new RowChecker(options, () => format.encoding);
  let fault: Issue | null = null;
  const tell = (finding: Finding, row: number | null): Issue => {
    const issue = issueOf(finding, { row, pointer: null });
    options.onIssue(issue);
    return issue;
  };
  try {
    await readRecords(options.open, options, checker, (detected) => (format = detected));
    if (options.profile === undefined) fault = tell({ code: "file.unknownDistributor" }, null);
    else if (checker.headerFault === null && checker.rowsTotal === 0) {
      fault = tell({ code: format.kind?.endsWith("json") === true ? "json.noOrders" : "file.noRows" }, null);
    } else fault = checker.headerFault;
  } catch (error) {
    if (!(error instanceof FileFault)) {
      checker[Symbol.dispose]();
      throw error;
    }
    // A row may have told it already.
    fault = checker.stop ?? tell(error.finding, error.line);
  }
  for (const warning of formatWarnings(format, { sheet: options.sheet, rows: checker.rowsTotal })) tell(warning, null);
  return checker.finish(format, fault);
}

class RowChecker implements Disposable {
  headerFault: Issue | null = null;
  /** Why the reading stopped, as the first of the rows that it did not look at says. */
  stop: Issue | null = null;
  rowsTotal = 0;
  readonly #options: ReadBulkOptions;
  readonly #encoding: () => DetectedFormat["encoding"];
  readonly #issues: AlikeIssues;
  readonly #rows = new SpooledRows();
  readonly #dates = new DateColumns();
  readonly #alikeRefs = new AlikeRefs();
  readonly #days: DayLimits;
  readonly #namesReported = new Set<string>();
  #memory: RowMemory | undefined;
  #header: Header | undefined;
  #notASite: ReturnType<typeof notASite> | undefined;
  /** Cells that belong to schema columns: their index in the file's rows, and in a normalized one. */
  #known: readonly { readonly from: number; readonly to: number }[] = [];
  /** Where rows say which batch they correct; -1: they do not. */
  #batchAt = -1;
  #corrects = "";
  #cellsRead = 0;
  #cellsCarried = 0;
  #isCsv = true;

  constructor(options: ReadBulkOptions, encoding: () => DetectedFormat["encoding"]) {
    this.#options = options;
    this.#days = dayLimits(options.receivedAt);
    this.#encoding = encoding;
    this.#issues = new AlikeIssues(options.onIssue);
  }

  header(header: Header): void {
    this.#header = header;
    this.#notASite = notASite(header);
    this.#known = header.columns.map((to, from) => ({ from, to })).filter(({ to }) => to >= 0);
    this.#batchAt = header.names.findIndex((name) => name.toLowerCase() === BATCH_COLUMN);
    for (const finding of header.findings) {
      this.#namesReported.add(finding.column ?? "");
      const issue = issueOf(finding, { row: finding.row ?? header.line, pointer: null });
      this.#issues.take(issue);
      if (issue.severity === "error") this.headerFault ??= issue;
    }
  }

  blankRow(line: number): void {
    this.#issues.take(issueOf({ code: "row.blank" }, { row: line, pointer: null }));
  }

  /** Told first: a receipt lists only the first issues. */
  sheetsLeft(names: readonly string[]): void {
    if (names.length > 0) this.#options.onIssue(issueOf(sheetsNotRead(names), NO_POSITION));
  }

  row(source: SourceRow): void {
    this.rowsTotal += 1;
    this.#cellsRead += source.known + source.carried;
    this.#cellsCarried += source.carried;
    if (this.#batchAt >= 0 && this.#corrects === "") this.#corrects = source.cells[this.#batchAt]?.trim() ?? "";
    if (source.stop !== undefined) this.#stopAt(source.stop);
    if (source.unread === true || this.headerFault !== null || this.#options.profile === undefined) return;
    this.#isCsv = source.pointer === null;
    const { checked, findings } = this.#check(source);
    this.#dates.note(checked.cells, (column) => positionIn(source, column));
    this.#rows.append(source, this.#report(source, findings), checked);
    this.#noteOrderRef(cellAt(checked.cells, AT.order_ref), source);
  }

  #check(source: SourceRow): { readonly checked: CheckedRow; readonly findings: readonly Finding[] } {
    const memory = this.#rowMemory();
    const noSite = source.pointer === null ? this.#notASite?.(source.cells) : undefined;
    if (noSite !== undefined && source.findings.every(({ code }) => OF_WIDTH.has(code))) {
      return { checked: unchecked(BLANK_ROW, memory), findings: [{ code: "row.noSite", detail: noSite }] };
    }
    const findings = source.findings.slice();
    const columns = this.#header?.columns;
    const checked = checkAsFarAsSure(source, this.#schemaCells(source), { findings, memory, columns });
    this.#checkProfile(checked.cells, findings);
    return { checked, findings };
  }

  #rowMemory(): RowMemory {
    return (this.#memory ??= new RowMemory({ source: this.#isCsv ? "cells" : "json", days: this.#days }));
  }

  /** Each names the other: both are orders of their own. */
  #noteOrderRef(orderRef: string, source: SourceRow): void {
    const alike = orderRef === INVALID ? undefined : this.#alikeRefs.note(orderRef, source.row);
    if (alike === undefined) return;
    const warning = { code: "order.lookalike", column: "order_ref" } as const;
    const [positionOf, value] = [this.#positionOf(), shownValue(undefined, orderRef)];
    if (alike.isFirst) {
      const detail = `${namedRows([source.row], positionOf)} ("${value}")`;
      this.#options.onIssue(issueOf({ ...warning, detail }, positionOf(alike.row)));
    }
    const other = namedRows([alike.row], positionOf);
    this.#options.onIssue(issueOf({ ...warning, value, detail: other }, positionIn(source, "order_ref")));
  }

  #positionOf(): PositionOf {
    const [rows, isCsv] = [this.#rows, this.#isCsv];
    return (row) => (isCsv ? { row, pointer: null } : rows.positionOf(row));
  }

  #stopAt(issue: Issue): void {
    this.#options.onIssue(issue);
    this.stop ??= issue;
  }

  #schemaCells(source: SourceRow): string[] {
    const raw: string[] = BLANK_ROW.slice();
    const { cells } = source;
    for (const { from, to } of this.#known) {
      const cell = cells[from];
      if (cell !== undefined) raw[to] = cell;
    }
    // Other keys turn up while rows come; a CSV's header has told of all of its columns.
    if (source.pointer !== null) {
      const names = this.#header?.names ?? [];
      for (let index = COLUMN_LIST.length; index < cells.length; index += 1)
        this.#reportUnknownKey(names[index] ?? "", cells[index]);
    }
    return raw;
  }

  #reportUnknownKey(name: string, text = ""): void {
    if (name === "" || this.#namesReported.has(name)) return;
    this.#namesReported.add(name);
    if (this.#options.profile?.carried?.includes(name) === true || OUR_COLUMNS.includes(name)) return;
    this.#issues.take(issueOf(carriedKey(name, text), NO_POSITION));
  }

  #checkProfile(cells: readonly string[], findings: Finding[]): void {
    const spIds = this.#options.profile?.spIds ?? "*";
    const spId = cellAt(cells, AT.sp_id);
    if (spIds === "*" || spId === "" || spId === INVALID || spIds.includes(spId)) return;
    findings.push({ code: "spId.notAllowed", column: "sp_id", value: spId });
  }

  /** Lists the findings; returns those that are errors. */
  #report(source: SourceRow, findings: readonly Finding[]): readonly Finding[] {
    for (const finding of findings) {
      this.#issues.take(issueOf(withEncoding(finding, this.#encoding()), positionIn(source, finding.column)));
    }
    return findings.filter(isError);
  }

  finish(format: DetectedFormat, fault: Issue | null): BulkReading {
    this.#issues.end();
    const { profile, onIssue } = this.#options;
    const dateOrders = fault === null ? this.#dates.decide(profile?.dateOrder, onIssue) : NO_ORDERS;
    const rows = this.#rows;
    return {
      ...{ format, fault, rowsTotal: this.rowsTotal },
      ...{ ordersTotal: rows.ordersTotal, ordersDigest: rows.ordersDigest },
      corrects: this.#corrects === "" ? undefined : this.#corrects,
      cells: { read: this.#cellsRead, carriedThrough: this.#cellsCarried },
      dateOrders,
      days: this.#days,
      discounts: profile?.discountMaxByTerm,
      *orders(skip = 0) {
        if (fault === null) yield* rows.orders(skip);
      },
      positionOf: this.#positionOf(),
      [Symbol.dispose]: () => {
        this[Symbol.dispose]();
      },
    };
  }

  [Symbol.dispose](): void {
    this.#rows[Symbol.dispose]();
  }
}
