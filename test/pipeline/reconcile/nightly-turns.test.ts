// A run that does not fit one invocation: it goes on where it stopped, one invocation at a time, and the certificate is that of a run
// which was never cut off.
import { beforeEach, describe, expect, test } from "vitest";
import { NightWorld } from "../../fakes/night-world.ts";

let world: NightWorld;
async function seeded(): Promise<NightWorld> {
  const seed = new NightWorld();
  for (const name of ["a.csv", "b.csv", "c.csv"]) {
    for (const message of await seed.file(name, 3)) await seed.completed(message);
  }
  return seed;
}
beforeEach(async () => {
  world = await seeded();
});

/** Minutes until the next `count` looks at the clock are used up. */
function timeFor(looks: number): void {
  let left = looks;
  Object.defineProperty(world, "remaining", { configurable: true, get: () => ((left -= 1) >= 0 ? 900_000 : 0) });
}

describe("a run over several invocations", () => {
  test("comes to the same counts and hashes as one that was never cut off", async () => {
    const whole = await world.night();
    world = await seeded();
    let invocations = 0;
    world.time += 86_400_000;
    for (let begins = true; ; begins = false) {
      timeFor(6);
      invocations += 1;
      world.time += 15 * 60_000;
      if ((await world.run(begins)) === "written") break;
      expect(world.certificateKeys()).toEqual([]);
    }
    expect(invocations).toBeGreaterThan(3);
    const parts = world.certificate();
    expect({ ...parts, classes: parts.classes }).toMatchObject({
      classes: whole.classes,
      complete: true,
      breaksTotal: 0,
    });
    expect(parts.sides).toEqual(whole.sides);
  });

  test("goes on after an invocation that died, without counting anything twice", async () => {
    const whole = await world.night();
    world = await seeded();
    world.time += 86_400_000;
    let calls = 0;
    world.bulk.s3.onCall = (name) => {
      if (name === "PutObjectCommand" && (calls += 1) === 1) throw new Error("killed");
    };
    timeFor(8);
    await expect(world.run(true)).rejects.toThrow("killed");
    timeFor(10_000);
    // Its lease still holds: nobody works beside it.
    expect(await world.run(false)).toBe("nothingToDo");
    expect(await world.run(true)).toBe("nothingToDo");
    world.time += 20 * 60_000;
    expect(await world.run(false)).toBe("written");
    expect(world.certificate().classes).toEqual(whole.classes);
  });

  test("without a run that was begun a quarter-hourly invocation does nothing", async () => {
    expect(await world.run(false)).toBe("nothingToDo");
    expect(world.certificateKeys()).toEqual([]);
  });

  test("a run that is not through after twelve hours ends as a partial one, and says where it was", async () => {
    timeFor(6);
    expect(await world.run(true)).toBe("unfinished");
    world.time += 13 * 3_600_000;
    timeFor(10_000);
    expect(await world.run(false)).toBe("written");
    expect(world.certificate()).toMatchObject({ complete: false, missing: [expect.stringContaining("12 hours")] });
  });

  test("a run whose certificate cannot be signed writes none, and the next one does", async () => {
    const { signer } = world;
    const publicKey = () => signer.publicKey();
    world.deps.signer = { publicKey, sign: () => Promise.reject(new Error("kms")) };
    await expect(world.run(true)).rejects.toThrow("kms");
    expect(world.certificateKeys()).toEqual([]);
    expect(world.meter.of("CertificateWritten")).toEqual([]);
    world.deps.signer = signer;
    world.time += 20 * 60_000;
    expect(await world.run(false)).toBe("written");
  });

  test("one order that cannot be read makes the certificate partial and stops none of the others", async () => {
    const [first] = await world.file("d.csv");
    await world.bulk.table.put({ pk: `ORDER#${first!.orderId}`, sk: "META", status: "unheard of" });
    const body = await world.night();
    expect(body.complete).toBe(false);
    expect(body.classes.executions).toMatchObject({ failed: 1, compared: 9 });
    expect(world.logged.some((line) => line.includes("notCompared"))).toBe(true);
  });
});
