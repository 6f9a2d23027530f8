// The secrets of single distributors, made where their profile needs one: what signs the messages to their webhook, and what opens
// their export.
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";
import { distributorFeedSecret, distributorWebhookSecret, type Names } from "../../contracts/deployment.ts";
import type { DeploymentSettings } from "../../contracts/deployment-settings.ts";
import { KeptSecret } from "../constructs/kept-secret.ts";
import { distributorsWith, type Profiles } from "../read-profiles.ts";

export interface DistributorSecretsProps {
  readonly names: Names;
  readonly settings: DeploymentSettings;
  readonly key: IKey | undefined;
  readonly profiles: Profiles;
}

export function webhookSecrets(scope: Construct, { names, profiles, ...kept }: DistributorSecretsProps): KeptSecret[] {
  return distributorsWith(profiles, ({ notify }) => notify?.webhook !== undefined).map(
    (distributor) =>
      new KeptSecret(scope, `WebhookOf${distributor}`, {
        name: distributorWebhookSecret(names, distributor),
        description: `Signs the messages to the webhook of ${distributor} (Standard Webhooks)`,
        generate: { excludePunctuation: true, passwordLength: 40 },
        exists: kept.settings.secrets === "existing",
        key: kept.key,
      }),
  );
}

/** Host and value are put in by hand: a person knows them, and the profile must not (docs/front-door.md). */
export function feedSecrets(scope: Construct, { names, profiles, ...kept }: DistributorSecretsProps): KeptSecret[] {
  return distributorsWith(profiles, ({ feed }) => feed !== undefined && "header" in feed.from).map(
    (distributor) =>
      new KeptSecret(scope, `FeedOf${distributor}`, {
        name: distributorFeedSecret(names.distributorSecrets, distributor),
        description: `Opens the nightly export of ${distributor}: the host it is for, and the value of the header`,
        // Nothing of the profile: when it changed, CloudFormation would make the value anew, over the one that was put in.
        generate: { secretStringTemplate: JSON.stringify({ host: "" }), generateStringKey: "value" },
        exists: kept.settings.secrets === "existing",
        key: kept.key,
      }),
  );
}
