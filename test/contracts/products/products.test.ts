// The description of each product names only columns and fields that there are.
import { expect, test } from "vitest";
import { OrderDocumentSchema } from "../../../contracts/order-document.ts";
import type { Product } from "../../../contracts/products/product.ts";
import { PRODUCTS } from "../../../contracts/products/products.ts";

const ALL: readonly Product[] = PRODUCTS;

test.each(ALL.map((product) => [product.code, product] as const))("%s names what there is", (_, product) => {
  const { columns, features, speedRules, identity, refusals, issues } = product;
  const sources = features.map(({ from }) => from);
  const named = [
    ...sources.flatMap((from) => ("column" in from ? [from.column] : [])),
    ...speedRules.flatMap(({ column, limit }) => [column, limit]),
    ...identity,
    ...refusals.map(([, column]) => column),
  ];
  expect(named.filter((name) => !Object.hasOwn(columns, name))).toEqual([]);
  const fields = sources.flatMap((from) => ("order" in from ? [from.order] : []));
  expect(fields.filter((field) => !Object.hasOwn(OrderDocumentSchema.shape, field))).toEqual([]);
  expect(speedRules.filter(({ code }) => !Object.hasOwn(issues, code))).toEqual([]);
});

test("words for a column's values are words for each of them", () => {
  for (const { columns, features } of ALL) {
    for (const { from } of features) {
      if (!("column" in from) || from.words === undefined) continue;
      expect(Object.keys(from.words)).toEqual(columns[from.column]?.values);
    }
  }
});
