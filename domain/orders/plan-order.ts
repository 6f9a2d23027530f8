// Decides for every row of one order what happens to it: sent, unchanged, refused, or held back, by the file's policy and
// by what earlier files sent (docs/bulk-file.md §4 and §5). Never half a site; a site is never sent twice.
import type { IssueCode } from "../../contracts/issues/issues.ts";
import type { Policy, RowOutcome, SiteStatus } from "../../contracts/outcomes.ts";
import type { AssembledOrder, AssembledSite, OrderRow, RowFinding } from "./assemble-order.ts";
import { type Finding, isError } from "../rows/finding.ts";
import { namedRows, type PlaceOf } from "../rows/name-rows.ts";
import { type RowError, type RowWords, withFinding, wordsOf } from "../rows/row-error.ts";

/** What an earlier file's sending of a site has come to. */
export interface EarlierSite {
  readonly hash: string;
  readonly orderId: string;
  readonly index: number;
  /** ordered: AT&T has a sub-order for it. inFlight: it may still come to that. ended: it never will. */
  readonly state: "ordered" | "inFlight" | "ended";
  /** It ended in a way whose remedy is to send the very same row again (cancelled, contract expired, …). */
  readonly repeatable: boolean;
  /** AT&T's, where it has one. */
  readonly subOrderId?: string;
}

/** A row that is not sent, as the results need it. */
export interface UnsentRow {
  readonly row: number;
  readonly outcome: Extract<RowOutcome, "failed" | "unchanged">;
  readonly status: SiteStatus;
  readonly code: IssueCode | "site.unchanged";
  readonly column: string | null;
  readonly message: string;
  readonly fix: string | null;
  /** The order and site that the row is already: `unchanged`, or refused because it says something else now. */
  readonly orderId?: string | undefined;
  readonly index?: number | undefined;
}

export interface PlannedSite extends AssembledSite {
  readonly hash: string;
}

export interface OrderPlan {
  readonly send: readonly PlannedSite[];
  readonly unsent: readonly UnsentRow[];
  /** Found while planning, to be listed with those of the assembly. */
  readonly findings: readonly RowFinding[];
  readonly hasError: boolean;
}

export interface PlanOptions {
  readonly policy: Policy;
  readonly earlier: ReadonlyMap<string, EarlierSite>;
  /** A digest in base64. */
  readonly fingerprint: (text: string) => string;
  /** As a person finds the row in the file. */
  readonly placeOf: PlaceOf;
}

/** Rows that a held back one blames. */
const BLAMED_ROWS_MAX = 3;

export function planOrder(rows: readonly OrderRow[], order: AssembledOrder, options: PlanOptions): OrderPlan {
  const errors = errorsByRow(rows, order);
  const findings: RowFinding[] = [];
  const unchanged: UnsentRow[] = [];
  const good: PlannedSite[] = [];
  const refused = new Map<number, EarlierSite>();
  // The head is the same for all sites, and half of what they say: it is hashed once, and stands before each site's own.
  const head = order.head === undefined ? "" : half(options.fingerprint(JSON.stringify(order.head)));
  for (const site of order.sites) {
    const { row, siteRef, place, json } = site;
    const planned: PlannedSite = { row, siteRef, place, json, hash: head + half(options.fingerprint(json)) };
    const decision = decide(planned, options.earlier.get(site.siteRef));
    if (decision.kind === "send") good.push(planned);
    else if (decision.kind === "unchanged") unchanged.push(unchangedRow(site.row, decision.earlier));
    else {
      const { code, earlier } = decision;
      const detail = earlier.subOrderId === undefined ? "" : ` (AT&T's sub-order ${earlier.subOrderId})`;
      const finding: Finding = { code, column: "site_ref", detail };
      findings.push({ row: site.row, finding });
      errors.set(site.row, withFinding(errors.get(site.row), finding));
      refused.set(site.row, earlier);
    }
  }
  const orderError = errorOfOrder(order);
  // The ordinary order: every row goes, and none need be looked for.
  const isWhole = good.length === rows.length;
  const settled = new Set(isWhole ? [] : [...good, ...unchanged].map(({ row }) => row));
  const heldBack = siblingWords(isWhole ? [] : [...errors.keys()], options.placeOf);
  const failed = isWhole
    ? []
    : rows
        .filter(({ row }) => !settled.has(row))
        .map(({ row }) => ({
          ...failedRow(row, errors.get(row) ?? orderError, heldBack),
          ...earlierName(refused.get(row)),
        }));
  const hasError = failed.length > 0;
  const holdBack = hasError && options.policy !== "site";
  return {
    send: holdBack ? [] : good,
    unsent: [...failed, ...unchanged, ...(holdBack ? good.map(({ row }) => heldBackRow(row, heldBack)) : [])],
    findings,
    hasError,
  };
}

