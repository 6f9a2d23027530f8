// What a stage does otherwise than the settings' own defaults, which are those of production: safe before quick.
import type * as z from "zod";
import type { DeploymentSettingsSchema } from "../contracts/deployment-settings.ts";

type Given = Partial<z.input<typeof DeploymentSettingsSchema>>;

export const STAGE_DEFAULTS: Readonly<Record<string, Given>> = {
  /** Made and taken away several times a day, by one person; it holds nobody's data. */
  dev: { rollout: "atOnce", terminationProtection: "off", deletionProtection: "off", personalDataDays: 180 },
  /** As production, with data that need not be kept. */
  test: { personalDataDays: 180 },
  prod: {},
};
