// The one place of the Ordering API that reads process.env.
import { OrderingApiEnv } from "../contracts/environments.ts";
import { ConfigurationError } from "../contracts/errors.ts";
import * as z from "zod";
import { plainObject } from "../contracts/object-schemas.ts";

export type OrderingApiSettings = z.output<typeof OrderingApiEnv>;

/** Names every variable that is missing or wrong; values are never shown. */
export function readLambdaEnv(source: NodeJS.ProcessEnv = process.env): OrderingApiSettings {
  return read(OrderingApiEnv, source);
}

export const IN_MEMORY = "memory";

/** For the server on one machine: every variable has a default (docs/ordering-api.md). */
const StandaloneEnv = plainObject(() => ({
  PORT: z.coerce.number().int().min(0).max(65_535).default(8_080).describe("port on this machine; 0 takes a free one"),
  APEX_CLIENT_ID: z.string().min(1).default("sandbox-client").describe("expected in the header client_id"),
  APEX_CLIENT_SECRET: z.string().min(1).default("sandbox-secret").describe("expected in the header client_secret"),
  APEX_WEBHOOK_SECRET: z
    .string()
    .min(24)
    .default("whsec_c2FuZGJveC13ZWJob29rLXNlY3JldC0xMjM0NTY3ODkw")
    .describe("signs the callbacks"),
  CALLBACK_BASE_URL: z.url().default("http://127.0.0.1:8081").describe("where credit and eSign callbacks go"),
  DECISION_DELAY_MILLIS: z.coerce
    .number()
    .nonnegative()
    .default(1_000)
    .describe("milliseconds from a request to its decision"),
  ORDERING_BEHAVIOR: z.string().default("{}").describe("JSON: what a sandbox may choose"),
  ORDERING_DATA_DIR: z
    .string()
    .min(1)
    .default("out/ordering-api")
    .describe("directory of the embedded DynamoDB, or `memory`"),
}));

/** For help: each setting with what it means. Its defaults are a sandbox's and no secrets. */
export const STANDALONE_SETTINGS = Object.entries(StandaloneEnv.shape).map(([name, field]) => ({
  name,
  means: field.description ?? "",
  byDefault: String(field.parse(undefined)),
}));
export type StandaloneSettings = z.output<typeof StandaloneEnv>;

export function readStandaloneEnv(source: NodeJS.ProcessEnv = process.env): StandaloneSettings {
  // Until version 0.2.0 the name was spelled the British way.
  return read(StandaloneEnv, { ORDERING_BEHAVIOR: source["ORDERING_BEHAVIOUR"], ...source });
}

function read<S extends z.ZodType>(schema: S, source: NodeJS.ProcessEnv): z.output<S> {
  const parsed = schema.safeParse(source);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => {
    const name = issue.path.join(".");
    return source[name] === undefined ? `${name} is missing` : `${name} is not valid: ${issue.message}`;
  });
  throw new ConfigurationError(`environment: ${faults.join("; ")}`);
}
