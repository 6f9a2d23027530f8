// The limit of calls a second, where several instances of the function share a table: they count together.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DynamoCallCounter } from "../../ordering-api/store/dynamo-call-counter.ts";
import { EMBEDDED_TABLE } from "../../ordering-api/embedded-table.ts";
import { type Answer, OTHER_CLIENT, Sandbox, samples } from "./sandbox.ts";
import { type DynamoTable, openDynamoTable } from "./store/dynamo-table.ts";

let dir: string;
let table: DynamoTable;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "shared-limit-"));
  table = await openDynamoTable(dir);
});
afterAll(async () => {
  await table.close();
  await rm(dir, { recursive: true });
});

let seeds = 0;
/** One more instance over the same table, its clock at the same start. */
const instance = (callsPerSecond: number): Sandbox =>
  new Sandbox({
    behavior: { callsPerSecond },
    store: table.store,
    seed: (seeds += 1),
    callCounter: new DynamoCallCounter(table.client, EMBEDDED_TABLE),
  });
const quote = (sandbox: Sandbox, headers = {}): Promise<Answer> =>
  sandbox.send("createQuote", samples.quote(), { headers });
const countOf = (answers: readonly Answer[], status: number): number =>
  answers.filter((answer) => answer.status === status).length;
const ledgerCount = async (): Promise<number> => {
  const unlimited = new Sandbox({ store: table.store });
  return (await unlimited.raw("GET", "/ledger", "")).body.calls.createQuote ?? 0;
};

describe("the limit of several instances", () => {
  it("is true of a credential, with 429, Retry-After and no effect above it", async () => {
    const instances = [instance(5), instance(5)];
    const before = await ledgerCount();
    for (let second = 0; second < 3; second += 1) {
      const answers = await Promise.all(Array.from({ length: 6 }, () => instances.map((one) => quote(one))).flat());
      expect([countOf(answers, 200), countOf(answers, 429)]).toEqual([5, 7]);
      for (const { response } of answers.filter(({ status }) => status === 429)) {
        expect(response.headers["retry-after"]).toBe("1");
      }
      for (const one of instances) one.nowMillis += 1_000;
    }
    expect((await ledgerCount()) - before).toBe(15);
  });

  it("is another one for each credential", async () => {
    const one = instance(1);
    const two = instance(1);
    for (const sandbox of [one, two]) sandbox.nowMillis += 60_000;
    expect((await quote(one)).status).toBe(200);
    expect((await quote(two)).status).toBe(429);
    const other = { ...OTHER_CLIENT };
    expect((await two.raw("GET", "/ledger", "", other)).status).toBe(200);
    expect((await one.raw("GET", "/ledger", "", other)).status).toBe(429);
  });

  it("holds for an instance whose clock is behind", async () => {
    const ahead = instance(2);
    const behind = instance(2);
    ahead.nowMillis += 120_000;
    behind.nowMillis += 118_500;
    const answers = [await quote(ahead), await quote(behind), await quote(behind), await quote(ahead)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429, 429]);
  });

  it("below one a second is one call in a longer window", async () => {
    const [one, two] = [instance(0.25), instance(0.25)];
    for (const sandbox of [one, two]) sandbox.nowMillis += 240_000;
    expect((await quote(one)).status).toBe(200);
    const refused = await quote(two);
    expect([refused.status, refused.response.headers["retry-after"]]).toEqual([429, "4"]);
    two.nowMillis += 4_000;
    expect((await quote(two)).status).toBe(200);
  });

  it("asks the table neither where there is no limit nor again in a window that is full", async () => {
    let asked = 0;
    const counting = { take: () => Promise.resolve((asked += 1) <= 1) };
    const unlimited = new Sandbox({ callCounter: counting });
    expect((await quote(unlimited)).status).toBe(200);
    expect(asked).toBe(0);
    const limited = new Sandbox({ behavior: { callsPerSecond: 1 }, callCounter: counting });
    const statuses = [await quote(limited), await quote(limited), await quote(limited)].map(({ status }) => status);
    expect([statuses, asked]).toEqual([[200, 429, 429], 2]);
  });
});
