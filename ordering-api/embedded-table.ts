// A DynamoDB table in this process, kept in a directory: what `npm run ordering-api` stores in when it is to remember. The
// table is dynalite's, item for item as store/dynamo-store.ts writes it; but it is read whole at the start, and written by
// dynalite's own database in groups instead of by requests, which cost a hundred times as much (ADR 0010).
import { mkdir } from "node:fs/promises";
import { setImmediate as nextTurn } from "node:timers/promises";
import createTable from "dynalite/actions/createTable.js";
import database, { type Store as Dynalite } from "dynalite/db/index.js";
import { ConfigurationError } from "../contracts/errors.ts";
import { itemOf, rowOf } from "./store/item.ts";
import { KeptStore } from "./store/kept-store.ts";
import type { Row } from "./store/record-texts.ts";

/** The name is part of every key on disk. */
export const EMBEDDED_TABLE = "ordering-api";

export interface EmbeddedTable {
  readonly store: KeptStore;
  readonly records: number;
  readonly close: () => Promise<void>;
}

export async function openEmbeddedTable(dataDir: string): Promise<EmbeddedTable> {
  const dynalite = await open(dataDir);
  const description = await tableOf(dynalite);
  const items = dynalite.getItemDb(EMBEDDED_TABLE);
  const rows = await readAll(dynalite);
  const store = new KeptStore((group) => {
    const puts = group.map((row) => {
      const value = itemOf(row);
      return { type: "put" as const, key: database.createKey(value, description), value };
    });
    // One write of LevelDB's log: all of it or nothing, and in the hands of the operating system when it is answered.
    return new Promise((written, failed) => {
      items.batch(puts, (error) => (error === null || error === undefined ? written() : failed(asError(error))));
    });
  }, rows);
  const close = async (): Promise<void> => {
    await store.idle();
    await dynalite.lifecycleManager.gracefulClose();
  };
  return { store, records: rows.length, close };
}

async function open(dataDir: string): Promise<Dynalite> {
  try {
    await mkdir(dataDir, { recursive: true });
    const dynalite = database.create({ path: dataDir, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    await dynalite.db.open();
    return dynalite;
  } catch (error) {
    const cause = error instanceof Error ? asError(error.cause ?? error) : asError(error);
    throw new ConfigurationError(
      "code" in cause && cause.code === "LEVEL_LOCKED"
        ? `ORDERING_DATA_DIR: another process has ${dataDir} open; end it, or name another directory`
        : `ORDERING_DATA_DIR: ${dataDir} cannot be opened: ${cause.message}`,
    );
  }
}

const DESCRIPTION = {
  TableName: EMBEDDED_TABLE,
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [
    { AttributeName: "pk", KeyType: "HASH" },
    { AttributeName: "sk", KeyType: "RANGE" },
  ],
  AttributeDefinitions: [
    { AttributeName: "pk", AttributeType: "S" },
    { AttributeName: "sk", AttributeType: "S" },
  ],
};

/** Made where the directory is new. dynalite makes a table in the background, as AWS does. */
async function tableOf(dynalite: Dynalite): Promise<object> {
  const read = (): Promise<{ TableStatus?: unknown } | undefined> =>
    new Promise((found) => {
      dynalite.getTable(EMBEDDED_TABLE, false, (error, table) => {
        found(error instanceof Error || typeof table !== "object" ? undefined : table);
      });
    });
  if ((await read()) === undefined) {
    await new Promise<void>((made, failed) => {
      createTable(dynalite, structuredClone(DESCRIPTION), (error) =>
        error instanceof Error ? failed(asError(error)) : made(),
      );
    });
  }
  for (;;) {
    const table = await read();
    if (table?.TableStatus === "ACTIVE") return table;
    await nextTurn();
  }
}

/** Items a turn: as many as make the way to LevelDB's threads and back cheap. */
const READ_ITEMS = 1_000;

async function readAll(dynalite: Dynalite): Promise<readonly Row[]> {
  const prefix = `item-${EMBEDDED_TABLE}~`;
  const entries = dynalite.db.iterator({ gt: prefix, lt: `${prefix}\x7f` });
  const rows: Row[] = [];
  for (;;) {
    const page = await entries.nextv(READ_ITEMS);
    if (page.length === 0) break;
    for (const [, item] of page) rows.push(rowOf(item));
  }
  await entries.close();
  return rows;
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
