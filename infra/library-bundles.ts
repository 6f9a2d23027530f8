// The third-party libraries that every function brings: built once as files of their own, each with no more than some function
// imports from it, and what they have in common in shared files. A function's code then is its own, a library's the same bytes
// in every function, and a runtime that hosts several functions can load it once.
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type BuildOptions, buildSync } from "esbuild";
import * as z from "zod";
import { invariant } from "../contracts/errors.ts";
import { projectPath } from "./project-path.ts";

/** Where they lie beside a function's `index.mjs`. */
const FOLDER = "node_modules";

export interface Library {
  /** Of the file, from a function's folder. */
  readonly path: string;
  readonly contents: Uint8Array;
}

export interface BundledFunction {
  /** Its own code, importing its libraries by path. */
  readonly code: string;
  readonly libraries: readonly Library[];
}

/** As esbuild writes it without spaces: `import{A,B as C}from"package"`, `import*as a from"package"`, `import a from"package"`. */
const IMPORT = /import(?:\{([^}]*)\}|\*as ([\w$]+) |\s+[\w$]+\s+)from"([^"./][^"]*)"/g;
const isBuiltin = (name: string): boolean => name.startsWith("node:");

/** `codes`: of each function, built with its libraries external. */
export function withLibraries<Name extends string>(
  codes: ReadonlyMap<Name, string>,
  options: BuildOptions,
): ReadonlyMap<Name, BundledFunction> {
  const used = new Map<string, Set<string>>();
  for (const code of codes.values()) {
    for (const [, list, namespace, library = ""] of code.matchAll(IMPORT)) {
      if (isBuiltin(library)) continue;
      const known = used.get(library) ?? new Set();
      const names = namespace === undefined ? importedNames(list) : membersOf(code, namespace, library);
      for (const name of names) known.add(name);
      used.set(library, known);
    }
  }
  const built = buildLibraries(used, options);
  const finished = [...codes].map(([name, code]): [Name, BundledFunction] => [name, finish(code, built)]);
  return new Map(finished);
}

const importedNames = (list: string | undefined): readonly string[] =>
  list === undefined ? ["default"] : list.split(",").map((one) => one.replace(/ as .*/, ""));

/**
 * What a code reads of a library that it imports as a namespace; all of it would be several times as large. A text that looks like
 * such a read brings a name too many at most: esbuild gives no other variable the namespace's name.
 */
function membersOf(code: string, namespace: string, library: string): readonly string[] {
  const exported = z.record(z.string(), z.unknown()).parse(createRequire(import.meta.url)(library));
  const reads = code.matchAll(new RegExp(`(?<![\\w$.])${namespace.replaceAll("$", "\\$")}\\.([\\w$]+)`, "g"));
  return [...reads].map(([, name = ""]) => name).filter((name) => name in exported);
}

interface Built {
  readonly files: ReadonlyMap<string, { readonly contents: Uint8Array; readonly imports: readonly string[] }>;
}

const fileOf = (library: string): string => join(FOLDER, library, "index.mjs");

function buildLibraries(used: ReadonlyMap<string, ReadonlySet<string>>, options: BuildOptions): Built {
  const source = projectPath(".build", "libraries");
  const outdir = projectPath(".build", "bundles");
  const entryPoints = [...used].sort().map(([library, names]) => {
    const file = join(source, `${library}.mjs`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `export { ${[...names].sort().join(", ")} } from "${library}";\n`);
    return { in: file, out: join(FOLDER, library, "index") };
  });
  const { outputFiles, metafile } = buildSync({
    ...options,
    entryPoints,
    outdir,
    write: false,
    splitting: true,
    metafile: true,
    chunkNames: `${FOLDER}/.shared/[name]-[hash]`,
  });
  const contents = new Map(outputFiles.map((file) => [file.path, file.contents]));
  const files = Object.entries(metafile.outputs).map(([path, { imports }]) => {
    const content = contents.get(projectPath(path));
    invariant(content !== undefined, `library ${path}`);
    const relative = (file: string): string => projectPath(file).slice(outdir.length + 1);
    const others = imports.filter(({ external }) => external !== true).map((one) => relative(one.path));
    return [relative(path), { contents: content, imports: others }] as const;
  });
  return { files: new Map(files) };
}

function finish(code: string, { files }: Built): BundledFunction {
  const needed = new Set<string>();
  const need = (path: string): void => {
    const file = files.get(path);
    if (needed.has(path)) return;
    invariant(file !== undefined, `library file ${path}`);
    needed.add(path);
    for (const other of file.imports) need(other);
  };
  const finished = code.replaceAll(IMPORT, (whole: string, _list: unknown, _single: unknown, library: string) => {
    if (isBuiltin(library)) return whole;
    need(fileOf(library));
    return whole.replace(`"${library}"`, `"./${fileOf(library)}"`);
  });
  const libraries = [...needed]
    .sort()
    .map((path) => ({ path, contents: files.get(path)?.contents ?? new Uint8Array() }));
  return { code: finished, libraries };
}
