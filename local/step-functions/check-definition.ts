// What asl-validator says of a definition. To compile its schemas costs half a second of processor time, as much as a tenth of a short run:
// what it has found sound is kept by its hash, and the validator is loaded only for what is new.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type validateAsl from "asl-validator";
import { DefinitionError, isExpression } from "./expressions.ts";

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
  giveExpressions(definition);
  const validation = load("asl-validator")(definition, { checkPaths: true, checkArn: true });
  if (!validation.isValid) throw new DefinitionError(validation.errorsText("; "));
  if (soundIn === undefined || mark === undefined) return;
  mkdirSync(soundIn, { recursive: true });
  writeFileSync(mark, "");
}

/** The validator refuses an Output that is no object and no expression; AWS takes any JSON. An expression says the same. */
function giveExpressions(node: object): void {
  for (const [key, value] of Object.entries<unknown>({ ...node })) {
    if (key === "Output" && !(typeof value === "string" && isExpression(value)) && !isPlainObject(value)) {
      Object.assign(node, { [key]: `{% ${JSON.stringify(value)} %}` });
    } else if (typeof value === "object" && value !== null) giveExpressions(value);
  }
}

function isPlainObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
