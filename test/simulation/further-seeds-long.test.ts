// The seeds that follow those of simulation.test.ts, and a deliberate bug that the simulation has to find.
import { expect, test } from "vitest";
import { simulate } from "./simulate-process.ts";

test.each(["25..162", "163..300"])("seeds %s of faults lose nothing and do nothing twice", async (seeds) => {
  const { status, text } = await simulate("--seeds", seeds, "--jobs", "2");
  expect(text).toContain('"failing":0');
  expect(text).toContain('"seeds":138');
  expect(status).toBe(0);
});

test("a client that sends an unheard create again is found and told in its shortest story", async () => {
  const { status, text } = await simulate("--seeds", "1..1000", "--mutation", "create-sent-again", "--no-keep-going");
  expect(status).toBe(1);
  expect(text).toMatch(/nothing twice for a site|no call twice/);
  expect(text).toContain("shortest story of seed");
});
