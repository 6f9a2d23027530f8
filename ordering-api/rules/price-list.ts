// The price list: FICTIONAL, because AT&T's is not public. Integer US cents. A monthly list price for each speed, then
// factors in thousandths for architecture, term and region; see rules/pricing.ts for how they meet.
import { ASSUMED_DISCOUNT_LIMITS } from "../../contracts/discount-limits.ts";

export interface SpeedPrice {
  /** As AT&T writes speeds (docs/apex-api.md §5). */
  readonly speed: string;
  readonly mbps: number;
  readonly portMonthly: number;
  readonly accessMonthly: number;
}

/** Mbps, port per month, access per month; whole dollars. */
const ROWS: readonly (readonly [number, number, number])[] = [
  [2, 70, 110],
  [3, 75, 115],
  [4, 80, 120],
  [5, 85, 130],
  [6, 90, 135],
  [8, 95, 145],
  [10, 105, 160],
  [12, 110, 165],
  [15, 115, 170],
  [20, 125, 180],
  [25, 135, 190],
  [30, 145, 200],
  [40, 160, 215],
  [50, 175, 230],
  [60, 185, 240],
  [70, 195, 250],
  [75, 200, 255],
  [80, 205, 260],
  [90, 215, 270],
  [100, 225, 280],
  [150, 265, 310],
  [200, 300, 340],
  [250, 335, 365],
  [300, 365, 390],
  [350, 390, 410],
  [400, 415, 430],
  [450, 440, 450],
  [500, 465, 470],
  [600, 510, 505],
  [700, 550, 535],
  [750, 570, 550],
  [800, 590, 565],
  [900, 625, 590],
  [1_000, 660, 615],
  [1_500, 860, 740],
  [2_000, 1_050, 860],
  [2_500, 1_220, 970],
  [3_000, 1_380, 1_080],
  [4_000, 1_680, 1_280],
  [5_000, 1_960, 1_460],
  [6_000, 2_220, 1_630],
  [7_000, 2_470, 1_790],
  [8_000, 2_700, 1_940],
  [9_000, 2_920, 2_080],
  [10_000, 3_130, 2_210],
  [20_000, 5_200, 3_500],
  [25_000, 6_100, 4_050],
  [40_000, 8_600, 5_600],
  [50_000, 10_100, 6_500],
  [100_000, 17_000, 10_500],
];

const speedName = (mbps: number): string => (mbps < 1_000 ? `${String(mbps)}M` : `${String(mbps / 1_000)} Gbps`);

export const SPEED_PRICES: ReadonlyMap<number, SpeedPrice> = new Map(
  ROWS.map(([mbps, port, access]) => [
    mbps,
    { speed: speedName(mbps), mbps, portMonthly: port * 100, accessMonthly: access * 100 },
  ]),
);

/** Thousandths of the list price. */
export const ARCHITECTURE_FACTORS: ReadonlyMap<string, number> = new Map([
  ["Switched", 1_000],
  ["Dedicated", 1_250],
]);
export const TERM_FACTORS: Readonly<Record<number, number>> = { 12: 1_150, 24: 1_050, 36: 1_000, 48: 960, 60: 920 };

/** Highest discount in percent by term; the lowest is 0. */
export const DISCOUNT_MAX: Readonly<Record<number, number>> = ASSUMED_DISCOUNT_LIMITS;

const REGIONS: readonly (readonly [factor: number, states: string])[] = [
  [1_100, "CT DC DE MA MD ME NH NJ NY PA RI VT"],
  [1_080, "CA NV OR WA"],
  [1_600, "AK AS FM GU HI MH MP PR PW VI AA AE AP"],
];
/** Access costs more where it is far or dense; everywhere else the factor is 1,000. */
export function regionFactor(state: string): number {
  return REGIONS.find(([, states]) => states.split(" ").includes(state))?.[0] ?? 1_000;
}

/** One-time installation by access speed: up to and including these Mbps, cents. */
export const INSTALLATION_PRICES: readonly (readonly [mbpsMax: number, cents: number])[] = [
  [100, 50_000],
  [1_000, 100_000],
  [10_000, 250_000],
  [100_000, 500_000],
];

/** Promotions take their percent off the port. */
export const PROMOTIONS: Readonly<Record<string, { readonly portPercent: number; readonly termMonthsMin: number }>> = {
  ADI10: { portPercent: 10, termMonthsMin: 24 },
  NEWSITE5: { portPercent: 5, termMonthsMin: 12 },
};
