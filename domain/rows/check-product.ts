// What the product of a row asks of it: which columns must be filled, which are another product's, and which speeds hold below
// which (contracts/products).
import { AT, COLUMN_LIST, type Column } from "../../contracts/bulk-file.ts";
import { invariant } from "../../contracts/errors.ts";
import { type IssueCode, isIssueCode } from "../../contracts/issues/issues.ts";
import { DEFAULT_PRODUCT } from "../../contracts/products/known-products.ts";
import type { Product } from "../../contracts/products/product.ts";
import { PRODUCTS } from "../../contracts/products/products.ts";
import { cellAt } from "./cell-at.ts";
import { INVALID } from "./clean-cell.ts";
import { megabitsOf } from "./read-speed.ts";
import { type RowInCheck, shownIn } from "./row-in-check.ts";

interface ProductChecks {
  readonly code: string;
  /** Required in every row of the product; other order columns may be blank where another row of the order has the value. */
  readonly required: readonly Column[];
  /** Columns of other products. */
  readonly foreign: readonly Column[];
  readonly speeds: readonly { readonly column: Column; readonly limit: Column; readonly code: IssueCode }[];
}

const CHECKS: readonly ProductChecks[] = PRODUCTS.map(checksOf);
const BY_DEFAULT = checksOf(DEFAULT_PRODUCT);

/** A row whose product is blank or cannot be read is checked as one of the default. */
export function productInRow(cells: readonly string[]): ProductChecks {
  const code = cellAt(cells, AT.product);
  return CHECKS.find((checks) => checks.code === code) ?? BY_DEFAULT;
}

export function checkProduct(row: RowInCheck, { code: product, speeds, foreign }: ProductChecks): void {
  const { cells, findings } = row;
  for (const { column, limit, code } of speeds) {
    const [speed, highest] = [cellAt(cells, column.index), cellAt(cells, limit.index)];
    if ([speed, highest].some((value) => value === "" || value === INVALID)) continue;
    if (megabitsOf(speed) <= megabitsOf(highest)) continue;
    findings.push({ code, column: column.name, value: `${speed} > ${highest}` });
  }
  for (const column of foreign) {
    if (cellAt(cells, column.index) === "") continue;
    findings.push({ code: "product.otherColumn", column: column.name, value: shownIn(row, column), detail: product });
  }
}

function checksOf({ code, columns, speedRules }: Product): ProductChecks {
  const others = new Set(PRODUCTS.flatMap((product: Product) => Object.keys(product.columns)));
  return {
    code,
    required: COLUMN_LIST.filter((column) => {
      if (column.group === "order" && column.name !== "order_ref") return false;
      return column.required === true || columns[column.name]?.required === true;
    }),
    foreign: COLUMN_LIST.filter(({ name }) => others.has(name) && columns[name] === undefined),
    speeds: speedRules.map((rule) => {
      invariant(isIssueCode(rule.code), "product.rule");
      return { column: columnOf(rule.column), limit: columnOf(rule.limit), code: rule.code };
    }),
  };
}

function columnOf(name: string): Column {
  const column = COLUMN_LIST.find((one) => one.name === name);
  invariant(column !== undefined, "product.column");
  return column;
}
