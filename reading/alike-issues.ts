// Issues of a row's form come in crowds: 30 rows of dragged check boxes, 10,000 rows that end one cell early. A few are told
// one by one; where there are more of one kind, the first stands for all and says how many.
import type { Issue } from "../contracts/outcomes.ts";

const TOLD_TOGETHER = new Set<string>([
  ...[
    "row.tooShort",
    "row.tooLong",
    "row.endsEarly",
    "row.blankSurplus",
    "row.noSite",
    "row.aboveHeader",
    "row.blank",
    "header.blank",
  ],
  ...["json.notAnOrder", "json.notASite", "json.flatOrder", "json.oneSite", "json.siteKeys", "json.lineComma"],
]);
const TOLD_ONE_BY_ONE_MAX = 10;

interface Alike {
  readonly first: Issue[];
  count: number;
}

export class AlikeIssues {
  readonly #emit: (issue: Issue) => void;
  readonly #groups = new Map<string, Alike>();

  constructor(emit: (issue: Issue) => void) {
    this.#emit = emit;
  }

  /** Tells it at once, or keeps it for the end. */
  take(issue: Issue): void {
    if (!TOLD_TOGETHER.has(issue.code)) {
      this.#emit(issue);
      return;
    }
    const key = `${issue.code} ${issue.column ?? ""} ${issue.message}`;
    const alike = this.#groups.get(key) ?? { first: [], count: 0 };
    this.#groups.set(key, alike);
    alike.count += 1;
    if (alike.first.length < TOLD_ONE_BY_ONE_MAX) alike.first.push(issue);
  }

  end(): void {
    for (const { first, count } of this.#groups.values()) {
      const [one] = first;
      if (one === undefined || count <= TOLD_ONE_BY_ONE_MAX) first.forEach(this.#emit);
      else
        this.#emit({ ...one, message: `${one.message} This is the first of ${count.toLocaleString("en-US")} alike.` });
    }
    this.#groups.clear();
  }
}
