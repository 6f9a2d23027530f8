// Where the project lies on disk, whatever the current directory is.
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..");

/** Absolute path of a path relative to the project. */
export function projectPath(...parts: readonly string[]): string {
  return join(ROOT, ...parts);
}
