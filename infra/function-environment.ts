// What follows from the settings of a deployment for the environment of its functions.
import type * as z from "zod";
import type { DeploymentSettings } from "../contracts/deployment-settings.ts";
import type { StageEnv } from "../contracts/environments.ts";

type PartnerVariable = Extract<keyof z.input<typeof StageEnv>, `APEX_${string}` | `ORDERING_API_${string}`>;
export type PartnerEnvironment = Pick<z.input<typeof StageEnv>, PartnerVariable>;

/** Assumed abilities and limits of a partner that is not ours (docs/apex-api.md §1, A). */
const OTHER_PARTNER = { lookup: "off", callsPerSecond: 20 } as const;
const OUR_PARTNER = { lookup: "on", callsPerSecond: 0 } as const;

export function partnerEnvironment(
  settings: DeploymentSettings,
  partner: { readonly url: string; readonly credentialsSecret: string },
): PartnerEnvironment {
  const assumed = settings.orderingUrl === undefined ? OUR_PARTNER : OTHER_PARTNER;
  return {
    ORDERING_API_URL: partner.url,
    ORDERING_API_CREDENTIALS_SECRET: partner.credentialsSecret,
    APEX_TRANSACTION_LOOKUP: settings.transactionLookup ?? assumed.lookup,
    APEX_CREDIT_LOOKUP: settings.creditLookup ?? assumed.lookup,
    APEX_CONTRACT_LOOKUP: settings.contractLookup,
    APEX_CALLS_PER_SECOND: String(settings.callsPerSecond ?? assumed.callsPerSecond),
    APEX_TIMEOUT_SECONDS: String(settings.partnerTimeoutSeconds),
  };
}

/** The sync's alone. */
export const orderLookup = (settings: DeploymentSettings): "on" | "off" =>
  settings.orderLookup ?? (settings.orderingUrl === undefined ? OUR_PARTNER : OTHER_PARTNER).lookup;

/** Back-off of a stage queue. */
export function retryEnvironment(
  settings: DeploymentSettings,
): Record<"RETRY_BASE_SECONDS" | "RETRY_CAP_SECONDS" | "RETRY_ATTEMPTS", string> {
  return {
    RETRY_BASE_SECONDS: String(settings.retryBaseSeconds),
    RETRY_CAP_SECONDS: String(settings.retryCapSeconds),
    RETRY_ATTEMPTS: String(settings.retryAttempts),
  };
}
