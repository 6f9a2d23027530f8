// Every source file of the project, with its text, for tests about the house style.
import { globSync, readFileSync } from "node:fs";
import { basename, join, sep } from "node:path";

export interface SourceFile {
  /** Relative to the project, with `/`. */
  readonly path: string;
  readonly name: string;
  readonly text: string;
  readonly lines: readonly string[];
}

export const ROOT = join(import.meta.dirname, "..", "..");
const OUTSIDE = new Set(["node_modules", "cdk.out", ".build", "out", "coverage"]);

export const SOURCE_FILES: readonly SourceFile[] = globSync("**/*.{ts,tsx}", {
  cwd: ROOT,
  exclude: (path) => OUTSIDE.has(basename(path)) || basename(path).startsWith("."),
})
  .map((path) => path.split(sep).join("/"))
  .sort()
  .map((path) => {
    const text = readFileSync(join(ROOT, path), "utf8");
    return { path, name: basename(path), text, lines: text.trimEnd().split("\n") };
  });

export function readProjectFile(...parts: readonly string[]): string {
  return readFileSync(join(ROOT, ...parts), "utf8");
}
