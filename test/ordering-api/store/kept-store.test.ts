// The store that decides in memory and answers when it is on disk: the same answers as the store in memory in any interleaving,
// and whatever moment the process dies at, what is on disk is all that was decided up to some moment, with everything in it
// that was answered or shown.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { RecordKey } from "../../../ordering-api/records.ts";
import type { WriteGroup } from "../../../ordering-api/store/group-commit.ts";
import { KeptStore } from "../../../ordering-api/store/kept-store.ts";
import { MemoryStore } from "../../../ordering-api/store/memory-store.ts";
import type { Row } from "../../../ordering-api/store/record-texts.ts";

const schema = z.object({ n: z.number() });
type Value = z.infer<typeof schema>;
const keyOf = (pk: string, sk: string): RecordKey<Value> => ({ pk, sk, schema });
const nameOf = ({ pk, sk }: { readonly pk: string; readonly sk: string }): string => `${pk}/${sk}`;

/** A disk in the test's hand: it writes a group when it is told to, or fails. */
class Disk {
  readonly rows = new Map<string, Row>();
  readonly groups: (readonly Row[])[] = [];
  #waiting: { group: readonly Row[]; resolve: () => void; reject: (error: Error) => void } | undefined;

  readonly write: WriteGroup = (group) => {
    if (this.#waiting !== undefined) throw new Error("two groups at once");
    return new Promise((resolve, reject) => (this.#waiting = { group, resolve, reject }));
  };

  get isAsked(): boolean {
    return this.#waiting !== undefined;
  }

  finish(error?: Error): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (error !== undefined) waiting?.reject(error);
    else if (waiting !== undefined) {
      this.groups.push(waiting.group);
      for (const row of waiting.group) this.rows.set(nameOf(row), row);
      waiting.resolve();
    }
  }
}

/** Everything that can happen without the disk has happened. */
const settle = (): Promise<void> => new Promise((done) => setImmediate(done));

type Step =
  | { readonly kind: "save"; readonly pk: string; readonly sk: string; readonly behind: number }
  | { readonly kind: "putMany"; readonly keys: readonly (readonly [string, string])[] }
  | { readonly kind: "get"; readonly pk: string; readonly sk: string }
  | { readonly kind: "range"; readonly pk: string }
  | { readonly kind: "disk" };

const pk = fc.constantFrom("A", "B");
const sk = fc.constantFrom("1", "2", "3");
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("save" as const), pk, sk, behind: fc.constantFrom(0, 0, 0, 1) }),
  fc.record({
    kind: fc.constant("putMany" as const),
    keys: fc.array(fc.tuple(pk, sk), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ kind: fc.constant("get" as const), pk, sk }),
  fc.record({ kind: fc.constant("range" as const), pk }),
  fc.record({ kind: fc.constant("disk" as const) }),
);

