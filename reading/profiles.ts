// The distributors' profiles, from config/distributors.json or the file that the deployment
// names instead (setting `distributorProfiles`); part of the bundle, checked when it is loaded.
import { type DistributorProfile, DistributorProfilesSchema } from "../contracts/distributor-profile.ts";
import profiles from "#distributor-profiles" with { type: "json" };

const known = DistributorProfilesSchema.parse(profiles);

export function profileOf(distributor: string): DistributorProfile | undefined {
  return Object.hasOwn(known, distributor) ? known[distributor] : undefined;
}

/** Has every sp_id: for trying out, on one machine. */
const DEMO = "demo";

/** As a deployment knows them: `demo` only where it is asked for. */
export const deployedProfiles =
  (demo: "on" | "off") =>
  (distributor: string): DistributorProfile | undefined =>
    distributor === DEMO && demo === "off" ? undefined : profileOf(distributor);

export const profileNames = (): readonly string[] => Object.keys(known);
