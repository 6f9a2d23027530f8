// The actions of dynalite without its HTTP server: the guard has checked the caller, the endpoint has read the request, and
// what is left is validation and the action itself. A table's description is kept once it is active, because nothing here
// changes it and dynalite would read it from its files with every request.
import batchGetItem from "dynalite/actions/batchGetItem.js";
import batchWriteItem from "dynalite/actions/batchWriteItem.js";
import createTable from "dynalite/actions/createTable.js";
import deleteItem from "dynalite/actions/deleteItem.js";
import describeTable from "dynalite/actions/describeTable.js";
import getItem from "dynalite/actions/getItem.js";
import listTables from "dynalite/actions/listTables.js";
import putItem from "dynalite/actions/putItem.js";
import query from "dynalite/actions/query.js";
import scan from "dynalite/actions/scan.js";
import updateItem from "dynalite/actions/updateItem.js";
import db, { type Done, type Store, type TableDescription } from "dynalite/db/index.js";
import batchGetItemRules from "dynalite/validations/batchGetItem.js";
import batchWriteItemRules from "dynalite/validations/batchWriteItem.js";
import createTableRules from "dynalite/validations/createTable.js";
import deleteItemRules from "dynalite/validations/deleteItem.js";
import describeTableRules from "dynalite/validations/describeTable.js";
import getItemRules from "dynalite/validations/getItem.js";
import listTablesRules from "dynalite/validations/listTables.js";
import putItemRules from "dynalite/validations/putItem.js";
import queryRules from "dynalite/validations/query.js";
import scanRules from "dynalite/validations/scan.js";
import updateItemRules from "dynalite/validations/updateItem.js";
import validations from "dynalite/validations/index.js";
import { DamagedFile } from "../damaged-file.ts";
import { type JsonObject, isObject, numberAt, textAt } from "../json.ts";
import { Tally, interposeTallies } from "./consumed-capacity.ts";
import { GroupedWrites } from "./grouped-writes.ts";
import { interposeIndexKeys } from "./index-keys.ts";
import { noteSizes, refuseDamaged, refuseLosses } from "./level-damage.ts";
import { ReadCache } from "./read-cache.ts";

export interface DynamoAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Operation {
  readonly run: (store: Store, input: object, done: Done) => void;
  readonly rules: { readonly types: object; readonly custom?: unknown };
}

const OPERATIONS: ReadonlyMap<string, Operation> = new Map([
  ["BatchGetItem", { run: batchGetItem, rules: batchGetItemRules }],
  ["BatchWriteItem", { run: batchWriteItem, rules: batchWriteItemRules }],
  ["CreateTable", { run: createTable, rules: createTableRules }],
  ["DeleteItem", { run: deleteItem, rules: deleteItemRules }],
  ["DescribeTable", { run: describeTable, rules: describeTableRules }],
  ["GetItem", { run: getItem, rules: getItemRules }],
  ["ListTables", { run: listTables, rules: listTablesRules }],
  ["PutItem", { run: putItem, rules: putItemRules }],
  ["Query", { run: query, rules: queryRules }],
  ["Scan", { run: scan, rules: scanRules }],
  ["UpdateItem", { run: updateItem, rules: updateItemRules }],
]);

export class DynaliteCore {
  readonly #dir: string;
  readonly #store: Store;
  readonly #writes: GroupedWrites;
  readonly #cache: ReadCache;
  readonly #tables = new Map<string, TableDescription>();

  constructor(dir: string) {
    interposeTallies();
    interposeIndexKeys();
    this.#dir = dir;
    refuseDamaged(dir);
    this.#store = db.create({ path: dir, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    this.#writes = new GroupedWrites(this.#store.db);
    this.#cache = new ReadCache(this.#store.db);
    this.#keepTables();
  }

  /** Before the first request that is to be fast. */
  async ready(): Promise<void> {
    try {
      await this.#store.db.open();
    } catch (error) {
      const cause = error instanceof Error ? (error.cause ?? error) : error;
      throw textAt(cause, "code") === "LEVEL_CORRUPTION" ? new DamagedFile(this.#dir, { cause }) : cause;
    }
    refuseLosses(this.#dir);
    await this.#cache.readKeys();
  }

  knows(action: string): boolean {
    return OPERATIONS.has(action);
  }

  /** For one request of which the units are to be known. */
  tally(input: JsonObject): Tally {
    return new Tally(input["ReturnConsumedCapacity"], (name) => this.#tables.get(name));
  }

  /** What the request costs goes into `tally`. */
  ask(action: string, input: object, tally?: Tally): Promise<DynamoAnswer> {
    const operation = OPERATIONS.get(action);
    if (operation === undefined) throw new Error(`dynalite has no action ${action}`);
    const readsMany = action === "Query" || action === "Scan";
    return new Promise((resolve, reject) => {
      const done: Done = (error, answer) => {
        if (error !== null && error !== undefined) {
          refuse(error);
          return;
        }
        if (!readsMany || tally === undefined || !isObject(answer)) {
          resolve(answerOf(200, answer));
          return;
        }
        tally.readMany({ ...input }, answer);
        const { ConsumedCapacity: _capacity, ...others } = answer;
        resolve(answerOf(200, tally.asked === undefined ? others : answer));
      };
      const refuse = (error: unknown): void => {
        const status = numberAt(error, "statusCode");
        if (status === undefined || !isObject(error)) reject(error instanceof Error ? error : new Error(String(error)));
        else resolve(answerOf(status, error["body"]));
      };
      try {
        const { types, custom } = operation.rules;
        const checked = validations.checkTypes(input, types);
        validations.checkValidations(checked, types, custom, this.#store);
        const metered = { ...checked, ReturnConsumedCapacity: readsMany ? "TOTAL" : tally };
        operation.run(this.#store, tally === undefined ? checked : metered, done);
      } catch (error) {
        refuse(error);
      }
    });
  }

  async close(): Promise<void> {
    await this.#writes.ended();
    await this.#store.lifecycleManager.gracefulClose();
    noteSizes(this.#dir);
  }

  #keepTables(): void {
    const read = this.#store.getTable.bind(this.#store);
    this.#store.getTable = (name, checkStatus, done) => {
      const tell = typeof checkStatus === "function" ? checkStatus : done;
      const kept = this.#tables.get(name);
      if (kept !== undefined) {
        tell?.(null, kept);
        return;
      }
      read(name, checkStatus, (error, table) => {
        if (!(error instanceof Error) && table?.TableStatus === "ACTIVE") this.#tables.set(name, table);
        tell?.(error, table);
      });
    };
  }
}

function answerOf(status: number, body: unknown): DynamoAnswer {
  return { status, headers: { "content-type": "application/x-amz-json-1.0" }, body: JSON.stringify(body) };
}