describe("the store that is kept", () => {
  it("answers as the store in memory does, and a kill at any moment leaves all that was answered or shown", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
        const disk = new Disk();
        const kept = new KeptStore(disk.write);
        const model = new MemoryStore();
        /** What memory held after each write, the oldest first: a kill must leave one of these. */
        const history: ReadonlyMap<string, string>[] = [new Map()];
        const noteWrite = (pairs: readonly (readonly [string, Value])[]): void => {
          history.push(
            new Map([...(history.at(-1) ?? []), ...pairs.map(([name, { n }]) => [name, String(n)] as const)]),
          );
        };
        const onDisk = (): ReadonlyMap<string, string> =>
          new Map([...disk.rows].map(([name, { text }]) => [name, String(JSON.parse(text).n)]));
        const running: Promise<void>[] = [];
        const check = (name: string, n: number, since: number): void => {
          // On disk now, unless a later write of the same record is there instead.
          const allowed = history.slice(since).map((state) => state.get(name));
          expect(allowed).toContain(onDisk().get(name));
          expect(history.slice(0, since + 1).map((state) => state.get(name))).toContain(String(n));
        };

        for (const [n, one] of steps.entries()) {
          if (one.kind === "disk") {
            disk.finish();
          } else if (one.kind === "save") {
            const key = keyOf(one.pk, one.sk);
            const version = ((await model.get(key))?.version ?? 0) - one.behind;
            const expected = await model.save(key, { n }, version);
            if (expected) noteWrite([[nameOf(key), { n }]]);
            const since = history.length - 1;
            running.push(
              kept.save(key, { n }, version).then((saved) => {
                expect(saved).toBe(expected);
                if (saved) check(nameOf(key), n, since);
              }),
            );
          } else if (one.kind === "putMany") {
            const entries = one.keys.map(([pk_, sk_], i) => ({ key: keyOf(pk_, sk_), value: { n: n * 100 + i } }));
            await model.putMany(entries);
            noteWrite(entries.map(({ key, value }) => [nameOf(key), value] as const));
            const since = history.length - 1;
            running.push(
              kept.putMany(entries).then(() => {
                for (const [name, value] of new Map(entries.map(({ key, value }) => [nameOf(key), value])))
                  check(name, value.n, since);
              }),
            );
          } else if (one.kind === "get") {
            const key = keyOf(one.pk, one.sk);
            const expected = await model.get(key);
            const since = history.length - 1;
            running.push(
              kept.get(key).then((found) => {
                expect(found).toEqual(expected);
                if (found !== undefined) check(nameOf(key), found.value.n, since);
              }),
            );
          } else {
            const from = keyOf(one.pk, "1");
            const expected = await model.range(from, "3");
            const since = history.length - 1;
            running.push(
              kept.range(from, "3").then((found) => {
                expect(found).toEqual(expected);
                for (const { sk: found_, value } of found) check(nameOf({ pk: one.pk, sk: found_ }), value.n, since);
              }),
            );
          }
          await settle();
          expect(history).toContainEqual(onDisk());
        }
        while (disk.isAsked) {
          disk.finish();
          await settle();
          expect(history).toContainEqual(onDisk());
        }
        await Promise.all(running);
        expect(onDisk()).toEqual(history.at(-1));
        // And a new process on that disk goes on where this one stood.
        const next = new KeptStore(disk.write, disk.rows.values());
        for (const partition of ["A", "B"]) {
          expect(await next.range(keyOf(partition, "1"), "3")).toEqual(await model.range(keyOf(partition, "1"), "3"));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("writes what came while a group was being written as the next group, each record's last value only", async () => {
    const disk = new Disk();
    const store = new KeptStore(disk.write);
    const writes = [store.putMany([{ key: keyOf("A", "1"), value: { n: 1 } }])];
    await settle();
    for (const n of [2, 3, 4]) writes.push(store.putMany([{ key: keyOf("A", "1"), value: { n } }]));
    writes.push(store.putMany([{ key: keyOf("B", "1"), value: { n: 5 } }]));
    disk.finish();
    await settle();
    disk.finish();
    await Promise.all(writes);
    expect(disk.groups.map((group) => group.map(({ text, version }) => [text, version]))).toEqual([
      [['{"n":1}', 1]],
      [
        ['{"n":4}', 4],
        ['{"n":5}', 1],
      ],
    ]);
  });

  it("answers nothing before it is on disk, neither the write nor a read that shows it", async () => {
    const disk = new Disk();
    const store = new KeptStore(disk.write);
    const answered: string[] = [];
    const all = [
      store.save(keyOf("A", "1"), { n: 1 }, 0).then(() => answered.push("save")),
      store.get(keyOf("A", "1")).then(() => answered.push("get")),
      store.range(keyOf("A", "1"), "9").then(() => answered.push("range")),
      store.get(keyOf("B", "1")).then(() => answered.push("another partition")),
      store.save(keyOf("A", "1"), { n: 2 }, 0).then((saved) => answered.push(`lost: ${String(saved)}`)),
    ];
    await settle();
    expect(answered.toSorted()).toEqual(["another partition", "lost: false"]);
    disk.finish();
    await Promise.all(all);
    expect(answered).toHaveLength(5);
  });

  it("fails every call of a group that could not be written, and every later one, until a restart", async () => {
    const disk = new Disk();
    const store = new KeptStore(disk.write);
    await Promise.all([store.putMany([{ key: keyOf("A", "1"), value: { n: 1 } }]), settle().then(() => disk.finish())]);
    const first = store.save(keyOf("A", "2"), { n: 2 }, 0);
    await settle();
    const next = store.save(keyOf("A", "3"), { n: 3 }, 0);
    const shown = store.get(keyOf("A", "2"));
    const outcomes = Promise.allSettled([first, next, shown]);
    disk.finish(new Error("ENOSPC: no space left on device"));
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: "rejected", reason: { message: expect.stringContaining("ENOSPC") } });
    }
    for (const late of [
      () => store.get(keyOf("A", "1")),
      () => store.range(keyOf("A", "1"), "9"),
      () => store.save(keyOf("A", "2"), { n: 3 }, 1),
      () => store.putMany([{ key: keyOf("B", "1"), value: { n: 4 } }]),
    ]) {
      await expect(late()).rejects.toThrow("ENOSPC");
    }
    expect(disk.isAsked).toBe(false);
    expect([...disk.rows.keys()]).toEqual(["A/1"]);
  });
});
