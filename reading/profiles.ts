// The distributors' profiles, from config/distributors.json; part of the bundle, checked when it is loaded.
import { type DistributorProfile, DistributorProfilesSchema } from "../contracts/distributor-profile.ts";
import profiles from "../config/distributors.json" with { type: "json" };

const known = DistributorProfilesSchema.parse(profiles);

export function profileOf(distributor: string): DistributorProfile | undefined {
  return Object.hasOwn(known, distributor) ? known[distributor] : undefined;
}

export const profileNames = (): readonly string[] => Object.keys(known);
