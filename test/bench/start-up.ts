// Start of each function, import to ready, against a module that only imports and makes the same SDK clients: `npm run
// bench:start-up [-- SAMPLES]`. Each sample is a process of its own, the two take turns; the median of the processor time counts, which
// other work on the machine disturbs less than the clock's.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync, type BuildOptions } from "esbuild";
import { ENTRIES, type EntryName, writeBundle } from "../../infra/bundle.ts";
import { Synthesized } from "../infra/synthesized.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const samples = Number(process.argv[2] ?? 9);
const dir = mkdtempSync(join(tmpdir(), "apex-start-up-"));

/** As in infra/bundle.ts. */
const OPTIONS: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  mainFields: ["module", "main"],
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
};

const TIME =
  "const t=process.cpuUsage();await import(process.argv[1]);const u=process.cpuUsage(t);process.stdout.write(String((u.user+u.system)/1000))";
/** What the template gives its functions, all of it to each; what only a deployment knows is an address. */
const ENVIRONMENT: Record<string, string> = {};
for (const { properties } of Synthesized.whole().ofType("AWS::Lambda::Function")) {
  for (const [name, value] of Object.entries<unknown>(properties.Environment.Variables)) {
    ENVIRONMENT[name] = typeof value === "string" ? value : "http://127.0.0.1:1";
  }
}
// How large a part of its memory a function gives to young objects is not what is measured here.
delete ENVIRONMENT["NODE_OPTIONS"];

/** What the sources of a bundle import from the SDK, as a module that does nothing else. */
function clientsOnly(entry: EntryName): string {
  const { metafile } = buildSync({ ...OPTIONS, entryPoints: [ENTRIES[entry]], write: false, metafile: true });
  const names = new Map<string, Set<string>>();
  for (const file of Object.keys(metafile.inputs).filter((path) => !path.includes("node_modules"))) {
    for (const [, list = "", from = ""] of readFileSync(join(root, file), "utf8").matchAll(
      /import \{([^}]+)\} from "(@aws-sdk\/client-[^"]+)"/g,
    )) {
      for (const name of list.split(",").map((one) => one.trim())) {
        if (name !== "" && !name.startsWith("type ")) names.set(from, (names.get(from) ?? new Set()).add(name));
      }
    }
  }
  const lines = [...names].map(([from, set]) => `import { ${[...set].join(", ")} } from "${from}";`);
  const all = [...names.values()].flatMap((set) => [...set]);
  const made = all.filter((name) => name.endsWith("Client")).map((name) => `new ${name}({})`);
  return `${lines.join("\n")}\nexport const used = [${all.join(", ")}, ${made.join(", ")}];\n`;
}

function millis(file: string): number {
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", TIME, file], {
    env: { ...ENVIRONMENT, AWS_REGION: "us-east-1", PATH: process.env["PATH"] ?? "" },
  });
  const time = Number(stdout.toString());
  if (!(time > 0)) throw new Error(`${file} does not start: ${stderr.toString().slice(-500)}`);
  return time;
}

const median = (times: number[]): number => times.toSorted((one, other) => one - other)[times.length >> 1] ?? 0;
const isEntry = (name: string): name is EntryName => name in ENTRIES;

for (const entry of Object.keys(ENTRIES).filter(isEntry)) {
  writeBundle(entry, join(dir, entry));
  const handler = join(dir, entry, "index.mjs");
  const code = readdirSync(join(dir, entry), { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const assetBytes = code.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
  const clients = join(dir, entry, "clients.mjs");
  buildSync({
    ...OPTIONS,
    stdin: { contents: clientsOnly(entry), resolveDir: root },
    outfile: clients,
    logLevel: "silent",
  });
  const pairs = Array.from({ length: samples }, () => [millis(handler), millis(clients)] as const);
  const [own, theirs] = [median(pairs.map(([one]) => one)), median(pairs.map(([, other]) => other))];
  const sizes = [assetBytes, statSync(clients).size].map((bytes) => (bytes / 1024).toFixed(0)).join(" / ");
  console.log(
    `${entry.padEnd(14)} ${own.toFixed(0)} ms of processor, its SDK clients ${theirs.toFixed(0)} ms, ratio ${(own / theirs).toFixed(2)} (${sizes} KB)`,
  );
}
rmSync(dir, { recursive: true, force: true });
