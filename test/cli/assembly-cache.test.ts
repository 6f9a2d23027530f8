// A synthesis happens once for the same sources and settings, never from old sources, and a failed one leaves nothing.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { cachedAssembly } from "../../cli/assembly-cache.ts";

let root: string;
let syntheses: number;
const synthesized = (settings: Record<string, unknown> = {}): Promise<string> =>
  cachedAssembly({ root, settings, environment: process.env, onSynthesis: () => (syntheses += 1) });

/** Stands in for the CDK app: writes what it was asked for. */
const APP = `
import { mkdirSync, writeFileSync } from "node:fs";
const { CDK_OUTDIR, CDK_CONTEXT_JSON } = process.env;
mkdirSync(CDK_OUTDIR, { recursive: true });
writeFileSync(CDK_OUTDIR + "/manifest.json", CDK_CONTEXT_JSON);
`;

beforeEach(async () => {
  syntheses = 0;
  root = await mkdtemp(path.join(tmpdir(), "apex-assembly-"));
  await mkdir(path.join(root, "infra"));
  await mkdir(path.join(root, "lambdas", "quote"), { recursive: true });
  await writeFile(path.join(root, "package.json"), '{"type":"module"}');
  await writeFile(path.join(root, "infra", "app.ts"), APP);
  await writeFile(path.join(root, "lambdas", "quote", "index.ts"), "one");
});
afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

it("synthesizes once for the same sources and settings, with the settings as context", async () => {
  const assembly = await synthesized({ orderingUrl: "http://127.0.0.1:1" });
  expect(await synthesized({ orderingUrl: "http://127.0.0.1:1" })).toBe(assembly);
  expect(syntheses).toBe(1);
  expect(JSON.parse(await readFile(path.join(assembly, "manifest.json"), "utf8"))).toEqual({
    orderingUrl: "http://127.0.0.1:1",
  });
});

it("synthesizes again when a source, a file's name or a setting has changed", async () => {
  const first = await synthesized();
  await writeFile(path.join(root, "lambdas", "quote", "index.ts"), "two");
  const second = await synthesized();
  await writeFile(path.join(root, "lambdas", "quote", "deps.ts"), "");
  const third = await synthesized();
  const fourth = await synthesized({ decisionDelayMillis: 5 });
  expect(new Set([first, second, third, fourth]).size).toBe(4);
  expect(syntheses).toBe(4);
});

it("fails with the app's own words and leaves no half-made assembly", async () => {
  await writeFile(path.join(root, "infra", "app.ts"), 'console.error("TABLE_NAME is missing"); process.exit(3);');
  await expect(synthesized()).rejects.toThrow(/status 3\):\nTABLE_NAME is missing/);
  expect(await readdir(path.join(root, ".build"))).toEqual([]);
});
