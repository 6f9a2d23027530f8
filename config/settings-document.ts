// Makes docs/settings.md, everything that a deployment can choose, from its schema and the descriptions there.
import * as z from "zod";
import { DeploymentSettingsSchema } from "../contracts/deployment-settings.ts";
import { markdownTable } from "./markdown-table.ts";

const INTRODUCTION = `# Settings

Generated from \`contracts/deployment-settings.ts\` by \`npm run docs:generate\`; do not edit.

Given to the CDK as context: \`npx cdk deploy --all -c stage=test -c callsPerSecond=40\`, or in \`cdk.json\` for each stage:

    { "app": "node infra/app.ts", "context": { "stages": { "prod": { "alarmEmail": "oncall@example.com" } } } }

The command line goes before \`cdk.json\`, and that before the stage's own defaults (\`infra/stage-defaults.ts\`). A setting that does not exist or
a value that is not valid stops the synthesis with its name, the reason and the fix.
`;

const PropertySchema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.string()).optional(),
  description: z.string().optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
});

export function settingsDocument(): string {
  const { properties = {} } = z.toJSONSchema(DeploymentSettingsSchema, { io: "input", unrepresentable: "any" });
  const rows = Object.entries(properties).map(([name, property]) => {
    const { type, enum: values, default: byDefault, description = "" } = PropertySchema.parse(property);
    const form = values?.map((value) => `\`${value}\``).join(", ") ?? [type ?? "text"].flat().join(" or ");
    return [`\`${name}\``, form, byDefault === undefined ? "" : `\`${String(byDefault)}\``, description];
  });
  return `${INTRODUCTION}\n${markdownTable(["setting", "value", "default", "means"], rows)}`;
}
