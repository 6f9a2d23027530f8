// Which of a task's messages goes on: one of each length, the same one as often as it asks, and never one that is behind.
import { describe, expect, it } from "vitest";
import { claimChain } from "../../../pipeline/stages/chain-claims.ts";
import { MemoryTable } from "../../fakes/memory-table.ts";

const TASK = { orderId: "o-1", taskToken: "T1" };

describe("a task goes on", () => {
  it("in one of two twins, which may ask again", async () => {
    const table = new MemoryTable();
    expect(await claimChain(table, TASK, { messageId: "a", length: 0 })).toBe(true);
    expect(await claimChain(table, TASK, { messageId: "b", length: 0 })).toBe(false);
    expect(await claimChain(table, TASK, { messageId: "a", length: 0 })).toBe(true);
  });

  it("in the next message, after which an earlier one is not needed", async () => {
    const table = new MemoryTable();
    await claimChain(table, TASK, { messageId: "a", length: 0 });
    expect(await claimChain(table, TASK, { messageId: "c", length: 1 })).toBe(true);
    expect(await claimChain(table, TASK, { messageId: "a", length: 0 })).toBe(false);
  });

  it("in one of two that ask in the same moment", async () => {
    const table = new MemoryTable();
    await claimChain(table, TASK, { messageId: "a", length: 0 });
    const asked = ["c", "d"].map((messageId) => claimChain(table, TASK, { messageId, length: 1 }));
    expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1);
  });

  it("whatever another task of the order does", async () => {
    const table = new MemoryTable();
    await claimChain(table, TASK, { messageId: "a", length: 7 });
    expect(await claimChain(table, { ...TASK, taskToken: "T2" }, { messageId: "b", length: 0 })).toBe(true);
  });

  it("keeps no token", async () => {
    const table = new MemoryTable();
    await claimChain(table, { ...TASK, taskToken: "secret-token" }, { messageId: "a", length: 0 });
    expect(JSON.stringify(table)).not.toContain("secret-token");
    for await (const item of table.query("ORDER#o-1")) expect(JSON.stringify(item)).not.toContain("secret-token");
  });
});
