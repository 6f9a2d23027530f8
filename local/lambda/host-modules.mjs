// How a thread that hosts environments loads modules: a function's own code once for each environment, so that no two share
// a variable; a library (what an asset has in its `node_modules`) once for all whose asset has the same bytes there.
import { readFileSync } from "node:fs";
import { createRequire, registerHooks } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const LIBRARIES = "/node_modules/";
/** As bundlers write the imports of a bundle that leaves its libraries beside it. */
const LIBRARY_IMPORT = /from\s*"(\.\/node_modules\/[^"]+)"/g;
const require = createRequire(import.meta.url);

/** Of one function's loads in this thread: the first is `?1`, so that what was compiled is found again in the next thread. */
const loads = new Map();
/** Path within the asset → addresses of files with different bytes. */
const libraries = new Map();

export function isolateModules() {
  registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier, context);
      if (!resolved.url.startsWith("file:")) return resolved;
      if (resolved.url.includes(LIBRARIES)) return { ...resolved, url: sharedUrl(resolved.url) };
      const load = /\?load=\d+$/.exec(context.parentURL ?? "")?.[0];
      if (load === undefined || resolved.url.includes("?")) return resolved;
      return { ...resolved, url: `${resolved.url}${load}` };
    },
  });
}

/**
 * The module of a function, loaded anew. Its libraries come first and outside of any environment: what they read of the
 * variables as they load must not be one function's.
 * @param {string} file
 * @param {import("./host-environments.mjs").Environment} environment
 */
export async function importFresh(file, environment) {
  await environment.outside(() => importLibraries(file));
  forgetCommonJs(dirname(file));
  const load = (loads.get(file) ?? 0) + 1;
  loads.set(file, load);
  return import(`${pathToFileURL(file).href}?load=${String(load)}`);
}

/** What a function's module imports from its libraries. @param {string} file */
export async function importLibraries(file) {
  for (const [, library = ""] of readFileSync(file, "utf8").matchAll(LIBRARY_IMPORT)) {
    await import(pathToFileURL(join(dirname(file), library)).href);
  }
}

/** @param {string} url */
function sharedUrl(url) {
  const path = url.slice(url.indexOf(LIBRARIES));
  const known = libraries.get(path) ?? [];
  libraries.set(path, known);
  if (known.includes(url)) return url;
  const bytes = readFileSync(fileURLToPath(url));
  const same = known.find((other) => readFileSync(fileURLToPath(other)).equals(bytes));
  if (same !== undefined) return same;
  known.push(url);
  return url;
}

/** @param {string} folder Of an asset */
function forgetCommonJs(folder) {
  for (const file of Object.keys(require.cache)) {
    if (file.startsWith(folder) && !file.includes(LIBRARIES)) delete require.cache[file];
  }
}
