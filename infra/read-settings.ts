// The settings of this deployment, checked once before anything is made: what the command line says, then what cdk.json says for
// the stage, then the stage's own defaults, then the schema's. An error names the setting, what is wrong, and what it should be.
import type { Node } from "constructs";
import * as z from "zod";
import { type DeploymentSettings, DeploymentSettingsSchema } from "../contracts/deployment-settings.ts";
import { ConfigurationError } from "../contracts/errors.ts";
import { STAGE_DEFAULTS } from "./stage-defaults.ts";

/** Context key under which cdk.json has the settings of each stage. */
const STAGES_KEY = "stages";
const StagesSchema = z.record(z.string(), z.record(z.string(), z.unknown()));

export function readSettings(node: Node): DeploymentSettings {
  // CDK's own keys have a colon, a slash or an at sign.
  const said = Object.entries(contextOf(node)).filter(([name]) => name !== STAGES_KEY && !/[:/@]/.test(name));
  const stage: unknown = node.tryGetContext("stage");
  const given = {
    ...(typeof stage === "string" && STAGE_DEFAULTS[stage]),
    ...(typeof stage === "string" && stageInFile(node, stage)),
    ...Object.fromEntries(said),
  };
  const parsed = DeploymentSettingsSchema.safeParse(given);
  const faults = parsed.success
    ? faultsBetween(parsed.data)
    : parsed.error.issues.flatMap((issue) => faultsOf(issue, given));
  if (parsed.success && faults.length === 0) return parsed.data;
  throw new ConfigurationError(`settings: ${faults.join("\n  ")}`);
}

function contextOf(node: Node): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).parse(node.getAllContext());
}

function stageInFile(node: Node, stage: string): Record<string, unknown> {
  const found: unknown = node.tryGetContext(STAGES_KEY);
  if (found === undefined) return {};
  const stages = StagesSchema.safeParse(found);
  if (!stages.success) {
    throw new ConfigurationError(
      'settings: stages in cdk.json is not an object of stages. Write {"prod": {"alarmEmail": "…"}}.',
    );
  }
  const own = stages.data[stage] ?? {};
  if ("stage" in own) {
    throw new ConfigurationError(
      `settings: stages.${stage}.stage in cdk.json says the stage again. Take it out; -c stage=${stage} says it.`,
    );
  }
  return own;
}

/** What the zod issue says, with the value and what would be right. */
function faultsOf(issue: z.core.$ZodIssue, given: Readonly<Record<string, unknown>>): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `${key}: no setting has this name${nearest(key)}`);
  }
  const name = String(issue.path[0]);
  const { description = "" } = z.object(DeploymentSettingsSchema.shape).shape[settingName(name)];
  return [`${name}: ${issue.message} (it is ${JSON.stringify(given[name])}). Give ${description}.`];
}

const NAMES = DeploymentSettingsSchema.keyof();

function settingName(name: string): z.infer<typeof NAMES> {
  return NAMES.parse(name);
}

/** Names of before, by which a cdk.json may still call a setting. Until 0.2.0 this one was spelled the British way. */
const RENAMED = new Map([["orderingbehaviour", "orderingBehavior"]]);

function nearest(key: string): string {
  const other = key.toLowerCase();
  const like = NAMES.options.find((name) => {
    const one = name.toLowerCase();
    return one === other || one.startsWith(other) || other.startsWith(one);
  });
  const found = RENAMED.get(other) ?? like;
  return found === undefined ? `. Known are ${NAMES.options.join(", ")}.` : `. Write ${found}.`;
}

/** What no setting by itself gets wrong. */
function faultsBetween(settings: DeploymentSettings): string[] {
  const { retryBaseSeconds, retryCapSeconds, callbackDomain, frontDoorDomain, frontDoorIssuer } = settings;
  const faults = [
    ...halfFaults(settings, "callbackDomain", "callbackCertificateArn"),
    ...halfFaults(settings, "frontDoorDomain", "frontDoorCertificateArn"),
    ...halfFaults(settings, "frontDoorIssuer", "frontDoorAudience"),
  ];
  if (frontDoorDomain !== undefined && frontDoorIssuer === undefined) {
    faults.push(
      "frontDoorIssuer: frontDoorDomain is given, and without an issuer there is no front door to have a name. Give both, or neither.",
    );
  }
  if (frontDoorDomain !== undefined && frontDoorDomain === callbackDomain) {
    faults.push(
      "frontDoorDomain: it is callbackDomain, too, and each of the two APIs needs its own. Give another name.",
    );
  }
  if (retryCapSeconds < retryBaseSeconds) {
    faults.push(
      `retryCapSeconds: ${String(retryCapSeconds)} is less than retryBaseSeconds (${String(retryBaseSeconds)}). Give a larger one.`,
    );
  }
  return faults;
}

type TextSetting =
  `${"callback" | "frontDoor"}${"Domain" | "CertificateArn"}` | "frontDoorIssuer" | "frontDoorAudience";

/** Of two settings that do nothing one without the other. */
function halfFaults(settings: DeploymentSettings, one: TextSetting, other: TextSetting): string[] {
  if ((settings[one] === undefined) === (settings[other] === undefined)) return [];
  const [has, lacks] = settings[one] === undefined ? [other, one] : [one, other];
  return [`${lacks}: ${has} is given, and one does nothing without the other. Give both, or neither.`];
}
