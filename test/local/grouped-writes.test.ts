// Writes that come while one is under way share the next; each is answered by the write that carried it, in order.
import type { Done, LevelDatabase } from "dynalite/db/index.js";
import { expect, test } from "vitest";
import { GroupedWrites } from "../../local/dynamodb/grouped-writes.ts";

function database() {
  const groups: string[][] = [];
  const underWay: Done[] = [];
  const db = {
    batch: (changes: readonly { key: string }[], done: Done) => {
      groups.push(changes.map(({ key }) => key));
      underWay.push(done);
    },
  } as unknown as LevelDatabase;
  const writes = new GroupedWrites(db);
  const told: string[] = [];
  const put = (key: string): void => {
    db.put(key, {}, (error) => told.push(error === null ? key : `${key} failed`));
  };
  return { db, writes, groups, underWay, told, put };
}

test("what comes in one turn is one write, and what comes meanwhile the next", async () => {
  const { db, groups, underWay, told, put } = database();
  put("a");
  put("b");
  await Promise.resolve();
  put("c");
  db.del("a", () => told.push("a deleted"));
  expect(groups).toEqual([["a", "b"]]);
  expect(told).toEqual([]);
  underWay[0]?.(null);
  expect(told).toEqual(["a", "b"]);
  expect(groups).toEqual([
    ["a", "b"],
    ["c", "a"],
  ]);
  underWay[1]?.(null);
  expect(told).toEqual(["a", "b", "c", "a deleted"]);
});

test("a write that fails fails for all that it carried, and for no other", async () => {
  const { underWay, told, put } = database();
  put("a");
  await Promise.resolve();
  put("b");
  underWay[0]?.(new Error("the disk is full"));
  underWay[1]?.(null);
  expect(told).toEqual(["a failed", "b"]);
});

test("it has ended when the last write has", async () => {
  const { writes, underWay, put } = database();
  await writes.ended();
  put("a");
  await Promise.resolve();
  put("b");
  let ended = false;
  const ending = writes.ended().then(() => (ended = true));
  underWay[0]?.(null);
  await Promise.resolve();
  expect(ended).toBe(false);
  underWay[1]?.(null);
  await ending;
  expect(ended).toBe(true);
});
