// Writes docs/errors.md from the two registries of codes: `node config/errors-document.ts`. A test fails when the page is
// not what this makes.
import { writeFileSync } from "node:fs";
import { REASONS } from "../contracts/reasons.ts";
import type { IssueText } from "../contracts/issues/issue-text.ts";
import { ISSUES } from "../contracts/issues/issues.ts";

const SEVERITIES = { error: "error", warning: "warning", fixed: "repaired" } as const;

const FILE_INTRODUCTION = `# Errors, warnings and repairs

Generated from \`domain/rows/finding.ts\` and \`contracts/reasons.ts\` by \`node config/errors-document.ts\`; do not edit.

## Issues found in a file

Each issue has \`severity\`, \`code\`, \`row\` (the line an editor shows), \`column\`, \`pointer\` (JSON), \`value\` (shortened,
personal data masked), \`message\` and \`fix\`. An **error** keeps its row from being sent, and under policy \`order\` its whole
order, under policy \`file\` the whole file. A **warning** stops nothing. **Repaired** is what was certain enough to be put
right; the original value is in the issue. \`…\` stands for what the issue names.
`;

const REASON_INTRODUCTION = `## Reasons of sites and orders that were sent

**failed** is final for what was sent; **held** means that a person must act, after which the order goes on.
`;

export function errorsDocument(): string {
  const issues = Object.entries<IssueText>(ISSUES).map(([code, { severity, message, fix, jsonFix }]) =>
    entry(code, SEVERITIES[severity], { message, fix, jsonFix }),
  );
  const reasons = Object.entries(REASONS).map(([code, { outcome, message, fix }]) =>
    entry(code, outcome, { message, fix }),
  );
  return [FILE_INTRODUCTION, ...issues, REASON_INTRODUCTION, ...reasons].join("\n").trimEnd().concat("\n");
}

interface Words {
  readonly message: string;
  readonly fix: string | null;
  readonly jsonFix?: string | undefined;
}

function entry(code: string, kind: string, { message, fix, jsonFix }: Words): string {
  const plain = (sentence: string): string => sentence.replaceAll(/\{(?:column|detail)\}/g, "…");
  const lines = [
    `### ${code}`,
    "",
    `_${kind}_ – ${plain(message)}`,
    ...(fix === null ? [] : ["", `Fix: ${plain(fix)}`]),
    ...(jsonFix === undefined ? [] : ["", `In JSON: ${plain(jsonFix)}`]),
    "",
  ];
  return lines.join("\n");
}

if (import.meta.main) writeFileSync(new URL("../docs/errors.md", import.meta.url), errorsDocument());
