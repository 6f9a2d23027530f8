// What all products together bring into the bulk file, its issues and AT&T's answers.
import type { ColumnSpec } from "../column-spec.ts";
import { invariant } from "../errors.ts";
import { type IssueText, error } from "../issues/issue-text.ts";
import { recordOf } from "../record-of.ts";
import type { Product } from "./product.ts";
import { PRODUCTS } from "./products.ts";

type Known = (typeof PRODUCTS)[number];
type KeysOf<T> = T extends unknown ? keyof T : never;
export type ProductColumnName = KeysOf<Known["columns"]>;
type PricePart = Known["priceParts"][number];

const ALL: readonly Product[] = PRODUCTS;
/** Meant where the `product` cell is blank. */
export const DEFAULT_PRODUCT: Product = PRODUCTS[0];
export const PRODUCT_CODES: readonly string[] = ALL.map(({ code }) => code);

/** By its code, as checked cells and documents have it. */
export function productOf(code: string): Product {
  const product = ALL.find((one) => one.code === code);
  invariant(product !== undefined, "product.unknown");
  return product;
}

/** As AT&T names them to customers, for a sentence. */
export const PRODUCT_NAMES = listed(
  ALL.map(({ name }) => name),
  "and",
);

/** `ADI`, `ADI or ABF`, for a sentence. */
export const productsIn = (join: "and" | "or"): string => listed(PRODUCT_CODES, join);

/** `A`, `A or B`, `A, B, or C`. Intl.ListFormat says the same, and its data would be a twelfth of a function's start. */
function listed(names: readonly string[], join: "and" | "or"): string {
  if (names.length < 3) return names.join(` ${join} `);
  return `${names.slice(0, -1).join(", ")}, ${join} ${names.at(-1) ?? ""}`;
}

const isColumn = (name: string): name is ProductColumnName => ALL.some(({ columns }) => Object.hasOwn(columns, name));
const COLUMN_NAMES = [...new Set(ALL.flatMap(({ columns }) => Object.keys(columns)))].filter(isColumn);

/** In template order. Required: whatever the product of the row is. */
export const PRODUCT_COLUMNS = recordOf(COLUMN_NAMES, (name): ColumnSpec => {
  const specs = ALL.flatMap(({ columns }) => columns[name] ?? []);
  const [spec] = specs;
  invariant(spec !== undefined, "productColumns.spec");
  const { required: _, ...rest } = spec;
  const isRequired = specs.length === ALL.length && specs.every(({ required }) => required === true);
  return { group: "site", ...(isRequired && { required: true }), ...rest };
});

const isPricePart = (part: string): part is PricePart => ALL.some(({ priceParts }) => priceParts.includes(part));
export const PRICE_PARTS = [...new Set(ALL.flatMap(({ priceParts }) => priceParts))].filter(isPricePart);

/** Only where there are several products can a column be another one's. */
const MIXED_ISSUES = {
  "product.otherColumn": error({
    message: "{column} is no column of {detail}.",
    fix: "Leave the cell blank, or correct the product.",
    about: "Each product has columns of its own, and a value that is not sent must not look as if it were.",
    example: "A value in a column of another product.",
  }),
};
type ProductIssueCode = KeysOf<Known["issues"]> | keyof typeof MIXED_ISSUES;

const issues = new Map<string, IssueText>(
  [...ALL.map((product) => product.issues), ALL.length > 1 ? MIXED_ISSUES : {}].flatMap((texts) =>
    Object.entries<IssueText>(texts),
  ),
);
const isIssue = (code: string): code is ProductIssueCode => issues.has(code);

export const PRODUCT_ISSUES = recordOf([...issues.keys()].filter(isIssue), (code): IssueText => {
  const text = issues.get(code);
  invariant(text !== undefined, "productIssues.text");
  return text;
});
