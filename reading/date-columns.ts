// Columns of a file with dates whose day and month are both in digits: their evidence while it is read, and one issue per column
// (or one question about the file) when it has been.
import { COLUMN_LIST } from "../contracts/bulk-file.ts";
import type { Issue } from "../contracts/outcomes.ts";
import { cellAt } from "../domain/rows/cell-at.ts";
import { DAY_COLUMNS } from "../domain/rows/check-days.ts";
import {
  type DateEvidence,
  type DateOrder,
  type KnownDateOrder,
  ORDER_WORDS,
  dateOrders,
  isNoDay,
  isOpenDay,
  noteEvidence,
  resolveDay,
} from "../domain/rows/date-order.ts";
import { type Position, issueOf } from "../domain/rows/finding.ts";
import { shownValue } from "../domain/rows/shown-value.ts";

interface OpenColumn {
  readonly evidence: DateEvidence;
  /** Its first such cell: what a person looks at. */
  readonly position: Position;
  readonly day: string;
}

export class DateColumns {
  readonly #open = new Map<number, OpenColumn>();

  /** `positionOf`: of a column in the row that the cells are of. */
  note(cells: readonly string[], positionOf: (column: string) => Position): void {
    for (const { index, name } of DAY_COLUMNS) {
      const day = cellAt(cells, index);
      if (!isOpenDay(day)) continue;
      // What is no day in either order has its own error, and asks nothing.
      if (isNoDay(day)) continue;
      let column = this.#open.get(index);
      if (column === undefined) {
        column = { evidence: { dayFirst: false, monthFirst: false, open: false }, position: positionOf(name), day };
        this.#open.set(index, column);
      }
      noteEvidence(column.evidence, day);
    }
  }

  decide(profile: KnownDateOrder | undefined, onIssue: (issue: Issue) => void): Map<number, DateOrder> {
    const evidence = new Map([...this.#open].map(([index, column]) => [index, column.evidence]));
    const orders = dateOrders(evidence, profile);
    const undecided: number[] = [];
    for (const [index, order] of orders) {
      if (order === "ambiguous") undecided.push(index);
      else this.#tell(index, order, onIssue);
    }
    const [first] = undecided;
    if (first !== undefined) this.#ask(first, undecided, onIssue);
    return orders;
  }

  #tell(index: number, order: Exclude<DateOrder, "ambiguous">, onIssue: (issue: Issue) => void): void {
    const { column, position, value, day } = this.#firstOf(index);
    if (order === "mixed") {
      onIssue(issueOf({ code: "date.mixed", column, value }, position));
      return;
    }
    const read = resolveDay(day, order);
    const detail = ORDER_WORDS[order] + (read === undefined ? "" : `; ${value} is ${read}`);
    onIssue(issueOf({ code: "date.columnDecided", column, detail, value }, position));
  }

  #ask(first: number, undecided: readonly number[], onIssue: (issue: Issue) => void): void {
    const { column, position, value } = this.#firstOf(first);
    const detail = undecided.map((index) => nameOf(index)).join(" and ");
    onIssue(issueOf({ code: "date.ambiguous", column, detail, value }, position));
  }

  #firstOf(index: number) {
    const { position, day } = this.#open.get(index) ?? { position: { row: null, pointer: null }, day: "" };
    return { column: nameOf(index), position, day, value: shownValue(COLUMN_LIST[index], day.slice(1)) };
  }
}

const nameOf = (index: number): string => COLUMN_LIST[index]?.name ?? "";
