// Decides for every row of one order what happens to it: sent, unchanged, refused, or held back, by the file's policy and
// by what earlier files sent (bulk-file.md §4 and §5). Never half a site; a site is never sent twice.
import type { Issue, Policy, RowOutcome, SiteStatus } from "../../contracts/outcomes.ts";
import type { AssembledOrder, AssembledSite, OrderRow, RowError, RowFinding } from "./assemble-order.ts";
import { type Finding, isError, issueOf } from "./issue-codes.ts";

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
  readonly code: string;
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
  readonly fingerprint: (text: string) => string;
}

export function planOrder(rows: readonly OrderRow[], order: AssembledOrder, options: PlanOptions): OrderPlan {
  const errors = firstErrors(rows, order);
  const findings: RowFinding[] = [];
  const unchanged: UnsentRow[] = [];
  const good: PlannedSite[] = [];
  const refused = new Map<number, EarlierSite>();
  // The head is the same for all sites, and half of what they say: it is hashed once.
  const head = order.head === undefined ? "" : options.fingerprint(JSON.stringify(order.head));
  for (const site of order.sites) {
    const { row, siteRef, place, json } = site;
    const planned: PlannedSite = { row, siteRef, place, json, hash: options.fingerprint(`${head}\n${json}`) };
    const decision = decide(planned, options.earlier.get(site.siteRef));
    if (decision.kind === "send") good.push(planned);
    else if (decision.kind === "unchanged") unchanged.push(unchangedRow(site.row, decision.earlier));
    else {
      const { code, earlier } = decision;
      const detail = earlier.subOrderId === undefined ? "" : ` (AT&T's sub-order ${earlier.subOrderId})`;
      const finding: Finding = { code, column: "site_ref", detail };
      findings.push({ row: site.row, finding });
      errors.set(site.row, errorOf(finding, site.row));
      refused.set(site.row, earlier);
    }
  }
  const orderError = order.orderFindings.find(({ finding }) => isError(finding));
  // The ordinary order: every row goes, and none need be looked for.
  const isWhole = good.length === rows.length;
  const settled = new Set(isWhole ? [] : [...good, ...unchanged].map(({ row }) => row));
  const failed = isWhole
    ? []
    : rows
        .filter(({ row }) => !settled.has(row))
        .map(({ row }) => ({ ...failedRow(row, errors.get(row), orderError), ...earlierName(refused.get(row)) }));
  const hasError = failed.length > 0;
  const holdBack = hasError && options.policy !== "site";
  return {
    send: holdBack ? [] : good,
    unsent: [...failed, ...unchanged, ...(holdBack ? good.map(({ row }) => heldBackRow(row)) : [])],
    findings,
    hasError,
  };
}

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

function firstErrors(rows: readonly OrderRow[], order: AssembledOrder): Map<number, RowError> {
  const errors = new Map<number, RowError>();
  for (const { row, error } of rows) if (error !== null) errors.set(row, error);
  for (const { row, finding } of order.findings) {
    if (isError(finding) && !errors.has(row)) errors.set(row, errorOf(finding, row));
  }
  return errors;
}

export const errorOf = (finding: Finding, row: number): RowError =>
  errorOfIssue(issueOf(finding, { row, pointer: null }), 0);

/** `more`: errors of the row beside it. */
export const errorOfIssue = ({ code, column, message, fix }: Issue, more: number): RowError => ({
  ...{ code, column, message, fix },
  more,
});

function failedRow(row: number, own: RowError | undefined, orderError: RowFinding | undefined): UnsentRow {
  if (own !== undefined) {
    const more = own.more > 0 ? ` (and ${String(own.more)} more)` : "";
    return { ...rejected(row, "rejected"), ...withoutMore(own), message: own.message + more };
  }
  if (orderError !== undefined) {
    return { ...rejected(row, "rejected"), ...withoutMore(errorOf(orderError.finding, orderError.row)) };
  }
  // The order's columns are wrong in another row.
  return heldBackRow(row);
}

const withoutMore = ({ code, column, message, fix }: RowError) => ({ code, column, message, fix });
const rejected = (row: number, status: SiteStatus) => ({ row, outcome: "failed", status }) as const;

function heldBackRow(row: number): UnsentRow {
  return {
    ...rejected(row, "rejected.validated"),
    ...withoutMore(errorOf({ code: "order.siblingHeldBack" }, row)),
  };
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
