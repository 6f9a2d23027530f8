// The synthesized app, made once for the same sources and settings. The key is a hash of everything that synthesis reads,
// so a changed handler or template can never run from an old assembly; a half-made one is never seen, because it is
// renamed into place when it is whole.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { compileCacheVariable } from "./compile-cache.ts";
import { Breakdown } from "./usage-error.ts";

/** What synthesis and bundling read, relative to the checkout. */
const SOURCES = [
  "adapters",
  "avps",
  "config",
  "contracts",
  "domain",
  "infra",
  "lambdas",
  "ordering-api",
  "pipeline",
  "reading",
  "statemachines",
  "cdk.json",
  "package-lock.json",
  "tsconfig.json",
];
/** Assemblies kept beside the newest: other settings used in turn need no new synthesis. */
const KEPT = 4;

export interface AssemblyRequest {
  /** The checkout. */
  readonly root: string;
  /** CDK context. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly environment: NodeJS.ProcessEnv;
  /** Called before a synthesis that takes seconds. */
  readonly onSynthesis?: () => void;
}

export async function cachedAssembly(request: AssemblyRequest): Promise<string> {
  const build = path.join(request.root, ".build");
  const assembly = path.join(build, `assembly-${await keyOf(request)}`);
  if (await exists(path.join(assembly, "manifest.json"))) return assembly;
  request.onSynthesis?.();
  await mkdir(build, { recursive: true });
  const unfinished = `${assembly}.${String(process.pid)}.unfinished`;
  try {
    await synthesize(request, unfinished);
    await rename(unfinished, assembly).catch(async (error: unknown) => {
      // Another process was faster with the same assembly.
      if (!(await exists(path.join(assembly, "manifest.json")))) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  await removeOld(build, path.basename(assembly));
  return assembly;
}

async function keyOf({ root, settings }: AssemblyRequest): Promise<string> {
  const hash = createHash("sha256");
  const entries = Object.entries(settings).sort(([one], [other]) => (one < other ? -1 : 1));
  hash.update(JSON.stringify([process.version, process.arch, entries]));
  // A setting that names a file, as distributorProfiles does, means what is in it.
  const named = Object.values(settings).filter((value) => typeof value === "string");
  for (const source of [...SOURCES, ...named.filter((value) => value.endsWith(".json"))]) {
    for (const file of await filesUnder(path.resolve(root, source))) {
      hash.update(`\0${path.relative(root, file)}\0`);
      hash.update(await readFile(file));
    }
  }
  return hash.digest("hex").slice(0, 16);
}

async function filesUnder(target: string): Promise<string[]> {
  const entry = await stat(target).catch(() => undefined);
  if (entry === undefined) return [];
  if (entry.isFile()) return [target];
  const children = await readdir(target, { withFileTypes: true, recursive: true });
  return children
    .filter((child) => child.isFile())
    .map((child) => path.join(child.parentPath, child.name))
    .sort();
}

/** CDK reads its output directory and context from these two variables when it runs without its command line. */
async function synthesize({ root, settings, environment }: AssemblyRequest, outDir: string): Promise<void> {
  const child = spawn(process.execPath, ["infra/app.ts"], {
    cwd: root,
    // CDK's own check of the templates takes longer than making them; `npm run check` does it.
    env: {
      ...environment,
      ...compileCacheVariable(),
      CDK_OUTDIR: outDir,
      CDK_CONTEXT_JSON: JSON.stringify(settings),
      CDK_VALIDATION: "false",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (status === 0 && (await exists(path.join(outDir, "manifest.json")))) return;
  const words = Buffer.concat(output).toString("utf8").trim();
  throw new Breakdown(`the CDK app could not be synthesized (node infra/app.ts, status ${String(status)}):\n${words}`);
}

async function removeOld(build: string, newest: string): Promise<void> {
  const names = (await readdir(build)).filter((name) => /^assembly-[0-9a-f]{16}$/.test(name) && name !== newest);
  const aged = await Promise.all(
    names.map(async (name) => ({ name, time: (await stat(path.join(build, name))).mtimeMs })),
  );
  const old = aged.sort((one, other) => other.time - one.time).slice(KEPT);
  await Promise.all(old.map(({ name }) => rm(path.join(build, name), { recursive: true, force: true })));
}

async function exists(file: string): Promise<boolean> {
  return (await stat(file).catch(() => undefined)) !== undefined;
}
