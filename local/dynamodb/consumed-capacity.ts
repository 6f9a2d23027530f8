// What a request costs in DynamoDB's units, by the sizes of the items that it met: the table's and those of each global
// index that a write changes, also where a condition refused the write. dynalite hands both images of an item to
// `addConsumedCapacity` and `checkConditional`; a Tally travels there in the request's ReturnConsumedCapacity.
// Rules: DynamoDB developer guide, "DynamoDB read and write operations" and "Using global secondary indexes".
import db, { type Item, type TableDescription } from "dynalite/db/index.js";
import { type JsonObject, numberAt, objectAt } from "../json.ts";

const WRITE_UNIT_BYTES = 1024;

export interface Charge {
  readonly kind: "write" | "read";
  readonly units: number;
  readonly table: string;
  /** Text that holds the item's key. */
  readonly about: () => string;
}

export class Tally {
  readonly charges: Charge[] = [];
  /** ReturnConsumedCapacity as the caller gave it. */
  readonly asked: unknown;
  readonly #tableOf: (name: string) => TableDescription | undefined;

  constructor(asked: unknown, tableOf: (name: string) => TableDescription | undefined) {
    this.asked = asked;
    this.#tableOf = tableOf;
  }

  /** A single item that was read. */
  read(request: JsonObject, item: Item | undefined): void {
    const units = db.capacityUnits(item, true, request["ConsistentRead"] === true);
    this.charges.push({ kind: "read", units, ...ofRequest(request) });
  }

  /** A query or scan: its items count together, and none counts as one of the smallest. */
  readMany(request: JsonObject, answer: JsonObject): void {
    const least = request["ConsistentRead"] === true ? 1 : 0.5;
    const units = Math.max(numberAt(objectAt(answer, "ConsumedCapacity"), "CapacityUnits") ?? 0, least);
    this.charges.push({ kind: "read", units, ...ofRequest(request) });
  }

  write(request: JsonObject, before: Item | undefined, after: Item | undefined): void {
    const table = this.#tableOf(String(request["TableName"]));
    const indexes = (table?.GlobalSecondaryIndexes ?? []).map((index) => indexUnits(table, index, { before, after }));
    const units = larger(before, after) + indexes.reduce((sum, one) => sum + one, 0);
    this.charges.push({ kind: "write", units, ...ofRequest(request) });
  }

  /** A write that its condition refused costs what the existing item would, without its indexes. */
  refused(request: JsonObject, existing: Item | undefined): void {
    this.charges.push({ kind: "write", units: larger(existing, undefined), ...ofRequest(request) });
  }
}

function ofRequest(request: JsonObject): Pick<Charge, "table" | "about"> {
  const { TableName: table, Key: key, Item: item, ExpressionAttributeValues: values } = request;
  return { table: String(table), about: () => JSON.stringify(key ?? item ?? values ?? "") };
}

function larger(one: Item | undefined, other: Item | undefined): number {
  return Math.max(db.capacityUnits(one, false, true), db.capacityUnits(other, false, true));
}

type Index = NonNullable<TableDescription["GlobalSecondaryIndexes"]>[number];

/**
 * 0: the entry stays as it is. 1 × size: it comes, goes, or changes in place. Both sizes: its key changes, so the old entry
 * is deleted and a new one put.
 */
function indexUnits(
  table: TableDescription | undefined,
  index: Index,
  images: { readonly before: Item | undefined; readonly after: Item | undefined },
): number {
  if (table === undefined) return 0;
  const [before, after] = [entryOf(table, index, images.before), entryOf(table, index, images.after)];
  if (before === undefined && after === undefined) return 0;
  if (before === undefined || after === undefined) return unitsOf(before ?? after);
  const keyOf = (entry: Item): string => JSON.stringify(index.KeySchema.map(({ AttributeName: name }) => entry[name]));
  if (keyOf(before) !== keyOf(after)) return unitsOf(before) + unitsOf(after);
  return JSON.stringify(before) === JSON.stringify(after) ? 0 : Math.max(unitsOf(before), unitsOf(after));
}

function unitsOf(entry: Item | undefined): number {
  return entry === undefined ? 0 : Math.ceil(db.itemSize(entry) / WRITE_UNIT_BYTES);
}

/** What an item puts into an index; undefined where it lacks one of the index's keys. */
function entryOf(table: TableDescription, index: Index, item: Item | undefined): Item | undefined {
  const keys = index.KeySchema.map(({ AttributeName: name }) => name);
  if (item === undefined || keys.some((name) => item[name] === undefined)) return undefined;
  if (index.Projection.ProjectionType === "ALL") return item;
  const names = new Set([
    ...keys,
    ...table.KeySchema.map(({ AttributeName: name }) => name),
    ...(index.Projection.NonKeyAttributes ?? []),
  ]);
  const entry: Record<string, Item[string]> = {};
  for (const name of [...names].sort()) {
    const value = item[name];
    if (value !== undefined) entry[name] = value;
  }
  return entry;
}

let interposed = false;

/** Once for the module: requests without a Tally go on as before. */
export function interposeTallies(): void {
  if (interposed) return;
  interposed = true;
  const { addConsumedCapacity, checkConditional } = db;
  db.addConsumedCapacity = (request, isRead, before, after) => {
    const tally = request.ReturnConsumedCapacity;
    if (!(tally instanceof Tally)) return addConsumedCapacity(request, isRead, before, after);
    if (isRead) tally.read({ ...request }, before);
    else tally.write({ ...request }, before, after);
    return addConsumedCapacity({ ...request, ReturnConsumedCapacity: tally.asked }, isRead, before, after);
  };
  db.checkConditional = (request, existing) => {
    const refusal = checkConditional(request, existing);
    const tally = request.ReturnConsumedCapacity;
    if (refusal !== undefined && refusal !== null && tally instanceof Tally) tally.refused({ ...request }, existing);
    return refusal;
  };
}
