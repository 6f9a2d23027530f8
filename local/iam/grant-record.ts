// Leaves behind, when a cloud closes, which of its roles' grants were used: where many runs leave this in one folder, what none of them
// has used can be told.
import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { GrantUse } from "./principal.ts";

/** Names the folder; without it nothing is left. */
export const GRANTS_VARIABLE = "EMBEDDED_CLOUD_GRANTS";

export function recordGrants(uses: () => readonly GrantUse[]): void {
  const folder = process.env[GRANTS_VARIABLE];
  if (folder === undefined || folder === "") return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${randomUUID()}.json`), JSON.stringify(uses()));
}
