// What asl-validator says of a definition. To compile its schemas costs half a second of processor time, as much as a tenth of a short run:
// what it has found sound is kept by its hash, and the validator is loaded only for what is new.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type validateAsl from "asl-validator";
import { DefinitionError } from "./expressions.ts";

const load: (name: "asl-validator") => typeof validateAsl = createRequire(import.meta.url);

/** package.json has this very version; another one may find other faults. */
const VALIDATOR = "asl-validator 4.0.0";

/**
 * Throws DefinitionError. `definition`: of `text`; the validator writes into it. `soundIn`: the directory in which hashes are kept;
 * undefined: asked anew by each process.
 */
export function checkDefinition(text: string, definition: object, soundIn: string | undefined): void {
  // Queue URLs carry the port of this start's endpoint.
  const lasting = text.replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1");
  const hash = createHash("sha256").update(`${VALIDATOR}\n${lasting}`).digest("hex");
  const mark = soundIn === undefined ? undefined : join(soundIn, `sound-${hash}`);
  if (mark !== undefined && existsSync(mark)) return;
  const validation = load("asl-validator")(definition, { checkPaths: true, checkArn: true });
  if (!validation.isValid) throw new DefinitionError(validation.errorsText("; "));
  if (soundIn === undefined || mark === undefined) return;
  mkdirSync(soundIn, { recursive: true });
  writeFileSync(mark, "");
}
