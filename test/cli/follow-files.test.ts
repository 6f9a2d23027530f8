// A run ends when every file is settled and intake has answered this very drop; a timeout, an interrupt and a broken cloud
// end it too.
import { describe, expect, it } from "vitest";
import type { Item, Key, Table } from "../../adapters/aws/table.ts";
import { type FollowOptions, followFiles } from "../../cli/follow-files.ts";
import type { RunProgress } from "../../cli/progress-display.ts";
import { keys } from "../../contracts/records.ts";
import { Breakdown } from "../../cli/usage-error.ts";
import { orderRecord } from "./order-record.ts";

/** Answers the nth look with the nth state; anything but reading is unexpected. */
class ScriptedTable implements Pick<Table, "get" | "query" | "queryIndex" | "getMany"> {
  readonly #looks: readonly (Item | undefined)[];
  looked = 0;

  constructor(...looks: readonly (Item | undefined)[]) {
    this.#looks = looks;
  }

  get(_key: Key): Promise<Item | undefined> {
    const look = this.#looks[Math.min(this.looked, this.#looks.length - 1)];
    this.looked += 1;
    return Promise.resolve(look);
  }

  /** What troubles the partner. */
  troubles: readonly Item[] = [];

  async *query(pk: string): AsyncIterable<Item> {
    await Promise.resolve();
    if (pk === "FILE#f-1") yield keys.orderOf("f-1", "o-1");
    else yield* this.troubles;
  }

  async *queryIndex(): AsyncIterable<Item> {
    // Of an earlier version there is none.
  }

  getMany(): Promise<Item[]> {
    return Promise.resolve([{ ...keys.order("o-1"), ...orderRecord({ stage: "order", siteCount: 4 }) }]);
  }
}

const file = (status: string, drop = "d-1"): Item => ({
  fileId: "f-1",
  distributor: "demo",
  key: "inbox/demo/a.csv",
  name: "a.csv",
  contentHash: "00",
  bytes: 1,
  status,
  policy: "order",
  resultsPrefix: "results/demo/a.csv-f-1/",
  receivedAt: "2026-12-01T00:00:00.000Z",
  drop,
});

function follow(table: ScriptedTable, changes: Partial<FollowOptions> = {}) {
  const shown: RunProgress[] = [];
  const following = followFiles([{ fileId: "f-1", name: "a.csv" }], {
    table: table as unknown as Table,
    display: { show: (progress) => void shown.push(progress), say: () => undefined, end: () => undefined },
    timeoutMillis: 60_000,
    interrupted: new AbortController().signal,
    broken: new Promise<never>(() => undefined),
    isAnswered: ({ drop }) => drop === "d-1",
    lookEveryMillis: 0,
    ...changes,
  });
  return { following, shown };
}

describe("followFiles", () => {
  it.each(["completed", "needsAttention", "rejected"])("ends when the file is %s", async (status) => {
    const table = new ScriptedTable(undefined, file("reading"), file("processing"), file(status));
    const { following, shown } = follow(table);
    const { how, batches } = await following;
    expect(how).toBe("settled");
    expect(batches[0]?.record?.status).toBe(status);
    expect(table.looked).toBe(4);
    expect(shown[0]).toMatchObject({ sites: 4 });
    expect(shown[0]?.stages[0]).toMatchObject({ stage: "quote", done: 4 });
  });

  it("counts against what the file sends, however few of its orders have been started", async () => {
    const sent = { ...file("processing"), rowsSent: 40, ordersSent: 9 };
    const { following, shown } = follow(new ScriptedTable(file("reading"), sent, { ...sent, status: "completed" }));
    await following;
    expect(shown.at(-1)).toMatchObject({ sites: 40, headline: "a.csv: done, 0 rows, 9 orders" });
  });

  it("does not take the outcome of an earlier drop for the outcome of this one", async () => {
    const table = new ScriptedTable(file("completed", "d-0"), file("processing", "d-1"), file("completed", "d-1"));
    await follow(table).following;
    expect(table.looked).toBe(3);
  });

  it("ends when the time is over", async () => {
    const { how } = await follow(new ScriptedTable(file("processing")), { timeoutMillis: 0 }).following;
    expect(how).toBe("timedOut");
  });

  it("ends when somebody interrupts", async () => {
    const { how } = await follow(new ScriptedTable(file("processing")), { interrupted: AbortSignal.abort() }).following;
    expect(how).toBe("interrupted");
  });

  it("says once that the partner cannot be reached, with address and next try", async () => {
    const table = new ScriptedTable(file("processing"), file("processing"), file("completed"));
    const now = new Date().toISOString();
    const found = { address: "https://api.example.com", cause: "connection refused", since: now };
    table.troubles = [{ what: "partnerUnavailable", ...found, notedAt: now, nextTryAt: now }];
    const said: string[] = [];
    const display = { show: () => undefined, say: (line: string) => void said.push(line), end: () => undefined };
    await follow(table, { display }).following;
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(
      /https:\/\/api\.example\.com cannot be reached since .* \(connection refused\)\. Next try at /,
    );
  });

  it("fails at once when the cloud is broken", async () => {
    const broken = Promise.reject(new Breakdown("the function quote cannot start"));
    await expect(follow(new ScriptedTable(file("processing")), { broken }).following).rejects.toThrow(/cannot start/);
  });
});
