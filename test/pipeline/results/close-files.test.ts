// Orders of a file that settle together: how often the file is looked at, and that nobody is answered by a look from before.
import { expect, it } from "vitest";
import { closingOneAtATime } from "../../../pipeline/results/close-files.ts";

function observed() {
  const looks: PromiseWithResolvers<boolean>[] = [];
  const close = closingOneAtATime(() => {
    const look = Promise.withResolvers<boolean>();
    looks.push(look);
    return look.promise;
  });
  return { looks, close };
}

it("those that come while one looks are answered by one more look, begun after they came", async () => {
  const { looks, close } = observed();
  const first = close("f-1");
  const others = [close("f-1"), close("f-1"), close("f-1")];
  expect(looks).toHaveLength(1);
  looks[0]!.resolve(false);
  expect(await first).toBe(false);
  await Promise.resolve();
  expect(looks).toHaveLength(2);
  const late = close("f-1");
  looks[1]!.resolve(true);
  expect(await Promise.all(others)).toEqual([true, true, true]);
  await Promise.resolve();
  expect(looks, "one that came during the second look").toHaveLength(3);
  looks[2]!.resolve(true);
  expect(await late).toBe(true);
});

it("a look that fails is its own caller's; the others are answered by the next", async () => {
  const { looks, close } = observed();
  const first = close("f-1");
  const other = close("f-1");
  looks[0]!.reject(new Error("throttled"));
  await expect(first).rejects.toThrow("throttled");
  await Promise.resolve();
  looks[1]!.resolve(true);
  expect(await other).toBe(true);
});

it("files do not wait for each other, and a look that is over answers nobody", async () => {
  const { looks, close } = observed();
  const both = [close("f-1"), close("f-2")];
  expect(looks).toHaveLength(2);
  for (const look of looks) look.resolve(true);
  expect(await Promise.all(both)).toEqual([true, true]);
  void close("f-1");
  expect(looks).toHaveLength(3);
});
