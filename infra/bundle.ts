// Bundles every function in one esbuild run, once a process, as ES modules with the SDK inside; CDK asks for one
// function's files at a time. Where CDK skips bundling (tests), nothing is built.
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { AssetHashType, DockerImage } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";
import { type BuildOptions, buildSync } from "esbuild";
import { invariant } from "../contracts/errors.ts";
import { type BundledFunction, withLibraries } from "./library-bundles.ts";
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
  "front-door": "lambdas/front-door/index.ts",
  "dead-letters": "lambdas/dead-letters/index.ts",
  sync: "lambdas/sync/index.ts",
  webhook: "lambdas/webhook/index.ts",
  mail: "lambdas/mail/index.ts",
  feed: "lambdas/feed/index.ts",
  "ordering-api": "ordering-api/lambda.ts",
} as const;
export type EntryName = keyof typeof ENTRIES;
const ENTRY_NAMES = Object.keys(ENTRIES).filter((name): name is EntryName => name in ENTRIES);

/** What a function reads from beside its code when it is asked for: there, and from which file of node_modules. */
const VIEWER = {
  "viewer/swagger-ui.css": "swagger-ui-dist/swagger-ui.css",
  "viewer/swagger-ui-bundle.js": "swagger-ui-dist/swagger-ui-bundle.js",
} as const;
const BESIDE: Partial<Record<EntryName, Readonly<Record<string, string>>>> = {
  "ordering-api": VIEWER,
  "front-door": VIEWER,
};

/** CommonJS dependencies inside an ES module still ask for Node's builtins through `require`. */
const REQUIRE_BANNER =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

/** Of a function's code and of its libraries. */
const OPTIONS: BuildOptions = {
  absWorkingDir: projectPath(),
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  outExtension: { ".js": ".mjs" },
  // The SDK's ES modules, of which unused parts fall away.
  mainFields: ["module", "main"],
  // Names stay, so that a stack trace can be read without a source map, which would double the time and the size.
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  banner: { js: REQUIRE_BANNER },
  logLevel: "silent",
};

const OWN_PROFILES = projectPath("config", "distributors.json");

/** By the file of the distributors' profiles, which is in the code. */
const bundles = new Map<string, ReadonlyMap<EntryName, BundledFunction>>();

function buildAll(profiles: string): ReadonlyMap<EntryName, BundledFunction> {
  const missing = Object.values(ENTRIES).filter((file) => !existsSync(projectPath(file)));
  if (missing.length > 0) throw new Error(`no such function entry: ${missing.join(", ")}`);
  const outdir = projectPath(".build", "bundles");
  const { outputFiles } = buildSync({
    ...OPTIONS,
    entryPoints: Object.entries(ENTRIES).map(([name, file]) => ({ in: file, out: join(name, "index") })),
    outdir,
    write: false,
    alias: { "#distributor-profiles": profiles },
    packages: "external",
  });
  const codes = new Map(outputFiles.map((file) => [file.path, file.text]));
  const codeOf = (name: EntryName): string => {
    const code = codes.get(join(outdir, name, "index.mjs"));
    invariant(code !== undefined, `bundle of ${name}`);
    return code;
  };
  return withLibraries(new Map(ENTRY_NAMES.map((name) => [name, codeOf(name)])), OPTIONS);
}

/** Writes `index.mjs` of one function, its libraries and what it reads from beside it, into a directory. `profiles`: absolute path. */
export function writeBundle(entry: EntryName, directory: string, profiles = OWN_PROFILES): void {
  const built = bundles.get(profiles) ?? buildAll(profiles);
  bundles.set(profiles, built);
  const bundle = built.get(entry);
  invariant(bundle !== undefined, `bundle.${entry}`);
  const write = (path: string, contents: string | Uint8Array): void => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), contents);
  };
  write("index.mjs", bundle.code);
  for (const { path, contents } of bundle.libraries) write(path, contents);
  for (const [file, source] of Object.entries(BESIDE[entry] ?? {})) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    copyFileSync(projectPath("node_modules", source), join(directory, file));
  }
}

/** `profiles`: absolute path of the file with the distributors' profiles. */
export function bundledCode(entry: EntryName, profiles: string): Code {
  return Code.fromAsset(dirname(projectPath(ENTRIES[entry])), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry("never-used"),
      local: {
        tryBundle: (directory) => {
          writeBundle(entry, directory, profiles);
          return true;
        },
      },
    },
  });
}
