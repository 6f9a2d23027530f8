// The kinds of deployments that the templates are held against AWS's rules in.
import type { DeploymentSettings } from "../../contracts/deployment-settings.ts";

const key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
const certificate = "arn:aws:acm:us-east-1:111122223333:certificate/1234abcd-12ab-34cd-56ef-1234567890ab";
export const DEPLOYMENTS: Readonly<Record<string, Partial<DeploymentSettings>>> = {
  "the only one of its account": {},
  dev: { stage: "dev" },
  test: { stage: "test", orderingUrl: "https://att.example/api/v1", callsPerSecond: 20 },
  prod: { stage: "prod", alarmEmail: "oncall@example.com", costCenter: "4711" },
  "prod with a key and a domain of its own": {
    ...{ stage: "prod", orderingUrl: "https://att.example/api/v1", dataKeyArn: key },
    ...{ callbackDomain: "callbacks.example.com", callbackCertificateArn: certificate },
    ...{ frontDoorDomain: "orders.example.com", frontDoorCertificateArn: certificate },
  },
};
