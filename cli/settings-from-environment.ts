// The environment variables of the command line, and the settings of the deployment that follow from them and from the
// options. Secrets are read here and never printed.
import * as z from "zod";
import { readEnv } from "../adapters/runtime/env.ts";
import { NAMES, type PartnerCredentials, WebhookSecretSchema } from "../contracts/deployment.ts";
import type { DeploymentSettingsSchema } from "../contracts/deployment-settings.ts";
import { ConfigurationError } from "../contracts/errors.ts";
import { isSafeUrl } from "../contracts/plain-http.ts";
import type { LeaseDays } from "../domain/orders/leases.ts";
import { checkedUrl } from "./run-options.ts";
import { UsageError } from "./usage-error.ts";

const switchValue = z.enum(["on", "off"]).optional();
const CliEnv = z.object({
  APEX_CLIENT_ID: z.string().min(1).optional(),
  APEX_CLIENT_SECRET: z.string().min(1).optional(),
  APEX_WEBHOOK_SECRET: WebhookSecretSchema.optional(),
  APEX_TRANSACTION_LOOKUP: switchValue,
  APEX_CREDIT_LOOKUP: switchValue,
  APEX_CONTRACT_LOOKUP: switchValue,
  APEX_PLAIN_HTTP_HOST: z.string().min(1).optional(),
  APEX_CALLS_PER_SECOND: z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .optional(),
});

const days = z.coerce.number().positive().optional();
const LeaseEnv = z.object({ APEX_QUOTE_DAYS: days, APEX_CREDIT_DAYS: days, APEX_ENVELOPE_DAYS: days });

/** How long a quote, a credit approval and a signature request are good for, where the environment says so. */
export function leaseDaysFromEnvironment(source?: NodeJS.ProcessEnv): Partial<LeaseDays> {
  const env = envOf(LeaseEnv, source);
  return {
    ...(env.APEX_QUOTE_DAYS !== undefined && { quote: env.APEX_QUOTE_DAYS }),
    ...(env.APEX_CREDIT_DAYS !== undefined && { credit: env.APEX_CREDIT_DAYS }),
    ...(env.APEX_ENVELOPE_DAYS !== undefined && { envelope: env.APEX_ENVELOPE_DAYS }),
  };
}

type Settings = z.input<typeof DeploymentSettingsSchema>;

export interface RunSettings {
  /** CDK context of the app, without anything absent. */
  readonly deployment: Settings;
  /** Secret values by the name of the secret, in place of generated ones. */
  readonly secretValues: Record<string, string>;
  readonly orderingUrl?: string;
  readonly warnings: readonly string[];
}

export function settingsFromEnvironment(
  orderingUrlOption: string | undefined,
  source?: NodeJS.ProcessEnv,
): RunSettings {
  const env = envOf(CliEnv, source);
  const orderingUrl =
    orderingUrlOption === undefined ? undefined : safeUrl(orderingUrlOption, env.APEX_PLAIN_HTTP_HOST);
  const deployment = {
    ...(orderingUrl !== undefined && { orderingUrl }),
    ...(env.APEX_PLAIN_HTTP_HOST !== undefined && { plainHttpHost: env.APEX_PLAIN_HTTP_HOST }),
    ...(env.APEX_TRANSACTION_LOOKUP !== undefined && { transactionLookup: env.APEX_TRANSACTION_LOOKUP }),
    ...(env.APEX_CREDIT_LOOKUP !== undefined && { creditLookup: env.APEX_CREDIT_LOOKUP }),
    ...(env.APEX_CONTRACT_LOOKUP !== undefined && { contractLookup: env.APEX_CONTRACT_LOOKUP }),
    ...(env.APEX_CALLS_PER_SECOND !== undefined && { callsPerSecond: Number(env.APEX_CALLS_PER_SECOND) }),
  };
  const secretValues: Record<string, string> = {};
  if (env.APEX_WEBHOOK_SECRET !== undefined) secretValues[NAMES.webhookSecret] = env.APEX_WEBHOOK_SECRET;
  if (orderingUrl === undefined) return { deployment, secretValues, warnings: [] };
  secretValues[NAMES.credentialsSecret] = JSON.stringify(credentials(env));
  const warnings =
    env.APEX_WEBHOOK_SECRET === undefined
      ? ["APEX_WEBHOOK_SECRET is not set: no callback of this Ordering API can be verified, so every one is refused."]
      : [];
  return { deployment, secretValues, orderingUrl, warnings };
}

function envOf<S extends z.ZodType>(schema: S, source: NodeJS.ProcessEnv | undefined): z.output<S> {
  try {
    return readEnv(schema, source);
  } catch (error) {
    if (error instanceof ConfigurationError) throw new UsageError(error.message);
    throw error;
  }
}

/** As `run-options` reads it, and safe to send secrets to. */
function safeUrl(text: string, plainHttpHost: string | undefined): string {
  const url = checkedUrl(text);
  const { origin, hostname } = new URL(url);
  if (isSafeUrl(url, plainHttpHost)) return url;
  throw new UsageError(
    `--ordering-url ${origin} has no TLS: credentials and customers' data would travel in the clear. ` +
      `Use https://, or allow this host by name: APEX_PLAIN_HTTP_HOST=${hostname}`,
  );
}

function credentials(env: z.infer<typeof CliEnv>): PartnerCredentials {
  const { APEX_CLIENT_ID: clientId, APEX_CLIENT_SECRET: clientSecret } = env;
  if (clientId !== undefined && clientSecret !== undefined) return { default: { clientId, clientSecret } };
  const missing = [
    ...(clientId === undefined ? ["APEX_CLIENT_ID"] : []),
    ...(clientSecret === undefined ? ["APEX_CLIENT_SECRET"] : []),
  ];
  throw new UsageError(`--ordering-url needs the credentials of that Ordering API; not set: ${missing.join(", ")}`);
}
