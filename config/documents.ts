// Writes every document that is made from code: `npm run docs:generate`. A test fails where one is not what this makes.
import { writeFileSync } from "node:fs";
import { bulkFileSchemaDocument } from "./bulk-file-schema.ts";
import { columnsDocument } from "./columns-document.ts";
import { errorsDocument } from "./errors-document.ts";
import { metricsDocument } from "./metrics-document.ts";
import { resultsEventSchemaDocument, resultsWebhookSchemaDocument } from "./results-ready-schemas.ts";
import { settingsDocument } from "./settings-document.ts";
import { roomsPicture, stateMachinePicture } from "./pictures.ts";
import { timelineDocument } from "./timeline-document.ts";

/** By path from the project's root. */
export const GENERATED_DOCUMENTS: Readonly<Record<string, () => string | Promise<string>>> = {
  "docs/bulk-file.schema.json": bulkFileSchemaDocument,
  "docs/columns.md": columnsDocument,
  "docs/errors.md": errorsDocument,
  "docs/metrics.md": metricsDocument,
  "docs/results-ready-event.schema.json": resultsEventSchemaDocument,
  "docs/results-ready-webhook.schema.json": resultsWebhookSchemaDocument,
  "docs/settings.md": settingsDocument,
  "docs/timeline.md": timelineDocument,
  "docs/pictures/rooms.svg": roomsPicture,
  "docs/pictures/state-machine.svg": stateMachinePicture,
};

if (import.meta.main)
  for (const [path, make] of Object.entries(GENERATED_DOCUMENTS))
    writeFileSync(new URL(`../${path}`, import.meta.url), await make());
