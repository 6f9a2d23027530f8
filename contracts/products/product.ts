// What apex-bulk has to know of a product of AT&T's to read, check, quote, price and report it. A product is one such description
// (adi.ts) and its entry in products.ts; nothing else in the code names one.
import type { ColumnSpec } from "../column-spec.ts";
import type { IssueText } from "../issues/issue-text.ts";

/** Stands in the bulk file among the columns of a site. Products that share a column say the same of it, but for `required`. */
export type ProductColumn = Omit<ColumnSpec, "group">;

/** Where a feature's value comes from. A blank optional column, or an order without the value, sends no such feature. */
export type FeatureSource =
  | {
      /** One of the product's columns; blank: its default. */
      readonly column: string;
      /** What AT&T is told for each of the column's values, where it is not the value itself. */
      readonly words?: Readonly<Record<string, string>>;
    }
  | {
      /** A field of the order's document. */
      readonly order: string;
    };

export interface Feature {
  /** As AT&T writes it. */
  readonly name: string;
  readonly from: FeatureSource;
}

/** The speed in one column must not be above the speed in another. */
export interface SpeedRule {
  readonly column: string;
  readonly limit: string;
  /** Of the product's `issues`. */
  readonly code: string;
}

export interface Product {
  /** What the `product` column says, in any case; also the start of the ids of its configurations. */
  readonly code: string;
  /** As AT&T names it to customers. */
  readonly name: string;
  /** `productId` of a site's configuration. */
  readonly offerId: string;
  /** By name, in template order. */
  readonly columns: Readonly<Record<string, ProductColumn>>;
  readonly speedRules: readonly SpeedRule[];
  /** What the rules say, by code. The codes are API. */
  readonly issues: Readonly<Record<string, IssueText>>;
  /** The configuration of a site, in the order in which it is sent. */
  readonly features: readonly Feature[];
  /** The parts of a site's price in AT&T's answer, each with `recurring` and `oneTime`; their sum is the price. */
  readonly priceParts: readonly string[];
  /** Columns that, besides address, floor and room, tell two sites from one that is written twice. */
  readonly identity: readonly string[];
  /** Words by which AT&T's refusal of a configuration means a column; the first that fit. */
  readonly refusals: readonly (readonly [words: RegExp, column: string])[];
}
