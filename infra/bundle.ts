// Bundles every function in one esbuild run, once a process, as ES modules with the SDK inside; CDK asks for one
// function's files at a time. Where CDK skips bundling (tests), nothing is built.
import { existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { AssetHashType, DockerImage } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { buildSync, type OutputFile } from "esbuild";
import { projectPath } from "./project-path.ts";

export const ENTRIES = {
  intake: "lambdas/intake/index.ts",
  "start-order": "lambdas/start-order/index.ts",
  quote: "lambdas/quote/index.ts",
  credit: "lambdas/credit/index.ts",
  contract: "lambdas/contract/index.ts",
  order: "lambdas/order/index.ts",
  enrich: "lambdas/enrich/index.ts",
  customer: "lambdas/customer/index.ts",
  handoff: "lambdas/handoff/index.ts",
  settle: "lambdas/settle/index.ts",
  callback: "lambdas/callback/index.ts",
  "dead-letters": "lambdas/dead-letters/index.ts",
  sync: "lambdas/sync/index.ts",
  "ordering-api": "ordering-api/lambda.ts",
} as const;
export type EntryName = keyof typeof ENTRIES;

/** CommonJS dependencies inside an ES module still ask for Node's builtins through `require`. */
const REQUIRE_BANNER =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

let bundles: ReadonlyMap<string, readonly OutputFile[]> | undefined;

function buildAll(): ReadonlyMap<string, readonly OutputFile[]> {
  const missing = Object.values(ENTRIES).filter((file) => !existsSync(projectPath(file)));
  if (missing.length > 0) throw new Error(`no such function entry: ${missing.join(", ")}`);
  const outdir = projectPath(".build", "bundles");
  const result = buildSync({
    absWorkingDir: projectPath(),
    entryPoints: Object.entries(ENTRIES).map(([name, file]) => ({ in: file, out: join(name, "index") })),
    outdir,
    write: false,
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    outExtension: { ".js": ".mjs" },
    // The SDK's ES modules, of which unused parts fall away.
    mainFields: ["module", "main"],
    minify: true,
    sourcemap: "linked",
    sourcesContent: false,
    legalComments: "none",
    banner: { js: REQUIRE_BANNER },
    logLevel: "silent",
  });
  const byEntry = new Map<string, OutputFile[]>();
  for (const file of result.outputFiles) {
    const directory = dirname(file.path);
    byEntry.set(directory, [...(byEntry.get(directory) ?? []), file]);
  }
  return new Map(Object.keys(ENTRIES).map((name) => [name, byEntry.get(join(outdir, name)) ?? []]));
}

/** Writes `index.mjs` and its source map of one function into a directory. */
export function writeBundle(entry: EntryName, directory: string): void {
  bundles ??= buildAll();
  for (const file of bundles.get(entry) ?? []) {
    writeFileSync(join(directory, file.path.endsWith(".map") ? "index.mjs.map" : "index.mjs"), file.contents);
  }
}

export function bundledCode(entry: EntryName): Code {
  return Code.fromAsset(dirname(projectPath(ENTRIES[entry])), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry("never-used"),
      local: {
        tryBundle: (directory) => {
          writeBundle(entry, directory);
          return true;
        },
      },
    },
  });
}
