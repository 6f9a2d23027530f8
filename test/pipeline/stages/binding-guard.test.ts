// How often an order is looked at again before the calls that bind.
import { describe, expect, it } from "vitest";
import type { OrderRecord } from "../../../contracts/records.ts";
import { bindingGuard } from "../../../pipeline/stages/binding-guard.ts";
import { pipelineWorld, seedOrder } from "../../fakes/pipeline-world.ts";

async function guarded() {
  const world = pipelineWorld();
  await seedOrder(world, { status: "inProgress", stage: "handoff" });
  let looks = 0;
  let isWithdrawn = false;
  const orders = {
    now: () => world.orders.now(),
    order: async (orderId: string): Promise<OrderRecord | undefined> => {
      looks += 1;
      const order = await world.orders.order(orderId);
      const objection = { code: "creditWithdrawn", message: "", fix: "" } as const;
      return order && (isWithdrawn ? { ...order, objection } : order);
    },
  };
  const guard = bindingGuard(orders, (await world.orders.order("o-1"))!);
  return {
    world,
    handOff: guard("handOff")!,
    createOrder: guard("createOrder")!,
    looks: () => looks,
    withdraw: () => {
      isWithdrawn = true;
    },
  };
}

describe("the look before a binding call", () => {
  it("serves all sites that wait for it, and a moment after", async () => {
    const { world, handOff, looks } = await guarded();
    world.time += 2_000;
    await Promise.all([handOff(), handOff(), handOff(), handOff()]);
    await handOff();
    expect(looks()).toBe(1);
  });

  it("is made anew after that, and finds what AT&T has taken back", async () => {
    const { world, handOff, looks, withdraw } = await guarded();
    world.time += 2_000;
    expect(await handOff()).toBeUndefined();
    withdraw();
    world.time += 2_000;
    expect(await Promise.all([handOff(), handOff()])).toStrictEqual(["creditWithdrawn", "creditWithdrawn"]);
    expect(looks()).toBe(2);
  });

  it("is made for each call that binds the whole order", async () => {
    const { createOrder, looks } = await guarded();
    await createOrder();
    await createOrder();
    expect(looks()).toBe(2);
  });
});
