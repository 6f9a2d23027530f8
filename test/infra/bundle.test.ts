// The bundles as they are deployed: each starts in a worker of its own, with nothing but its environment, and brings
// no more than it needs.
import { hash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ENTRIES, type EntryName, writeBundle } from "../../infra/bundle.ts";
import { Synthesized } from "./synthesized.ts";

const NAMES = Object.keys(ENTRIES) as EntryName[];
/** The SDK's clients are most of it; all locales of zod, or a library by accident, would go above. */
const BYTES_MAX = 2.5 * 1024 ** 2;

describe("a function's bundle", () => {
  let directory: string;
  const fileOf = (name: EntryName): string => join(directory, name, "index.mjs");
  /** Started twice in one worker, the second time without its environment: its own code runs again, its libraries are there. */
  const start = (name: EntryName, env: Record<string, string>): Promise<{ handler: string; without: string }> =>
    new Promise((resolve, reject) => {
      const code = `(async () => {
        const { handler } = await import(${JSON.stringify(fileOf(name))});
        for (const name of ${JSON.stringify(Object.keys(env))}) delete process.env[name];
        const without = await import(${JSON.stringify(`${fileOf(name)}?again`)}).then(() => "started", (error) => String(error));
        require("node:worker_threads").parentPort.postMessage({ handler: typeof handler, without });
      })()`;
      const worker = new Worker(code, { eval: true, env: { AWS_REGION: "us-east-1", ...env } });
      worker.once("message", (started) => {
        resolve(started);
        void worker.terminate();
      });
      worker.once("error", reject);
    });

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "apex-bulk-bundles-"));
    for (const name of NAMES) writeBundle(name, join(directory, name));
  });
  afterAll(() => {
    rmSync(directory, { recursive: true });
  });

  const environments = new Map(
    Synthesized.whole()
      .ofType("AWS::Lambda::Function")
      .map(({ id, properties }) => [
        id.replace(/[0-9A-F]{8}$/, "").toLowerCase(),
        Object.fromEntries(
          Object.entries(properties.Environment.Variables).map(([name, value]) => [
            name,
            typeof value === "string" ? value : "https://resolved.example",
          ]),
        ),
      ]),
  );
  const environmentOf = (name: EntryName): Record<string, string> => {
    const key = name.replaceAll("-", "");
    const id = [...environments.keys()]
      .sort((a, b) => a.length - b.length)
      .find((candidate) => candidate.endsWith(key));
    return environments.get(id ?? "") ?? {};
  };

  test.each(NAMES)(
    "%s starts with the template's environment, and without it fails by the variable's name",
    async (name) => {
      const { handler, without } = await start(name, environmentOf(name));
      expect(handler).toBe("function");
      if (name !== "ordering-api") expect(without).toMatch(/TABLE_NAME is missing/);
    },
  );

  test("the Ordering API finds the viewer of its page beside its code, not in it", () => {
    const viewer = join(directory, "ordering-api", "viewer");
    expect(readdirSync(viewer).sort()).toEqual(["swagger-ui-bundle.js", "swagger-ui.css"]);
    expect(statSync(fileOf("ordering-api")).size).toBeLessThan(statSync(join(viewer, "swagger-ui-bundle.js")).size);
  });

  test.each(NAMES)("%s is no larger than its clients make it", (name) => {
    const files = readdirSync(join(directory, name), { recursive: true, withFileTypes: true });
    const code = files.filter((file) => file.name.endsWith(".mjs"));
    const bytes = code.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
    expect(bytes).toBeLessThan(BYTES_MAX);
  });

  test("a library is the same file in every function that brings it", () => {
    const digests = new Map<string, Set<string>>();
    for (const name of NAMES) {
      const files = readdirSync(join(directory, name, "node_modules"), { recursive: true, withFileTypes: true });
      for (const file of files.filter((one) => one.isFile())) {
        const path = join(file.parentPath, file.name);
        const known = digests.get(relative(join(directory, name), path)) ?? new Set();
        digests.set(relative(join(directory, name), path), known.add(hash("sha256", readFileSync(path))));
      }
    }
    expect([...digests.values()].filter(({ size }) => size > 1)).toEqual([]);
    expect([...digests.keys()]).toContain("node_modules/@aws-sdk/client-dynamodb/index.mjs");
    expect([...digests.keys()]).toContain("node_modules/zod/index.mjs");
  });

  test("a library that is imported as a namespace brings what its functions read of it", () => {
    const library = join(directory, "quote", "node_modules", "zod", "index.mjs");
    const whole = ["locales", "fromJSONSchema", "ZodError"];
    const brought = /export\{([^}]*)\};?\s*$/.exec(readFileSync(library, "utf8"))?.[1] ?? "";
    const names = brought.split(",").map((one) => one.replace(/.* as /, ""));
    expect(names).toContain("looseObject");
    expect(names.filter((name) => whole.includes(name))).toEqual([]);
  });
});