/** 132 bits of a digest in base64: enough to tell contents apart. */
const half = (digest: string): string => digest.slice(0, 22);

type Decision =
  | { readonly kind: "send" }
  | { readonly kind: "unchanged"; readonly earlier: EarlierSite }
  | {
      readonly kind: "refused";
      readonly earlier: EarlierSite;
      readonly code: "site.alreadyOrdered" | "site.inFlight";
    };

function decide(site: PlannedSite, earlier: EarlierSite | undefined): Decision {
  if (earlier === undefined) return { kind: "send" };
  const same = earlier.hash === site.hash;
  if (earlier.state === "ended") return same && !earlier.repeatable ? { kind: "unchanged", earlier } : { kind: "send" };
  if (same) return { kind: "unchanged", earlier };
  return { kind: "refused", earlier, code: earlier.state === "ordered" ? "site.alreadyOrdered" : "site.inFlight" };
}

function errorsByRow(rows: readonly OrderRow[], order: AssembledOrder): Map<number, RowError> {
  const errors = new Map<number, RowError>();
  for (const { row, error } of rows) if (error !== null) errors.set(row, error);
  for (const { finding, row } of order.findings) {
    if (isError(finding)) errors.set(row, withFinding(errors.get(row), finding));
  }
  // Those of the order are listed at its first row.
  for (const { finding, row } of order.orderFindings) {
    const own = errors.get(row);
    if (own !== undefined && isError(finding)) errors.set(row, withFinding(own, finding));
  }
  return errors;
}

function errorOfOrder({ orderFindings }: AssembledOrder): RowError | undefined {
  let error: RowError | undefined;
  for (const { finding } of orderFindings) if (isError(finding)) error = withFinding(error, finding);
  return error;
}

/** Without an error of its own or of its order: the order's columns are wrong in another row. */
function failedRow(row: number, error: RowError | undefined, heldBack: RowWords): UnsentRow {
  if (error !== undefined) return { ...rejected(row, "rejected"), ...wordsOf(error) };
  return heldBackRow(row, heldBack);
}

const rejected = (row: number, status: SiteStatus) => ({ row, outcome: "failed", status }) as const;

/** The same for all rows of the order that are held back. */
function siblingWords(blamed: number[], placeOf: PlaceOf): RowWords {
  blamed.sort((a, b) => a - b);
  const detail = namedRows(blamed, placeOf, BLAMED_ROWS_MAX);
  return wordsOf(withFinding(undefined, { code: "order.siblingHeldBack", detail }));
}

const heldBackRow = (row: number, words: RowWords): UnsentRow => ({ ...rejected(row, "rejected.validated"), ...words });

function unchangedRow(row: number, earlier: EarlierSite): UnsentRow {
  return {
    row,
    outcome: "unchanged",
    status: "completed",
    code: "site.unchanged",
    column: null,
    message: "An earlier file already sent this row; it is not sent again.",
    fix: null,
    ...earlierName(earlier),
  };
}

const earlierName = (earlier: EarlierSite | undefined): Pick<UnsentRow, "orderId" | "index"> =>
  earlier === undefined ? {} : { orderId: earlier.orderId, index: earlier.index };
