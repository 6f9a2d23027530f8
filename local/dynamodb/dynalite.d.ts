// The parts of dynalite that are used here; the package has no types of its own.
declare module "dynalite" {
  import type { Server } from "node:http";
  function dynalite(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): Server;
  export default dynalite;
}

declare module "dynalite/db/index.js" {
  import type { AttributeValue } from "@aws-sdk/client-dynamodb";
  export type Item = Record<string, AttributeValue>;
  export type Done = (error: unknown, answer?: unknown) => void;
  export interface LevelDatabase {
    get(key: string, done: Done): void;
    put(key: string, value: unknown, done: Done): void;
    del(key: string, done: Done): void;
    batch(
      changes: readonly ({ type: "put"; key: string; value: unknown } | { type: "del"; key: string })[],
      done: Done,
    ): void;
    keys(): AsyncIterable<string>;
    /** Rejects where the directory cannot be opened; the cause says why. */
    open(): Promise<void>;
    iterator(range: { gt: string; lt: string }): {
      nextv(count: number): Promise<readonly (readonly [key: string, item: Item])[]>;
      close(): Promise<void>;
    };
  }
  export interface Store {
    readonly db: LevelDatabase;
    getItemDb(table: string): Pick<LevelDatabase, "batch">;
    getTable(
      name: string,
      checkStatus: boolean | ((error: unknown, table?: TableDescription) => void),
      done?: (error: unknown, table?: TableDescription) => void,
    ): void;
    readonly lifecycleManager: { gracefulClose(done: Done): void; gracefulClose(): Promise<void> };
  }
  interface Keys {
    readonly KeySchema: readonly { readonly AttributeName: string }[];
  }
  export interface TableDescription extends Keys {
    readonly TableStatus?: string;
    readonly GlobalSecondaryIndexes?: readonly (Keys & {
      readonly IndexName: string;
      readonly Projection: { readonly ProjectionType: string; readonly NonKeyAttributes?: readonly string[] };
    })[];
  }
  /** Store, table, the item before, the item after (null: deleted), what to do then. */
  export type IndexChange = [
    store: Store,
    table: TableDescription,
    before: Item | undefined,
    after: Item | null,
    done: Done,
  ];
  interface Request {
    readonly ReturnConsumedCapacity?: unknown;
  }
  const db: {
    /** Bytes, as DynamoDB counts them. */
    itemSize(item: Item): number;
    /** A missing item costs as much as the smallest. */
    capacityUnits(item: Item | undefined, isRead: boolean, isConsistent: boolean): number;
    validationError(message: string): unknown;
    /** What is wrong with an item, if anything. */
    validateItem: (item: Item, table: TableDescription) => unknown;
    updateIndexes: (...change: IndexChange) => void;
    addConsumedCapacity: (request: Request, isRead: boolean, before?: Item, after?: Item) => unknown;
    checkConditional: (request: Request, existing?: Item) => unknown;
    /** An item's key within its table, by the table's description. */
    createKey(item: Item, table: object): string;
    create(options: { path: string; createTableMs: number; deleteTableMs: number; updateTableMs: number }): Store;
  };
  export default db;
}

declare module "dynalite/validations/index.js" {
  import type { Store } from "dynalite/db/index.js";
  const validations: {
    checkTypes(input: object, types: object): object;
    checkValidations(input: object, types: object, custom: unknown, store: Store): void;
  };
  export default validations;
}

declare module "dynalite/validations/*" {
  const validation: { readonly types: object; readonly custom?: unknown };
  export default validation;
}

declare module "dynalite/actions/*" {
  import type { Done, Store } from "dynalite/db/index.js";
  function action(store: Store, input: object, done: Done): void;
  export default action;
}
