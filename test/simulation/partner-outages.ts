// The partner out of reach for hours: a network that is down, an address that changed, a gateway that answers for it, or nobody who
// answers at all. Once a run at most, and shorter than a stage's task waits, so that by itself it holds no order.
import type { Chance } from "./chance.ts";
import type { FaultPlan } from "./fault-plan.ts";
import type { VirtualTime } from "./virtual-time.ts";

const HOUR = 3_600_000;
/** Of the runs: hours of tries, some a minute for each order, take as long as ten other runs. */
const SHARE = 0.06;
const HOURS_MIN = 1;
const HOURS_MAX = 10;
const WAYS = ["refusedConnection", "timeoutBefore", "gatewayPage", "unavailable"] as const;
export const PARTNER_OUTAGE = "partnerOutage";

export interface OutageParts {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly plan: FaultPlan;
}

export class PartnerOutages {
  readonly #parts: OutageParts;
  readonly #from: number;
  readonly #until: number;
  readonly #way: (typeof WAYS)[number];
  readonly #isPlain: boolean;

  /** `plainMillis`: for so long from the start it is out of reach, whatever the seed. */
  constructor(parts: OutageParts, plainMillis = 0) {
    const { chance, time } = parts;
    this.#parts = parts;
    this.#isPlain = plainMillis > 0;
    const draw = chance.of("partner outage");
    const from = chance.of("partner outage from");
    // Most often while the first files are on their way.
    const begins = time.now() + (from < 0.6 ? from * HOUR : from * 72 * HOUR);
    const hours = HOURS_MIN + chance.of("partner outage hours") * (HOURS_MAX - HOURS_MIN);
    const isOne = draw < SHARE;
    this.#from = this.#isPlain ? time.now() : isOne ? begins : Number.POSITIVE_INFINITY;
    this.#until = this.#isPlain ? time.now() + plainMillis : begins + hours * HOUR;
    this.#way = this.#isPlain ? WAYS[0] : chance.pick("partner outage way", WAYS);
  }

  /** The fault that a call meets now because of it; undefined: none. */
  now(): string | undefined {
    const now = this.#parts.time.now();
    if (now < this.#from || now >= this.#until) return undefined;
    return this.#isPlain || this.#parts.plan.isMet(PARTNER_OUTAGE) ? this.#way : undefined;
  }
}
