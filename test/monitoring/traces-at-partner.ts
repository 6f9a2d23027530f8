// What the partner was given as `x-trace-id`, by the ledger of our own Ordering API in the embedded cloud.
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { APEX_HEADERS } from "../../contracts/apex/calls.ts";
import { NAMES } from "../../contracts/deployment.ts";
import type { Cloud } from "../../local/cloud.ts";

/** Of all calls that had an effect. */
export async function tracesAtPartner(cloud: Cloud): Promise<Set<string>> {
  const { outputs, endpoint, region, rootCredentials } = cloud;
  const secrets = new SecretsManagerClient({ endpoint, region, credentials: rootCredentials });
  const { SecretString = "" } = await secrets.send(new GetSecretValueCommand({ SecretId: NAMES.credentialsSecret }));
  const { clientId, clientSecret } = JSON.parse(SecretString);
  const answer = await fetch(`${outputs[NAMES.outputs.orderingUrl]!}/ledger`, {
    headers: {
      [APEX_HEADERS.clientId]: clientId,
      [APEX_HEADERS.clientSecret]: clientSecret,
      [APEX_HEADERS.traceId]: "t",
    },
  });
  const { effects } = (await answer.json()) as { effects: { traceId: string }[] };
  return new Set(effects.map(({ traceId }) => traceId));
}
