// From which column, answer or constant each value comes that AT&T is sent. Nothing is written down twice for it: the requests are
// made once as they are and once with each cell, and each id of AT&T's, changed; what changes with it comes from it. So the mapping
// itself is the only description of the mapping.
import { AT, COLUMN_LIST, type Column, type ColumnName } from "../../contracts/bulk-file.ts";
import type { CallName } from "../../contracts/apex/calls.ts";
import { invariant } from "../../contracts/errors.ts";
import type { OrderDocument } from "../../contracts/order-document.ts";
import { cellAt } from "../rows/cell-at.ts";
import { orderHead } from "./order-head.ts";
import { requestsOf, type SentGround, type SentRequest } from "./sent-requests.ts";
import { SiteJsonWriter } from "./site-json.ts";

export type LeafSource =
  | { readonly kind: "column"; readonly column: ColumnName }
  /** An id that AT&T gave in the answer of an earlier call. */
  | { readonly kind: "answer"; readonly call: CallName; readonly field: string }
  /** Made from the site's index in its order. */
  | { readonly kind: "position" }
  /** The same for every order. */
  | { readonly kind: "constant" };

export interface TracedLeaf extends Pick<SentRequest, "stage" | "call" | "scope"> {
  /** `sites[0].address.zipCode`; an entry with a name goes by it: `features[Port Speed].value`. */
  readonly path: string;
  readonly value: string | number | boolean | null;
  readonly from: readonly LeafSource[];
  /** Blank columns that would be sent instead, if they were filled. */
  readonly insteadOf: readonly ColumnName[];
}

export interface TracedSite extends Omit<SentGround, "document"> {
  /** Normalized, in schema order; the order's columns hold what its rows agree on. */
  readonly cells: readonly string[];
}

export function traceLeaves(site: TracedSite): TracedLeaf[] {
  const base = leavesOf(site, site.cells);
  const from = new Map<string, LeafSource[]>();
  const insteadOf = new Map<string, ColumnName[]>();
  for (const column of COLUMN_LIST) {
    const other = changedCells(site, column);
    // Another product has other features: that they are not there says nothing of where their values come from.
    const changed = changedLeaves(base, other).filter((key) => column.name !== "product" || other?.has(key) === true);
    const isBlank = site.cells[column.index] === "";
    for (const key of changed) {
      if (isBlank) note(insteadOf, key, column.name);
      else note(from, key, { kind: "column", column: column.name });
    }
  }
  for (const { source, changed } of changedIds(site)) {
    for (const key of changedLeaves(base, leavesOf(changed, site.cells))) note(from, key, source);
  }
  return [...base].map(([key, leaf]) => ({
    ...leaf,
    from: from.get(key) ?? [{ kind: "constant" }],
    insteadOf: insteadOf.get(key) ?? [],
  }));
}

type Leaf = Omit<TracedLeaf, "from" | "insteadOf">;
type Leaves = ReadonlyMap<string, Leaf>;

function leavesOf(site: TracedSite, cells: readonly string[], document = documentOf(cells)): Leaves {
  const leaves = new Map<string, Leaf>();
  for (const { stage, call, scope, body } of requestsOf({ ...site, document })) {
    for (const [path, value] of flat(body, "")) leaves.set(`${call} ${path}`, { stage, call, scope, path, value });
  }
  return leaves;
}

function* flat(value: unknown, path: string): Iterable<readonly [path: string, value: Leaf["value"]]> {
  if (Array.isArray(value)) {
    for (const [at, entry] of value.entries()) yield* flat(entry, `${path}[${nameOf(entry) ?? String(at)}]`);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, field] of Object.entries(value)) yield* flat(field, path === "" ? key : `${path}.${key}`);
  } else if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") yield [path, value];
  else yield [path, null];
}

function nameOf(entry: unknown): string | undefined {
  const isNamed = typeof entry === "object" && entry !== null && "name" in entry && "value" in entry;
  return isNamed && typeof entry.name === "string" ? entry.name : undefined;
}

