// What every function has around it: an environment that is wrong stops it at start by name, and no log line carries a secret
// or personal data.
import type { Context } from "aws-lambda";
import { afterEach, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { readEnv } from "../../../adapters/runtime/env.ts";
import { lambdaEdge } from "../../../adapters/runtime/lambda-edge.ts";
import { jsonLogger } from "../../../adapters/runtime/logger.ts";
import { DeadLetterEnv } from "../../../contracts/environments.ts";

/** Powertools then writes to the console, where the test listens. */
vi.stubEnv("POWERTOOLS_DEV", "true");
vi.stubEnv("POWERTOOLS_METRICS_DISABLED", "false");
const context = { awsRequestId: "req-1", getRemainingTimeInMillis: () => 60_000 } as unknown as Context;
afterEach(() => vi.restoreAllMocks());

function written(): string[] {
  const lines: string[] = [];
  for (const method of ["log", "info", "warn", "error"] as const) {
    vi.spyOn(console, method).mockImplementation((line: string) => void lines.push(line));
  }
  vi.spyOn(process.stdout, "write").mockImplementation((line) => lines.push(String(line).trimEnd()) > 0);
  return lines;
}

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
    const lines = written();
    const handler = lambdaEdge({
      name: "x",
      env: z.object({}),
      make:
        () =>
        (event: string, { log }) => {
          log.info("began", { event, contact: "ana@example.com", taskToken: "AAA" });
          // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what others' code may do
          return Promise.reject("boom");
        },
    });
    await expect(handler("e", context)).rejects.toBeInstanceOf(Error);
    expect(lines.map((line) => JSON.parse(line) as Record<string, unknown>)).toMatchObject([
      { level: "INFO", code: "began", function: "x", requestId: "req-1", contact: "***@***" },
      { level: "ERROR", code: "functionFailed" },
    ]);
    expect(lines.join("")).not.toContain("AAA");
  });

  it("writes an invocation's metrics at its end, also when it fails, in as few lines as hold them", async () => {
    vi.stubEnv("POWERTOOLS_SERVICE_NAME", "apex-bulk-test");
    const lines = written();
    const handler = lambdaEdge({
      name: "quote",
      env: z.object({}),
      make: (_env, meter) => () => {
        for (const millis of [120, 80]) meter.add("PartnerMillis", millis, { call: "createQuote" });
        return Promise.reject(new Error("boom"));
      },
    });
    await expect(handler("e", context)).rejects.toThrow("boom");
    const metrics = lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => "_aws" in line);
    expect(metrics).toMatchObject([{ service: "apex-bulk-test", call: "createQuote", PartnerMillis: [120, 80] }]);
    expect(metrics.map((line) => line["_aws"])).toMatchObject([
      {
        CloudWatchMetrics: [
          {
            Namespace: "ApexBulk",
            Dimensions: [["service"], ["service", "call"]],
            Metrics: [{ Name: "PartnerMillis", Unit: "Milliseconds" }],
          },
        ],
      },
    ]);
  });

  it("keeps the dimensions of more values than one line may hold", async () => {
    const lines = written();
    const handler = lambdaEdge({
      name: "quote",
      env: z.object({}),
      make:
        () =>
        (count: number, { meter }) => {
          for (let n = 0; n < count; n += 1) meter.add("MessagesReturned", 1, { function: "quote" });
          return Promise.resolve();
        },
    });
    await handler(250, context);
    const values = lines.map((line) => JSON.parse(line) as { function: string; MessagesReturned: number[] });
    expect(values.map((line) => [line.function, line.MessagesReturned.length])).toEqual([
      ["quote", 100],
      ["quote", 100],
      ["quote", 50],
    ]);
  });
});

describe("the log", () => {
  it("masks e-mail addresses and telephone numbers, and leaves secrets out", () => {
    const lines: string[] = [];
    const log = jsonLogger((line) => lines.push(line)).with({ orderId: "o-1" });
    log.warn("seen", { text: "call 214-555-0100 or ana@example.com", taskToken: "AAA", client_secret: "s" });
    expect(JSON.parse(lines[0]!)).toStrictEqual({
      ...{ level: "WARN", code: "seen", traceId: "o-1", orderId: "o-1" },
      text: "call *** or ***@***",
    });
  });

  it("gives each line the id of its way, as far as the line knows it", () => {
    const traces: unknown[] = [];
    const log = jsonLogger((line) => traces.push(JSON.parse(line).traceId));
    log.info("seen", { fileId: "f-1" });
    log.info("seen", { fileId: "f-1", orderId: "o-1" });
    log.info("seen", { orderId: "o-1" });
    log.info("seen");
    expect(traces).toEqual(["f-1", "f-1.o-1", "o-1", undefined]);
  });
});
