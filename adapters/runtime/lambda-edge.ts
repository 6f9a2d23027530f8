// What every function has around it: the environment parsed once at start (a wrong one fails the function's init and names
// the variables), a logger with the request's ids, and errors logged once, here, and normalised before they leave.
import middy from "@middy/core";
import type { Context } from "aws-lambda";
import type * as z from "zod";
import { readEnv } from "./env.ts";
import { errorFields, jsonLogger, type Logger } from "./logger.ts";

/** One invocation, as the code behind the edge sees it. */
export interface Invocation {
  readonly log: Logger;
  /** Milliseconds until the function is stopped. */
  readonly remainingMillis: () => number;
}

export interface FunctionParts<S extends z.ZodType, E, R> {
  readonly name: string;
  readonly env: S;
  /** Called once an instance; builds what the function needs and returns the function. */
  readonly make: (env: z.output<S>) => (event: E, invocation: Invocation) => Promise<R>;
}

/** So long before the end an invocation fails by itself, with a log line, instead of vanishing. */
const TIMEOUT_EARLY_MILLIS = 500;

export function lambdaEdge<S extends z.ZodType, E, R>(
  parts: FunctionParts<S, E, R>,
): (event: E, context: Context) => Promise<R> {
  const run = parts.make(readEnv(parts.env));
  const root = jsonLogger((line) => {
    console.log(line);
  });
  const logged = async (event: E, context: Context): Promise<R> => {
    const log = root.with({ function: parts.name, requestId: context.awsRequestId });
    try {
      return await run(event, { log, remainingMillis: () => context.getRemainingTimeInMillis() });
    } catch (error) {
      log.error("functionFailed", errorFields(error));
      throw normalised(error);
    }
  };
  const wrapped = middy<E, R>({ timeoutEarlyInMillis: TIMEOUT_EARLY_MILLIS }).handler(logged);
  return async (event, context) => wrapped(event, context);
}

/** Thrown values that are no errors would reach the runtime as an unreadable failure. */
export function normalised(error: unknown): Error {
  return error instanceof Error ? error : new Error(`thrown a ${typeof error}`);
}
