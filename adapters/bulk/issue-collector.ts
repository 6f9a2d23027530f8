// Counts a file's issues, keeps the first of them for the receipt, and hands every one on.
import type { Issue } from "../../contracts/outcomes.ts";
import { RECEIPT_ISSUES_MAX } from "../../contracts/receipt.ts";

export class IssueCollector {
  readonly totals = { error: 0, warning: 0, fixed: 0 };
  readonly byCode: Record<string, number> = {};
  readonly first: Issue[] = [];
  readonly #each: (issue: Issue) => void;

  constructor(each: (issue: Issue) => void) {
    this.#each = each;
  }

  readonly take = (issue: Issue): void => {
    this.totals[issue.severity] += 1;
    this.byCode[issue.code] = (this.byCode[issue.code] ?? 0) + 1;
    if (this.first.length < RECEIPT_ISSUES_MAX) this.first.push(issue);
    this.#each(issue);
  };
}
