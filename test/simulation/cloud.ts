// The simulated world as the deployed functions' parts are built from it.
import type { S3Client } from "@aws-sdk/client-s3";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { TellResults } from "../../adapters/aws/event-bus.ts";
import type { Clock } from "../../domain/ports.ts";
import type { CertificateSigner } from "../../pipeline/reconcile/sign-certificate.ts";
import type { Chance } from "./chance.ts";
import type { ChangingProfiles } from "./changing-profiles.ts";
import type { Mutation } from "./mutation.ts";
import type { SimulatedPartner } from "./partner.ts";
import type { SimulatedTable } from "./simulated-table.ts";
import type { VirtualTime } from "./virtual-time.ts";

export interface Cloud {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly clock: Clock;
  readonly table: SimulatedTable;
  readonly s3: S3Client;
  readonly queues: SQSClient;
  readonly states: SFNClient;
  readonly secrets: SecretsManagerClient;
  /** The event bus. */
  readonly tellResults: TellResults;
  readonly partner: SimulatedPartner;
  readonly profiles: ChangingProfiles;
  readonly settings: {
    readonly APEX_TRANSACTION_LOOKUP: "on" | "off";
    readonly APEX_CONTRACT_LOOKUP: "on" | "off";
    readonly APEX_CALLS_PER_SECOND: number;
    readonly creditLookup: boolean;
  };
  readonly signer: CertificateSigner;
  readonly mutation: Mutation;
  readonly sleep: (millis: number) => Promise<void>;
}
