// Environments that share a thread know nothing of each other: variables, module state, output, uncaught errors, exits and ends
// stay with the function whose they are, while what both assets bring as the same library is loaded once.
import { once } from "node:events";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { systemClock } from "../../local/clock.ts";
import { FunctionEnvironment } from "../../local/lambda/function-environment.ts";
import { HostThread } from "../../local/lambda/host-thread.ts";
import type { FunctionError, InvokeResult } from "../../local/lambda/protocol.ts";

const root = mkdtempSync(join(tmpdir(), "hosted-"));
let thread: HostThread | undefined;
let exits = 0;
afterEach(async () => {
  await thread?.terminate();
  thread = undefined;
  exits = 0;
});

function asset(name: string, files: Record<string, string>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name, path)), { recursive: true });
    writeFileSync(join(root, name, path), text);
  }
  return join(root, name, "index.mjs");
}

interface Opened {
  readonly lines: string[];
  readonly gone: () => boolean;
  readonly started: Promise<FunctionError | undefined>;
  invoke(event?: unknown): Promise<InvokeResult>;
}

function open(name: string, file: string, environment: Record<string, string> = {}, timeoutSeconds = 60): Opened {
  thread ??= new HostThread(
    { memoryMegabytes: 128, compileCacheDir: join(root, "compiled"), variables: { AWS_REGION: "us-east-1" } },
    { onExit: () => (exits += 1), onLog: () => undefined },
  );
  const lines: string[] = [];
  let gone = false;
  const { promise: started, resolve } = Promise.withResolvers<FunctionError | undefined>();
  const settings = { name, arn: `arn:${name}`, qualifiers: [], file, exportName: "handler", environment };
  const one = new FunctionEnvironment({ ...settings, timeoutSeconds, memoryMegabytes: 128 }, thread, {
    clock: systemClock,
    onStarted: resolve,
    onExit: () => (gone = true),
    onLog: (text) => lines.push(text),
    onUsed: () => undefined,
  });
  const invoke = (event: unknown = {}) => one.invoke({ event: JSON.stringify(event), traceHeader: "Root=1" });
  return { lines, gone: () => gone, started, invoke };
}

const payload = (value: unknown): InvokeResult => ({ ok: true, payload: value });

