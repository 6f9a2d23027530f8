// Reads a site's configuration and prices it, or says what is wrong with it: another product, an unknown speed or
// architecture, a port faster than its access, a term or a discount that the quote does not allow (docs/apex-api.md §3, §5).
import type { RequestOf, ResponseOf } from "../../contracts/apex/calls.ts";
import { type ApiError, apiError } from "../refusal.ts";
import {
  ARCHITECTURE_FACTORS,
  DISCOUNT_MAX,
  INSTALLATION_PRICES,
  PROMOTIONS,
  regionFactor,
  SPEED_PRICES,
  type SpeedPrice,
  TERM_FACTORS,
} from "./price-list.ts";

export type PricingInput = RequestOf<"configureQuote">["configDiscountPromoRequest"]["pricingInputs"][number];
export type Pricing = NonNullable<ResponseOf<"configureQuote">["pricing"]>[number];

/** S: the only product. */
export const ADI_PRODUCT = "OFF_ADI_MID_MARKET";

/** Names on AT&T's pages and in Quick Quote; discount and promotion are assumptions (A). */
const FEATURES = {
  architecture: ["Architecture"],
  portSpeed: ["Port Speed", "ATT_SPEED"],
  accessSpeed: ["Access Speed", "ATT_ACC_SPD"],
  term: ["Term", "VEPC_ATTR_CONTRACT_TERM"],
  discount: ["Discount Percent", "Discount"],
  promotion: ["Promo Code"],
} as const;

export interface PricedSite {
  readonly pricing: Pricing;
  readonly portSpeed: string;
}
export interface PricingTerms {
  readonly termMonths: number;
  readonly state: string;
  /** Property path of the input. */
  readonly path: string;
}

export function priceSite(input: PricingInput, terms: PricingTerms): PricedSite | readonly ApiError[] {
  const features = new Map(input.configuration.features.map(({ name, value }) => [name, value.trim()]));
  const read = (names: readonly string[]): string | undefined =>
    names.map((name) => features.get(name)).find((value) => value !== undefined && value !== "");
  const port = speedOf(read(FEATURES.portSpeed));
  const access = speedOf(read(FEATURES.accessSpeed));
  const architecture = ARCHITECTURE_FACTORS.get(read(FEATURES.architecture) ?? "Switched");
  const discount = Number((read(FEATURES.discount) ?? "0").replace(/\s*%$/, ""));
  const discountMax = DISCOUNT_MAX[terms.termMonths] ?? 0;
  const at = `${terms.path}.configuration.features`;
  const errors: ApiError[] = [...repeatedFeatures(input, at)];
  if (input.productId !== ADI_PRODUCT) {
    errors.push(apiError("invalidValue", `${terms.path}.productId`, `Only ${ADI_PRODUCT} can be ordered.`));
  }
  if (architecture === undefined) errors.push(apiError("invalidValue", at, "Architecture is Switched or Dedicated."));
  if (port === undefined) errors.push(speedError(at, "Port Speed", read(FEATURES.portSpeed)));
  if (access === undefined) errors.push(speedError(at, "Access Speed", read(FEATURES.accessSpeed)));
  if (port && access && port.mbps > access.mbps) {
    errors.push(apiError("invalidValue", at, "Port Speed is above Access Speed."));
  }
  const term = read(FEATURES.term);
  if (term !== undefined && Number.parseInt(term, 10) !== terms.termMonths) {
    errors.push(apiError("invalidValue", at, `Term is not the quote's, ${String(terms.termMonths)} months.`));
  }
  if (!(discount >= 0 && discount <= discountMax)) {
    errors.push(apiError("invalidValue", at, `The discount is outside 0 to ${String(discountMax)} percent.`));
  }
  if (errors.length > 0 || port === undefined || access === undefined || architecture === undefined) return errors;

  const promotion = promotionOf(read(FEATURES.promotion), terms.termMonths);
  const keep = (1_000 * (100 - discount)) / 100;
  const term1000 = TERM_FACTORS[terms.termMonths] ?? 1_000;
  const portKeep = 1_000 - 10 * (promotion?.portPercent ?? 0);
  return {
    portSpeed: port.speed,
    pricing: {
      siteId: input.siteId,
      configId: input.configuration.configId,
      access: {
        recurring: times(access.accessMonthly, [architecture, term1000, regionFactor(terms.state), keep]),
        oneTime: 0,
      },
      port: { recurring: times(port.portMonthly, [term1000, portKeep, keep]), oneTime: 0 },
      installation: { recurring: 0, oneTime: installationPrice(access.mbps) },
      discountRange: { min: 0, max: discountMax },
      promotions: promotion === undefined ? [] : [{ code: promotion.code, portPercent: promotion.portPercent }],
    },
  };
}

/** `100M`, `100 Mbps`, `1G`, `10 Gbps`; undefined for what the price list does not have. */
export function speedOf(text: string | undefined): SpeedPrice | undefined {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)\s*([MG])(?:B(?:PS|IT\/S)?|bps)?$/i.exec(text?.trim() ?? "") ?? [];
  if (amount === undefined || unit === undefined) return undefined;
  return SPEED_PRICES.get(Number(amount) * (unit.toUpperCase() === "G" ? 1_000 : 1));
}

/** Which of two values was meant, nobody can tell. */
function repeatedFeatures(input: PricingInput, path: string): readonly ApiError[] {
  const names = input.configuration.features.map(({ name }) => name);
  return names.flatMap((name, n) =>
    names.indexOf(name) === n
      ? []
      : [apiError("invalidValue", `${path}[${String(n)}].name`, "The feature is there twice.")],
  );
}

function speedError(path: string, name: string, value: string | undefined): ApiError {
  return value === undefined
    ? apiError("missingProperty", path, `The feature ${name} is missing.`)
    : apiError("invalidValue", path, `${name} is no speed of the price list.`);
}

/** Cents times thousandths, rounded to a cent after each factor, so that the result never depends on their order's floats. */
function times(cents: number, factors: readonly number[]): number {
  return factors.reduce((amount, factor) => Math.round((amount * factor) / 1_000), cents);
}

function installationPrice(mbps: number): number {
  return INSTALLATION_PRICES.find(([mbpsMax]) => mbps <= mbpsMax)?.[1] ?? 0;
}

/** An unknown code, or one for longer terms, is no error: it takes nothing off. */
function promotionOf(code: string | undefined, termMonths: number) {
  const promotion = code === undefined ? undefined : PROMOTIONS[code.toUpperCase()];
  return code !== undefined && promotion !== undefined && termMonths >= promotion.termMonthsMin
    ? { code: code.toUpperCase(), portPercent: promotion.portPercent }
    : undefined;
}
