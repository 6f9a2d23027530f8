// Node's compile cache of the command line, and of the threads and processes that it starts: what Node compiled, and the types it took
// away, are kept in .build. That saves a start a sixth of its processor time (docs/performance.md). Node finds an entry by the
// contents of its source. A directory that cannot be written only costs that time.
import { enableCompileCache, getCompileCacheDir } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** Where NODE_COMPILE_CACHE is set, Node has turned it on already, and keeps that directory. */
export function keepCompiled(): void {
  enableCompileCache(fileURLToPath(new URL("../.build/compiled", import.meta.url)));
}

/** For the environment of a thread or process: each turns its cache on by itself. Empty where this process keeps none. */
export function compileCacheVariable(): Readonly<Record<string, string>> {
  // Node answers the folder of its own version in it.
  const directory = getCompileCacheDir();
  return directory === undefined ? {} : { NODE_COMPILE_CACHE: dirname(directory) };
}
