// A file that does not fit one invocation: whatever the moments at which time ends, and whatever dies in between, it comes to
// the same orders, rows and receipt as in one go.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { continuationBody, readContinuation } from "../../../contracts/continuation.ts";
import { keys } from "../../../contracts/records.ts";
import { randomRuns } from "../../fakes/random-runs.ts";
import { BulkWorld } from "./bulk-world.ts";
import { csvOf, validRows } from "./example-file.ts";

/** More orders than are decided at a time, some with an error, some that earlier files have sent. */
function manyOrders(count = 150) {
  const rows = validRows(count, 2);
  return csvOf(
    rows.map((row, index) => ({
      ...row,
      ...(index % 37 === 5 && { port_speed: "100 Gbps" }),
      ...(index % 41 === 7 && { site_street: rows[index - 1]?.["site_street"] ?? "" }),
    })),
  );
}

/** What a file came to: everything but the names of attempts and the time. */
async function outcomeOf(world: BulkWorld, fileId: string) {
  const { writtenAt: _writtenAt, ...receipt } = world.receipt(fileId);
  const documents = await world.documents();
  await world.runPipeline();
  return {
    receipt,
    documents: documents.map((document) => JSON.stringify(document)).sort(),
    results: world.results(fileId, "results.csv"),
    failed: world.results(fileId, "failed.csv"),
    issues: world.results(fileId, "issues.ndjson"),
    open: [...world.table.items.values()].filter(({ sk }) => String(sk).startsWith("OPEN#")).length,
  };
}

async function earlierFile(world: BulkWorld): Promise<void> {
  await world.drop("earlier.csv", csvOf(validRows(20, 2)));
  await world.runPipeline();
}

describe("a file that does not fit one invocation", () => {
  test.each(["order", "file", "site"])("under policy %s comes to the same as in one go", async (policy) => {
    const calm = new BulkWorld();
    await earlierFile(calm);
    const expected = await calm.drop("many.csv", manyOrders(), { policy });
    const whole = await outcomeOf(calm, expected.fileId);

    const hurried = new BulkWorld();
    await earlierFile(hurried);
    hurried.timeIsShort = () => true;
    hurried.deps.groupSize = 10;
    const before = hurried.invocations;
    const { fileId, outcome } = await hurried.drop("many.csv", manyOrders(), { policy });
    // 75 orders, 10 at a time, then their messages; under policy `file` the first error, and all orders once more to stop them.
    expect(hurried.invocations - before).toBeGreaterThanOrEqual(8);
    expect(outcome).toBe(policy === "file" ? "sent" : "known");
    expect(await outcomeOf(hurried, fileId)).toEqual(whole);
  });

  test("goes on after a death at any call, and starts each order once", async () => {
    // Each invocation reads the file anew: a short one, in as many groups as a long one.
    const file = manyOrders(42);
    const calm = new BulkWorld();
    const { fileId } = await calm.drop("many.csv", file);
    const whole = await outcomeOf(calm, fileId);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 250 }), { maxLength: 4 }), fc.nat(), async (kills, seed) => {
        const world = new BulkWorld();
        world.deps.groupSize = 1 + (seed % 4);
        let calls = 0;
        let checks = seed;
        const due = [...kills];
        const die = (): void => {
          calls += 1;
          if (calls !== due[0]) return;
          due.shift();
          calls = 0;
          throw new Error("killed");
        };
        world.table.onCall = die;
        world.s3.onCall = die;
        world.timeIsShort = () => {
          checks += 1;
          return checks % 3 !== 0;
        };
        // The message of a dead invocation comes back, whether it was the drop's or a continuation.
        for (let tries = 0; tries <= kills.length; tries += 1) {
          await world.drop("many.csv", file).catch((error: unknown) => {
            expect(String(error)).toContain("killed");
          });
        }
        world.table.onCall = undefined;
        world.s3.onCall = undefined;
        // A repeat sends an order again that has not been started yet: once is enough.
        const messages = new Map(world.sent.map((message) => [message.orderId, message]));
        world.sent.splice(0, world.sent.length, ...messages.values());
        expect(await outcomeOf(world, fileId)).toEqual(whole);
      }),
      { numRuns: randomRuns(12, 40) },
    );
  });

  test("goes on with its own bytes when its name has been overwritten in the inbox", async () => {
    const world = new BulkWorld();
    let overwritten = false;
    world.timeIsShort = () => {
      if (!overwritten) world.s3.put("files", "inbox/demo/many.csv", "order_ref\n");
      overwritten = true;
      return true;
    };
    const { fileId } = await world.drop("many.csv", manyOrders());
    expect(world.receipt(fileId).rows.total).toBe(150);
    expect(await world.table.get(keys.file(fileId))).toMatchObject({ status: "processing" });
  });

  test("dropped again as it is, looks at all of its orders in as many invocations as it takes", async () => {
    const world = new BulkWorld();
    await world.drop("many.csv", manyOrders());
    const sent = world.sent.splice(0).length;
    world.deps.groupSize = 10;
    world.timeIsShort = () => true;
    const before = world.invocations;
    await world.drop("again.csv", manyOrders());
    expect(world.invocations - before).toBeGreaterThanOrEqual(7);
    // None was started meanwhile: each is sent once more, and start-order starts it once.
    expect(new Set(world.sent.map(({ orderId }) => orderId)).size).toBe(sent);
    expect(world.sent).toHaveLength(sent);
  });

  test("is named in a message that no notification looks like", () => {
    const continuation = { fileId: "f-1", resumeFrom: 500 };
    expect(readContinuation(continuationBody(continuation))).toEqual(continuation);
    expect(readContinuation('{"Records":[]}')).toBeUndefined();
    expect(readContinuation("")).toBeUndefined();
  });
});
