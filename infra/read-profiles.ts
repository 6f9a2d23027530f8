// The distributors' profiles as the stacks need them: who is told how, and what is made for whom. Functions have the same file in their
// bundle (infra/bundle.ts).
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Node } from "constructs";
import { type DistributorProfile, DistributorProfilesSchema } from "../contracts/distributor-profile.ts";
import { ConfigurationError } from "../contracts/errors.ts";
import { projectPath } from "./project-path.ts";
import { readSettings } from "./read-settings.ts";

export type Profiles = Readonly<Record<string, DistributorProfile>>;

/** Absolute path of the file that the deployment's settings name, on the command line or for its stage. */
export function profilesFile(node: Node): string {
  return resolve(projectPath(), readSettings(node).distributorProfiles);
}

/** `file`: absolute. */
export function readProfiles(file: string): Profiles {
  let said: unknown;
  try {
    said = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    const reason = error instanceof SyntaxError ? "is not JSON" : "cannot be read";
    throw new ConfigurationError(
      `settings: distributorProfiles: ${file} ${reason}. Give a file as docs/deploy.md shows.`,
    );
  }
  const parsed = DistributorProfilesSchema.safeParse(said);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new ConfigurationError(`${file}: ${faults.join("\n  ")}`);
}

/** Distributors whose profile has it, by name. */
export const distributorsWith = (profiles: Profiles, has: (profile: DistributorProfile) => boolean): string[] =>
  Object.keys(profiles)
    .filter((name) => profiles[name] !== undefined && has(profiles[name]))
    .sort();
