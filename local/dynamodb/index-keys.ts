// An attribute that is the key of an index may be absent, but not the empty string: DynamoDB refuses such a write, dynalite
// takes it. Every item on its way to a table passes `validateItem` (puts, batches) or `updateIndexes` (updates).
import db, { type Item, type TableDescription } from "dynalite/db/index.js";

let interposed = false;

/** Once for the module. */
export function interposeIndexKeys(): void {
  if (interposed) return;
  interposed = true;
  const { validateItem, updateIndexes } = db;
  db.validateItem = (item, table) => validateItem(item, table) ?? refusalOf(item, table);
  db.updateIndexes = (...change) => {
    const [, table, , after, done] = change;
    const refusal = after === null ? undefined : refusalOf(after, table);
    if (refusal === undefined) updateIndexes(...change);
    else done(refusal);
  };
}

function refusalOf(item: Item, table: TableDescription): unknown {
  for (const { IndexName: name, KeySchema: keys } of table.GlobalSecondaryIndexes ?? []) {
    const empty = keys.find(({ AttributeName: key }) => item[key]?.S === "");
    if (empty === undefined) continue;
    return db.validationError(
      `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: ${name}, IndexKey: ${empty.AttributeName}`,
    );
  }
  return undefined;
}
