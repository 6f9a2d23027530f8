// What `explain ORDER[/SITE] FIELD` answers: where each value came from that AT&T is sent under that name. A name is a column, a field's
// path in a call, or a call with a path; one that may mean several things lists them.
import { COLUMN_LIST, type ColumnName, headerKey } from "../../contracts/bulk-file.ts";
import { type OrderRecord, partsOfCallKey, type SiteRecord } from "../../contracts/records.ts";
import { sitesFinished } from "../../domain/orders/stage-progress.ts";
import { type LeafSource, type TracedLeaf, traceLeaves, tracedCell } from "../../domain/orders/trace-leaves.ts";
import { nearestName } from "../../domain/rows/nearest-name.ts";
import type { CallRecords } from "../partner/call-records.ts";
import type { WrittenCell, WrittenSite } from "./written-cells.ts";

export interface ExplainedColumn extends WrittenCell {
  readonly column: ColumnName;
  /** As it was read: repaired and normalized. */
  readonly read: string;
}

export interface ExplainedLeaf extends Omit<TracedLeaf, "scope" | "from"> {
  readonly from: readonly (Exclude<LeafSource, { kind: "column" }> | ({ readonly kind: "column" } & ExplainedColumn))[];
  readonly isSent: boolean;
  /** When the call was first made; null: it has not been made, or is one that only overwrites, of which no record is kept. */
  readonly sentAt: string | null;
  readonly transactionId: string | null;
}

export type Explained =
  | { readonly kind: "values"; readonly column: ExplainedColumn | null; readonly leaves: readonly ExplainedLeaf[] }
  | { readonly kind: "choices"; readonly choices: readonly string[] }
  /** `near`: what may have been meant. */
  | { readonly kind: "none"; readonly near: string | undefined };

export interface ExplainOptions {
  readonly callRecords: CallRecords;
  readonly order: OrderRecord;
  readonly site: SiteRecord;
  readonly written: WrittenSite;
  /** Only what is said of the order as a whole. */
  readonly ofOrder: boolean;
}

export async function explainValue(options: ExplainOptions, field: string): Promise<Explained> {
  const { order, site, written, ofOrder } = options;
  const all = traceLeaves({ index: site.index, order, site, cells: written.cells });
  const leaves = ofOrder ? all.filter(({ scope }) => scope === "order") : all;
  const columns = COLUMN_LIST.filter(({ group }) => !ofOrder || group === "order").map(({ name }) => name);
  const meant = meaningOf(field, leaves, columns);
  if (meant.kind !== "values") return meant;
  const column = meant.column === undefined ? null : explainedColumn(written, meant.column);
  const sent = await sentCalls(options);
  return { kind: "values", column, leaves: meant.leaves.map((leaf) => explainedLeaf(leaf, options, sent)) };
}

type Meaning =
  | { readonly kind: "values"; readonly column?: ColumnName; readonly leaves: readonly TracedLeaf[] }
  | Exclude<Explained, { kind: "values" }>;

/** Exported for tests. */
export function meaningOf(field: string, leaves: readonly TracedLeaf[], columns: readonly ColumnName[]): Meaning {
  const exact = columns.find((name) => headerKey(name) === headerKey(field));
  if (exact !== undefined) return { kind: "values", column: exact, leaves: leaves.filter(comesFrom(exact)) };
  const named = leaves.filter((leaf) => isNamed(leaf, field));
  const parts = columns.filter((name) => `_${name}_`.includes(`_${field.toLowerCase().replaceAll(/[\s-]+/g, "_")}_`));
  const [leaf, ...others] = named;
  if (leaf !== undefined && others.length === 0 && parts.length === 0) return { kind: "values", leaves: [leaf] };
  const [part, ...more] = parts;
  if (part !== undefined && more.length === 0 && named.every(comesFrom(part))) {
    return { kind: "values", column: part, leaves: leaves.filter(comesFrom(part)) };
  }
  const choices = [...parts, ...named.map(({ call, path }) => `${call} ${path}`)];
  if (choices.length > 0) return { kind: "choices", choices };
  const lastNames = leaves.map(({ path }) => path.split(".").at(-1) ?? path);
  return { kind: "none", near: nearestName(field, [...columns, ...lastNames]) };
}

const comesFrom =
  (name: ColumnName) =>
  ({ from }: TracedLeaf): boolean =>
    from.some((source) => source.kind === "column" && source.column === name);

/** By its path or the end of it, with or without its call; places in lists may be left out. */
function isNamed({ call, path }: TracedLeaf, field: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/\[\d+\]/g, "");
  const wanted = plain(field.trim()).replace(/^(\w+)[\s:/]+/, "$1.");
  const whole = plain(`${call}.${path}`);
  const withoutValue = whole.replace(/\.value$/, "");
  if (whole === wanted || withoutValue === wanted) return true;
  if (whole.endsWith(`.${wanted}`) || withoutValue.endsWith(`.${wanted}`)) return true;
  // `Port Speed` for `features[Port Speed].value`.
  return withoutValue.endsWith(`[${plain(field.trim())}]`);
}

function explainedColumn(written: WrittenSite, column: ColumnName): ExplainedColumn {
  return { column, read: tracedCell(written.cells, column), ...written.writtenAt(column) };
}

type SentCalls = ReadonlyMap<string, { readonly sentAt: string; readonly transactionId: string }>;

/** By call: the one that this site, its group or its order was part of. */
async function sentCalls({ callRecords, order, site }: ExplainOptions): Promise<SentCalls> {
  const sent = new Map<string, { readonly sentAt: string; readonly transactionId: string }>();
  for await (const { sk, record } of callRecords.ofOrder(order.orderId)) {
    const { call, scope } = partsOfCallKey(sk);
    // Groups go by their first site: of those before this one, the last; they sort by it.
    if (scope === "order" || Number(scope) <= site.index) {
      sent.set(call, { sentAt: record.startedAt, transactionId: record.transactionId });
    }
  }
  return sent;
}

function explainedLeaf(traced: TracedLeaf, { order, written }: ExplainOptions, sent: SentCalls): ExplainedLeaf {
  const { scope: _, ...leaf } = traced;
  const { sentAt = null, transactionId = null } = sent.get(leaf.call) ?? {};
  const isSent = sentAt !== null || sitesFinished(order, leaf.stage) > 0;
  const from = leaf.from.map((source) =>
    source.kind === "column" ? { kind: source.kind, ...explainedColumn(written, source.column) } : source,
  );
  return { ...leaf, from, isSent, sentAt, transactionId };
}
