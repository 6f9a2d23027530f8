// Makes docs/settings.md, everything that a deployment can choose, from its schema and the comments there.
import { readFileSync } from "node:fs";
import * as z from "zod";
import { DeploymentSettingsSchema } from "../contracts/deployment.ts";
import { invariant } from "../contracts/errors.ts";
import { markdownTable } from "./markdown-table.ts";

const INTRODUCTION = `# Settings

Generated from \`contracts/deployment.ts\` by \`npm run docs:generate\`; do not edit.

Given to the CDK as context: \`npx cdk deploy --all -c stage=test -c callsPerSecond=40\`, or in \`cdk.json\`. A setting that does not exist or a
value that is not valid stops the synthesis with its name.
`;

const PropertySchema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.string()).optional(),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
});

export function settingsDocument(): string {
  const source = readFileSync(new URL("../contracts/deployment.ts", import.meta.url), "utf8");
  const { properties = {} } = z.toJSONSchema(DeploymentSettingsSchema, { io: "input", unrepresentable: "any" });
  const rows = Object.entries(properties).map(([name, property]) => {
    const { type, enum: values, default: byDefault } = PropertySchema.parse(property);
    const form = values?.map((value) => `\`${value}\``).join(", ") ?? [type ?? "text"].flat().join(" or ");
    return [`\`${name}\``, form, byDefault === undefined ? "" : `\`${String(byDefault)}\``, commentOf(source, name)];
  });
  return `${INTRODUCTION}\n${markdownTable(["setting", "value", "default", "means"], rows)}`;
}

/** The `/** … *\/` above a field; several fields under one comment share it. */
function commentOf(source: string, name: string): string {
  const at = source.search(new RegExp(`^ {2}${name}:`, "m"));
  invariant(at >= 0, `settings: ${name} is not written as a field of its own`);
  const comment = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*$/.exec(source.slice(0, at))?.[1] ?? "";
  return comment
    .replaceAll(/\n\s*\*/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}
