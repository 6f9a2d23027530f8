// What every function has around it: the environment parsed once at start (a wrong one fails the function's init and names
// the variables), a logger with the request's ids, metrics that leave with the invocation however it ends, and errors logged
// once, here, and normalized before they leave.
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import middy from "@middy/core";
import type { Context } from "aws-lambda";
import * as z from "zod";
import { SERVICE_VARIABLE } from "../../contracts/environments.ts";
import type { Meter } from "../../contracts/metrics.ts";
import { readEnv } from "./env.ts";
import { errorFields, type Logger } from "./logger.ts";
import { powertoolsLogger } from "./powertools-log.ts";
import { PowertoolsMeter, type PublishedMeter } from "./powertools-meter.ts";
import { plainObject } from "../../contracts/object-schemas.ts";

/** One invocation, as the code behind the edge sees it. */
export interface Invocation {
  readonly functionName: string;
  readonly log: Logger;
  readonly meter: Meter;
  /** Milliseconds until the function is stopped. */
  readonly remainingMillis: () => number;
}

export interface FunctionParts<S extends z.ZodType, E, R> {
  readonly name: string;
  readonly env: S;
  /** Called once an instance; builds what the function needs and returns the function. The meter is every invocation's. */
  readonly make: (env: z.output<S>, meter: Meter) => (event: E, invocation: Invocation) => Promise<R>;
}

/** So long before the end an invocation fails by itself, with a log line, instead of vanishing. */
const TIMEOUT_EARLY_MILLIS = 500;

const ServiceEnv = plainObject(() => ({ [SERVICE_VARIABLE]: z.string().min(1).default("apex-bulk") }));

/** The deployment that a function belongs to. */
export const serviceName = (): string => readEnv(ServiceEnv)[SERVICE_VARIABLE];

export function lambdaEdge<S extends z.ZodType, E, R>(
  parts: FunctionParts<S, E, R>,
): (event: E, context: Context) => Promise<R> {
  const service = serviceName();
  const meter = new PowertoolsMeter(service);
  const run = parts.make(readEnv(parts.env), meter);
  const { powertools, log: root } = powertoolsLogger(service);
  const log = root.with({ function: parts.name });
  const logged = async (event: E, context: Context): Promise<R> => {
    try {
      return await run(event, {
        functionName: parts.name,
        log,
        meter,
        remainingMillis: () => context.getRemainingTimeInMillis(),
      });
    } catch (error) {
      log.error("functionFailed", errorFields(error));
      throw normalized(error);
    }
  };
  const wrapped = middy<E, R>({ timeoutEarlyInMillis: TIMEOUT_EARLY_MILLIS })
    .use(injectLambdaContext(powertools))
    .use(publishing(meter))
    .handler(logged);
  return async (event, context) => wrapped(event, context);
}

/** What came together leaves with the invocation, also with one that fails or runs out of time. */
function publishing(meter: PublishedMeter): { readonly after: () => void; readonly onError: () => void } {
  const publish = (): void => {
    meter.publish();
  };
  return { after: publish, onError: publish };
}

/** Thrown values that are no errors would reach the runtime as an unreadable failure. */
export function normalized(error: unknown): Error {
  return error instanceof Error ? error : new Error(`thrown a ${typeof error}`);
}
