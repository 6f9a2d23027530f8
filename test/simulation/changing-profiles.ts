// The distributors' profiles as a deployment changes them while files come in: one that is missing, or does not allow the sp_id yet,
// and one that is taken away.
import type { DistributorProfile } from "../../contracts/distributor-profile.ts";
import { profileOf } from "../../reading/profiles.ts";
import type { Chance } from "./chance.ts";
import type { VirtualTime } from "./virtual-time.ts";
import { firstDropMillis } from "./workload-times.ts";

const HOUR = 3_600_000;
const READING_MILLIS = 3000;
const OTHER_SP_ID = "A-99999z";

export class ChangingProfiles {
  /** Milliseconds after the start from which on every drop is allowed; 0: always. */
  readonly goodFrom: number;
  /** The same, until which; never: Infinity. */
  goodUntil: number;
  readonly #before: "missing" | "narrow";
  readonly #now: () => number;

  constructor(chance: Chance, time: VirtualTime) {
    const start = time.now();
    this.#now = () => time.now() - start;
    const kind = chance.of("profiles");
    const draw = chance.of("profiles change");
    // The worst moment is while a file is read.
    const at = draw < 0.6 ? firstDropMillis(chance) + draw * READING_MILLIS : draw * HOUR;
    this.goodFrom = kind < 0.12 ? at : 0;
    this.goodUntil = kind > 0.92 ? at : Number.POSITIVE_INFINITY;
    this.#before = kind < 0.06 ? "missing" : "narrow";
  }

  of(distributor: string): DistributorProfile | undefined {
    const profile = profileOf(distributor);
    if (this.isGoodAt(this.#now()) || profile === undefined) return profile;
    return this.#before === "missing" ? undefined : { ...profile, spIds: [OTHER_SP_ID] };
  }

  /** Taken away now. */
  endNow(): void {
    this.goodUntil = Math.min(this.goodUntil, this.#now());
  }

  isGoodAt(millis: number): boolean {
    return millis >= this.goodFrom && millis < this.goodUntil;
  }
}

/** Codes of rows that are refused for what the profile says. */
export const PROFILE_CODES: readonly string[] = ["file.unknownDistributor", "file.allHeldBack", "spId.notAllowed"];
