// Counts a file's issues, keeps the first of them for the receipt, and hands every one on.
import type { Issue } from "../../contracts/outcomes.ts";
import { RECEIPT_ISSUES_MAX } from "../../contracts/receipt.ts";

export interface IssueCounts {
  readonly totals: Readonly<Record<Issue["severity"], number>>;
  readonly byCode: Readonly<Record<string, number>>;
  readonly first: Issue[];
}

export class IssueCollector {
  readonly #totals = { error: 0, warning: 0, fixed: 0 };
  readonly #byCode: Record<string, number> = {};
  readonly #first: Issue[] = [];
  readonly #each: (issue: Issue) => void;

  constructor(each: (issue: Issue) => void, before?: IssueCounts) {
    this.#each = each;
    if (before !== undefined) this.add(before);
  }

  get state(): IssueCounts {
    return { totals: this.#totals, byCode: this.#byCode, first: this.#first };
  }

  readonly take = (issue: Issue): void => {
    this.#totals[issue.severity] += 1;
    this.#byCode[issue.code] = (this.#byCode[issue.code] ?? 0) + 1;
    if (this.#first.length < RECEIPT_ISSUES_MAX) this.#first.push(issue);
    this.#each(issue);
  };

  /** Counts what another collector has taken. */
  add({ totals, byCode, first }: IssueCounts): void {
    for (const severity of ["error", "warning", "fixed"] as const) this.#totals[severity] += totals[severity];
    for (const [code, count] of Object.entries(byCode)) this.#byCode[code] = (this.#byCode[code] ?? 0) + count;
    this.#first.push(...first.slice(0, RECEIPT_ISSUES_MAX - this.#first.length));
  }
}
