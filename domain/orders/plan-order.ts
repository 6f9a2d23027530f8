// Decides for every row of one order what happens to it: sent, unchanged, refused, or held back, by the file's policy and
// by what earlier files sent (docs/bulk-file.md §4 and §5). Never half a site; a site is never sent twice.
import type { Policy, UnsentRow } from "../../contracts/outcomes.ts";
import type { Price } from "../../contracts/records.ts";
import type { AssembledOrder, AssembledSite } from "./assemble-order.ts";
import type { FindingOfRow, OrderRow } from "./order-row.ts";
import { type Finding, NO_POSITION, isError } from "../rows/finding.ts";
import { namedRows, type PositionOf } from "../rows/name-rows.ts";
import { wordsOf } from "../rows/row-words.ts";

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
  /** What AT&T quoted for it; absent: not quoted, or quoted without a price. */
  readonly price?: Price;
}

export interface PlannedSite extends AssembledSite {
  readonly hash: string;
}

export interface OrderPlan {
  readonly send: readonly PlannedSite[];
  readonly unsent: readonly UnsentRow[];
  /** Found while planning, to be listed with those of the assembly. */
  readonly findings: readonly FindingOfRow[];
  readonly hasError: boolean;
}

export interface PlanOptions {
  readonly policy: Policy;
  readonly earlier: ReadonlyMap<string, EarlierSite>;
  /** A digest in base64. */
  readonly fingerprint: (text: string) => string;
  /** As a person finds the row in the file. */
  readonly positionOf: PositionOf;
}

type HeldBack = Omit<UnsentRow, "row">;

/** Rows that a held back one blames. */
const BLAMED_ROWS_MAX = 3;

export function planOrder(rows: readonly OrderRow[], order: AssembledOrder, options: PlanOptions): OrderPlan {
  const errors = errorsByRow(rows, order);
  const findings: FindingOfRow[] = [];
  const unchanged: UnsentRow[] = [];
  const good: PlannedSite[] = [];
  const refused = new Map<number, EarlierSite>();
  // The head is the same for all sites, and half of what they say: it is hashed once, and stands before each site's own.
  const head = order.head === undefined ? "" : half(options.fingerprint(JSON.stringify(order.head)));
  for (const site of order.sites) {
    const { row, siteRef, addressKey, json } = site;
    const planned: PlannedSite = { row, siteRef, addressKey, json, hash: head + half(options.fingerprint(json)) };
    const decision = decide(planned, options.earlier.get(site.siteRef));
    if (decision.kind === "send") good.push(planned);
    else if (decision.kind === "unchanged") unchanged.push(unchangedRow(site.row, decision.earlier));
    else {
      const { code, earlier } = decision;
      const detail = earlier.subOrderId === undefined ? "" : ` (AT&T sub-order ${earlier.subOrderId})`;
      const finding: FindingOfRow = { code, row: site.row, column: "site_ref", detail };
      findings.push(finding);
      errors.set(site.row, [...(errors.get(site.row) ?? []), finding]);
      refused.set(site.row, earlier);
    }
  }
  // The ordinary order: every row goes, and none need be looked for.
  const isWhole = good.length === rows.length;
  const heldBack = heldBackBy(isWhole ? [] : [...errors.keys()], options.positionOf);
  const failed = isWhole
    ? []
    : rowsBut(rows, [...good, ...unchanged]).map(({ row }) => ({
        ...failedRow(row, errors.get(row) ?? order.orderFindings.filter(isError), { heldBack, ...options }),
        ...earlierName(refused.get(row)),
      }));
  const hasError = failed.length > 0;
  const holdBack = hasError && options.policy !== "site";
  return {
    send: holdBack ? [] : good,
    unsent: [...failed, ...unchanged, ...(holdBack ? good.map(({ row }) => ({ row, ...heldBack })) : [])],
    findings,
    hasError,
  };
}

function rowsBut(rows: readonly OrderRow[], settled: readonly { readonly row: number }[]): readonly OrderRow[] {
  const numbers = new Set(settled.map(({ row }) => row));
  return rows.filter(({ row }) => !numbers.has(row));
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

function errorsByRow(rows: readonly OrderRow[], order: AssembledOrder): Map<number, readonly Finding[]> {
  const byRow = new Map<number, readonly Finding[]>();
  for (const { row, errors } of rows) if (errors.length > 0) byRow.set(row, errors);
  for (const finding of order.findings.filter(isError)) {
    byRow.set(finding.row, [...(byRow.get(finding.row) ?? []), finding]);
  }
  // Those of the order are listed at its first row.
  for (const finding of order.orderFindings.filter(isError)) {
    const own = byRow.get(finding.row);
    if (own !== undefined) byRow.set(finding.row, [...own, finding]);
  }
  return byRow;
}

/** Without an error of its own or of its order: the order's columns are wrong in another row. */
function failedRow(
  row: number,
  errors: readonly Finding[],
  { heldBack, positionOf }: { readonly heldBack: HeldBack; readonly positionOf: PositionOf },
): UnsentRow {
  if (errors.length === 0) return { row, ...heldBack };
  return { row, outcome: "failed", status: "rejected", ...wordsOf(errors, positionOf(row)) };
}

/** The same for all rows of the order that are held back. */
function heldBackBy(blamed: number[], positionOf: PositionOf): HeldBack {
  blamed.sort((a, b) => a - b);
  const detail = namedRows(blamed, positionOf, BLAMED_ROWS_MAX);
  const words = wordsOf([{ code: "order.siblingHeldBack", detail }], NO_POSITION);
  return { outcome: "failed", status: "rejected.validated", ...words };
}

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
