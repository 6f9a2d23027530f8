// Makes docs/metrics.md, every metric of our own, from the registry of metrics.
import { METRICS, METRICS_NAMESPACE } from "../contracts/metrics.ts";
import { markdownTable } from "./markdown-table.ts";

const INTRODUCTION = `# Metrics

Generated from \`contracts/metrics.ts\` by \`npm run docs:generate\`; do not edit.

CloudWatch keeps them in the namespace \`${METRICS_NAMESPACE}\`, each with the dimension \`service\` (the name of the deployment). The column
_by_ lists further dimensions; _total_ is the value of the whole deployment. What alarms watch, and what to do then, is in the
[runbook](runbook.md).
`;

export function metricsDocument(): string {
  const rows = Object.entries(METRICS).map(([name, { unit, by, tells }]) => [
    `\`${name}\``,
    unit,
    by.map((dimensions) => (dimensions.length === 0 ? "total" : dimensions.join(" + "))).join("; "),
    tells,
  ]);
  return `${INTRODUCTION}\n${markdownTable(["metric", "unit", "by", "tells"], rows)}`;
}
