// Whether AT&T will take an order's discount. Where its range for the term is known, a higher one is an error before anything is
// sent; where it is not, a warning.
import { AT } from "../../contracts/bulk-file.ts";
import { ASSUMED_DISCOUNT_LIMITS, type DiscountLimits } from "../../contracts/discount-limits.ts";
import { cellAt } from "../rows/cell-at.ts";
import { INVALID } from "../rows/clean-cell.ts";
import type { Finding } from "../rows/finding.ts";

/** What the distributor's profile states; undefined: nothing. */
export type KnownDiscounts = DiscountLimits | undefined;

/** `values`: of the order's columns, normalized. */
export function checkDiscount(values: readonly string[], known: KnownDiscounts): Finding | undefined {
  const discount = cellAt(values, AT.discount_percent);
  const term = cellAt(values, AT.contract_term_months);
  if (discount === "" || discount === INVALID || term === "" || term === INVALID) return undefined;
  const agreed = limitOf(known, term);
  const max = agreed ?? limitOf(ASSUMED_DISCOUNT_LIMITS, term);
  if (max === undefined || Number(discount) <= max) return undefined;
  return {
    code: agreed === undefined ? "discount.unusual" : "discount.aboveRange",
    column: "discount_percent",
    value: discount,
    detail: `${String(max)} percent for a term of ${term} months`,
  };
}

const limitOf = (limits: DiscountLimits | undefined, term: string): number | undefined =>
  Object.entries(limits ?? {}).find(([months]) => months === term)?.[1];