describe("functions in one thread", () => {
  test("see their own variables, also in a callback, and set them for themselves only", async () => {
    const file = asset("variables", {
      "index.mjs": `const atLoad = process.env.NAME; const kept = process.env;
        export async function handler({ set }) {
          if (set) process.env.SET = set;
          await new Promise((resolve) => setTimeout(resolve, 1));
          return [atLoad, process.env.NAME, kept.NAME, process.env.SET ?? null, Object.keys(process.env).includes("OTHER")];
        }`,
    });
    const one = open("one", file, { NAME: "one", OTHER: "x" });
    const two = open("two", file, { NAME: "two" });
    await Promise.all([one.started, two.started]);
    expect(await one.invoke({ set: 7 })).toEqual(payload(["one", "one", "one", "7", true]));
    const both = await Promise.all([two.invoke(), one.invoke()]);
    expect(both).toEqual([payload(["two", "two", "two", null, false]), payload(["one", "one", "one", "7", true])]);
  });

  test("have module state of their own, also two environments of one function, in every file that is not a library", async () => {
    const file = asset("state", {
      "index.mjs": `import { count } from "./part.mjs"; export const handler = async () => count();`,
      "part.mjs": `let n = 0; export const count = () => (n += 1);`,
    });
    const [one, two] = [open("one", file), open("one", file)];
    await Promise.all([one.started, two.started]);
    expect(await one.invoke()).toEqual(payload(1));
    expect(await one.invoke()).toEqual(payload(2));
    expect(await two.invoke()).toEqual(payload(1));
  });

  test("share a library whose bytes are the same, which has seen nobody's variables, and no other", async () => {
    const library = `let n = 0; const seen = process.env.NAME ?? "nothing"; export const use = () => [(n += 1), seen];`;
    const code = `import { use } from "./node_modules/lib/index.mjs"; export const handler = async () => use();`;
    const one = open("one", asset("lib-one", { "index.mjs": code, "node_modules/lib/index.mjs": library }), {
      NAME: "one",
    });
    expect(await one.started).toBeUndefined();
    const two = open("two", asset("lib-two", { "index.mjs": code, "node_modules/lib/index.mjs": library }));
    const other = open("other", asset("lib-three", { "index.mjs": code, "node_modules/lib/index.mjs": `${library};` }));
    await Promise.all([two.started, other.started]);
    expect(await one.invoke()).toEqual(payload([1, "nothing"]));
    expect(await two.invoke()).toEqual(payload([2, "nothing"]));
    expect(await other.invoke()).toEqual(payload([1, "nothing"]));
  });

  test("write to logs of their own", async () => {
    const file = asset("log", {
      "index.mjs": `export async function handler({ say }) {
        await new Promise((resolve) => setImmediate(resolve)); console.log(say); process.stderr.write(say + "!\\n"); }`,
    });
    const [one, two] = [open("one", file), open("two", file)];
    await Promise.all([one.started, two.started]);
    await Promise.all([one.invoke({ say: "first" }), two.invoke({ say: "second" })]);
    expect(one.lines.join("")).toBe("first\nfirst!\n");
    expect(two.lines.join("")).toBe("second\nsecond!\n");
  });

  test.each([
    ["throws where nobody catches", `setTimeout(() => { throw new RangeError("lost"); }, 1);`, "RangeError", "lost"],
    ["leaves a rejection alone", `void Promise.reject(new RangeError("lost"));`, "RangeError", "lost"],
    ["exits", `process.exit(1);`, "Runtime.ExitError", "Runtime exited without providing a reason"],
  ])("end alone when one %s", async (_what, crash, errorType, errorMessage) => {
    const forever = `await new Promise(() => setInterval(() => {}, 1000));`;
    const bad = open("bad", asset("bad", { "index.mjs": `export async function handler() { ${crash} ${forever} }` }));
    const waiting = open(
      "good",
      asset("good", {
        "index.mjs": `export const handler = ({ wait }) => new Promise((resolve) => setTimeout(resolve, wait, "alive"));`,
      }),
    );
    await Promise.all([bad.started, waiting.started]);
    const meanwhile = waiting.invoke({ wait: 50 });
    expect(await bad.invoke()).toEqual({ ok: false, error: { errorType, errorMessage, trace: [] } });
    expect(bad.gone()).toBe(true);
    expect(await meanwhile).toEqual(payload("alive"));
    expect(exits).toBe(0);
  });

  test("have no effect after their end: what one still runs sends no request", async () => {
    const file = asset("zombie", {
      "index.mjs": `import http from "node:http";
        export async function handler({ url }) {
          if (url === undefined) return 1;
          for (;;) {
            await new Promise((resolve) => setTimeout(resolve, 5));
            await new Promise((resolve) => http.get(url, (answer) => answer.resume().on("end", resolve)).on("error", resolve));
          }
        }`,
    });
    let asked = 0;
    const { promise: first, resolve } = Promise.withResolvers<true>();
    const server = createServer((_request, response) => {
      asked += 1;
      resolve(true);
      response.end();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const url = `http://127.0.0.1:${String(typeof address === "object" ? address?.port : 0)}`;
    const [late, good] = [open("late", file, {}, 1), open("good", file)];
    await Promise.all([late.started, good.started]);
    const result = late.invoke({ url });
    await first;
    expect(await result).toMatchObject({ ok: false, error: { errorType: "Sandbox.Timedout" } });
    // The thread has heard of the end before it answers what comes after it.
    await good.invoke();
    const atEnd = asked;
    for (let n = 0; n < 50; n += 1) await good.invoke();
    expect(asked - atEnd).toBeLessThanOrEqual(1);
    server.close();
    await once(server, "close");
    expect(exits).toBe(0);
  });

  test("are all ended by one that never gives the thread back", async () => {
    const file = asset("stuck", { "index.mjs": `export async function handler() { for (;;); }` });
    const stuck = open("stuck", file, {}, 1);
    const good = open("good", asset("idle", { "index.mjs": `export const handler = async () => 1;` }));
    await Promise.all([stuck.started, good.started]);
    expect(await stuck.invoke()).toMatchObject({ ok: false, error: { errorType: "Sandbox.Timedout" } });
    await expect.poll(() => [exits, good.gone()], { timeout: 60_000 }).toEqual([1, true]);
    expect(await good.invoke()).toMatchObject({ ok: false, error: { errorType: "Runtime.ExitError" } });
  });
});
