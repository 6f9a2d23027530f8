// Writes docs/errors.md from the two registries of codes: `node config/errors-document.ts`. A test fails when the page is
// not what this makes. `errorSection` is the section of one code, as `explain` shows it.
import { writeFileSync } from "node:fs";
import type { IssueText } from "../contracts/issues/issue-text.ts";
import { ISSUES } from "../contracts/issues/issues.ts";
import { REASONS, type ReasonText } from "../contracts/reasons.ts";

const SEVERITIES = { error: "Error", warning: "Warning", fixed: "Repaired" } as const;
const OUTCOMES = { failed: "Failed", held: "Held" } as const;

const FILE_INTRODUCTION = `# Errors, warnings, and repairs

Generated from \`contracts/issues/\` and \`contracts/reasons.ts\` by \`node config/errors-document.ts\`; do not edit.

## Issues found in a file

Each issue has \`severity\`, \`code\`, \`row\` (the line an editor shows), \`column\`, \`pointer\` (JSON), \`value\` (what is in the
cell, shortened, personal data masked; an invisible character is shown as \`<U+200B>\`), \`message\`, and \`fix\`.

- An **error** keeps its row from being sent. Under the policy \`order\` it also keeps back its whole order, under the
  policy \`file\` the whole file.
- A **warning** stops nothing.
- **Repaired** means that the meaning was certain, so the value was corrected. The original value is in the issue and in
  results.csv.

\`…\` in a message stands for what the issue names.
`;

const REASON_INTRODUCTION = `## Reasons for sites and orders that were sent

- **Failed** is final for what was sent.
- **Held** means that a person must act. The order goes on after that.
`;

export function errorsDocument(): string {
  const issues = Object.entries<IssueText>(ISSUES).map(([code, text]) => issueSection(code, text));
  const reasons = Object.entries<ReasonText>(REASONS).map(([code, text]) => reasonSection(code, text));
  return [FILE_INTRODUCTION, ...issues, REASON_INTRODUCTION, ...reasons].join("\n").trimEnd().concat("\n");
}

/** Undefined: no such code. */
export function errorSection(code: string): string | undefined {
  const issue = Object.entries<IssueText>(ISSUES).find(([known]) => known === code)?.[1];
  if (issue !== undefined) return issueSection(code, issue);
  const reason = Object.entries<ReasonText>(REASONS).find(([known]) => known === code)?.[1];
  return reason === undefined ? undefined : reasonSection(code, reason);
}

function issueSection(code: string, { severity, message, fix, jsonFix, about, example, excel }: IssueText): string {
  return section(code, `_${SEVERITIES[severity]}:_ ${plain(message)}`, [
    about,
    `Example: ${example}`,
    fix === null ? undefined : `**Fix:** ${plain(fix)}`,
    excel === undefined ? undefined : `**In Excel:** ${excel}`,
    jsonFix === undefined ? undefined : `**In JSON:** ${plain(jsonFix)}`,
  ]);
}

function reasonSection(code: string, { outcome, message, fix, about }: ReasonText): string {
  return section(code, `_${OUTCOMES[outcome]}:_ ${message}`, [about, `**Fix:** ${fix}`]);
}

function section(code: string, first: string, rest: readonly (string | undefined)[]): string {
  const paragraphs = [first, ...rest.filter((paragraph) => paragraph !== undefined)];
  return [`### ${code}`, "", ...paragraphs.flatMap((paragraph) => [paragraph, ""])].join("\n");
}

const plain = (sentence: string): string =>
  sentence.replaceAll(/ ?\{(?:column|detail)\}/g, (hole) => (hole[0] === " " ? " …" : "…"));

if (import.meta.main) writeFileSync(new URL("../docs/errors.md", import.meta.url), errorsDocument());
