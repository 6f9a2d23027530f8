// What the parts of the pipeline share: the data they work on, the settings, the partner they call.
import type { DeploymentSettings } from "../../contracts/deployment.ts";
import type { PartnerEnvironment } from "../settings.ts";
import type { DataStack } from "../stacks/data-stack.ts";

export interface PipelinePartProps {
  readonly data: DataStack;
  readonly settings: DeploymentSettings;
  readonly partner: PartnerEnvironment;
}

/** Consumers at once of each queue: batches of ten, so ten consumers keep a hundred slow calls in the air. */
export const CONSUMERS_MAX = { intake: 5, startOrder: 5, stage: 10, settle: 5, deadLetters: 2 } as const;