function changedLeaves(base: Leaves, other: Leaves | undefined): string[] {
  if (other === undefined) return [];
  return [...base].filter(([key, { value }]) => other.get(key)?.value !== value).map(([key]) => key);
}

function note<V>(into: Map<string, V[]>, key: string, value: V): void {
  const known = into.get(key);
  if (known === undefined) into.set(key, [value]);
  else known.push(value);
}

/** Of a column that can say one thing only: the document as if it said another. */
function solelySaid({ name, camelName, values }: Column, document: OrderDocument): unknown {
  if (name === "accept_terms") return { ...document, acceptTerms: false };
  if (name === "product" || values?.length !== 1) return undefined;
  return { ...document, sites: document.sites.map((site) => ({ ...site, [camelName]: "~" })) };
}

/** Undefined: the column has no other value. */
function changedCells(site: TracedSite, column: Column): Leaves | undefined {
  const value = cellAt(site.cells, column.index);
  const document = solelySaid(column, documentOf(site.cells));
  if (isDocument(document)) return leavesOf(site, site.cells, document);
  const cells = [...site.cells];
  cells[column.index] = otherValue(column, value === "" ? (column.byDefault ?? "") : value);
  return leavesOf(site, cells);
}

function otherValue({ kind, values = [], example }: Column, value: string): string {
  switch (kind) {
    case "choice":
    case "term":
      return values.find((other) => other !== value) ?? value;
    case "yesNo":
      return value === "yes" ? "no" : "yes";
    case "percent":
      return value === "1" ? "2" : "1";
    default:
      return value === "" ? `${example}~` : `${value}~`;
  }
}

function documentOf(cells: readonly string[]): OrderDocument {
  const head = orderHead(cells);
  const site: unknown = { row: 1, ...JSON.parse(new SiteJsonWriter(head).write(cells)) };
  const ids = { orderId: "o", fileId: "f", distributor: "d", revision: 1, policy: "order" };
  const document: unknown = { ...ids, ...head, sites: [site] };
  invariant(isDocument(document), "traceLeaves.document");
  return document;
}

/** Made of checked cells here; what a trace changes need not be valid, only different. */
const isDocument = (value: unknown): value is OrderDocument => typeof value === "object" && value !== null;

interface ChangedId {
  readonly source: LeafSource;
  readonly changed: TracedSite;
}

function changedIds(traced: TracedSite): ChangedId[] {
  const { order, site, index } = traced;
  const other = (id: string | undefined): string | undefined => (id === undefined ? undefined : `${id}~`);
  const answer = (call: CallName, field: string): LeafSource => ({ kind: "answer", call, field });
  const ofOrder = (field: keyof TracedSite["order"]): TracedSite => {
    const value = other(order[field]);
    return { ...traced, order: { ...order, ...(value !== undefined && { [field]: value }) } };
  };
  const ofSite = (field: keyof TracedSite["site"]): TracedSite => {
    const value = other(site[field]);
    return { ...traced, site: { ...site, ...(value !== undefined && { [field]: value }) } };
  };
  return [
    { source: answer("createQuote", "quoteId"), changed: ofOrder("quoteId") },
    { source: answer("createQuote", "opportunityId"), changed: ofOrder("opportunityId") },
    { source: answer("createOrder", "orderId"), changed: ofOrder("partnerOrderId") },
    { source: answer("addSites", "siteId"), changed: ofSite("siteId") },
    { source: answer("createOrder", "subOrderId"), changed: ofSite("subOrderId") },
    { source: answer("lookupCustomer", "accountId"), changed: ofSite("accountId") },
    { source: { kind: "position" }, changed: { ...traced, index: index + 1 } },
  ];
}

/** The cell of a column, normalized. */
export const tracedCell = (cells: readonly string[], column: ColumnName): string => cellAt(cells, AT[column]);
