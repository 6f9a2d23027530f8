// Makes docs/timeline.md, the words of `events.ndjson`, from the registry of timeline types.
import { TIMELINE } from "../contracts/timeline.ts";
import { markdownTable } from "./markdown-table.ts";

const INTRODUCTION = `# The timeline

Generated from \`contracts/timeline.ts\` by \`npm run docs:generate\`; do not edit.

Every order and site has a timeline. It only grows. \`events.ndjson\` holds it, one JSON object per line, and \`show\` prints it. An event has
\`at\` (ISO 8601, UTC), \`type\`, \`orderId\`, \`actor\` (the function or the operator), and where they apply \`siteRef\`, \`stage\`,
\`from\`, \`to\`, \`reason\` (a code of [errors](errors.md)) and \`note\` (a sentence).

The start of a stage is \`quoteStarted\`, \`creditStarted\`, and so on. The start of a Step Functions execution is
\`execution1Started\`; a higher number means that the order was started again.
`;

export function timelineDocument(): string {
  const table = (types: Readonly<Record<string, string>>): string =>
    markdownTable(
      ["type", "tells"],
      Object.entries(types).map(([type, tells]) => [`\`${type}\``, tells]),
    );
  return [INTRODUCTION, `## Orders\n\n${table(TIMELINE.order)}`, `## Sites\n\n${table(TIMELINE.site)}`].join("\n");
}
