// What every function has around it: an environment that is wrong stops it at start by name, and no log line carries a secret
// or personal data.
import type { Context } from "aws-lambda";
import { afterEach, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { readEnv } from "../../../adapters/runtime/env.ts";
import { lambdaEdge } from "../../../adapters/runtime/lambda-edge.ts";
import { jsonLogger } from "../../../adapters/runtime/logger.ts";
import { DeadLetterEnv } from "../../../contracts/environments.ts";

const context = { awsRequestId: "req-1", getRemainingTimeInMillis: () => 60_000 } as unknown as Context;
afterEach(() => vi.restoreAllMocks());

describe("the edge of a function", () => {
  it("names every variable that is missing or wrong, and shows no value", () => {
    const schema = z.object({ TABLE_NAME: z.string().min(1), RATE: z.string().regex(/^\d+$/) });
    expect(() => readEnv(schema, { RATE: "hunter2" })).toThrow(/TABLE_NAME is missing; RATE is not valid/);
    expect(() => readEnv(schema, { RATE: "hunter2" })).not.toThrow(/hunter2/);
  });

  it("fails at start, before any invocation", () => {
    expect(() => lambdaEdge({ name: "x", env: DeadLetterEnv, make: () => () => Promise.resolve() })).toThrow(
      /TABLE_NAME/,
    );
  });

  it("gives the function its log with the request's id, and makes an error of what is thrown", async () => {
    const lines: string[] = [];
    vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
    const handler = lambdaEdge({
      name: "x",
      env: z.object({}),
      make:
        () =>
        (event: string, { log }) => {
          log.info("began", { event });
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what others' code may do
          return Promise.reject("boom");
        },
    });
    await expect(handler("e", context)).rejects.toBeInstanceOf(Error);
    expect(lines.map((line) => JSON.parse(line) as Record<string, unknown>)).toMatchObject([
      { level: "INFO", code: "began", function: "x", requestId: "req-1" },
      { level: "ERROR", code: "functionFailed" },
    ]);
  });
});

describe("the log", () => {
  it("masks e-mail addresses and telephone numbers, and leaves secrets out", () => {
    const lines: string[] = [];
    const log = jsonLogger((line) => lines.push(line)).with({ orderId: "o-1" });
    log.warn("seen", { text: "call 214-555-0100 or ana@example.com", taskToken: "AAA", client_secret: "s" });
    expect(lines).toStrictEqual(['{"level":"WARN","code":"seen","orderId":"o-1","text":"call *** or ***@***"}']);
  });
});
