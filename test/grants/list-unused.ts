// `npm run grants`: which grants of the templates no test needs. Runs the tests that start a whole cloud, puts together what their clouds have
// seen of the roles, and holds it against the list in docs/security.md. `npm run grants -- FOLDER`: of runs with EMBEDDED_CLOUD_GRANTS=FOLDER.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { GRANTS_VARIABLE } from "../../local/iam/grant-record.ts";
import { ROOT } from "../tidy/source-files.ts";
import { documentedGrants, type NamedGrant, readRecords, tableRows, templateGrants, textOf } from "./grants.ts";

const RUNS = ["test/e2e", "test/front-door", "test/notices", "test/infra/sftp.test.ts"];

function runTests(folder: string): boolean {
  rmSync(folder, { recursive: true, force: true });
  const env = { ...process.env, [GRANTS_VARIABLE]: folder };
  const { status } = spawnSync(process.execPath, ["node_modules/vitest/vitest.mjs", "run", ...RUNS], {
    ...{ cwd: ROOT, env, stdio: ["ignore", "inherit", "inherit"] },
  });
  return status === 0;
}

const [given] = process.argv.slice(2);
const folder = given ?? join(ROOT, ".build", "grants");
const passed = given !== undefined || runTests(folder);
const { known, used } = readRecords(folder);
const all = new Map([...templateGrants(), ...known]);
const documented = new Set(documentedGrants().map(textOf));
const unused: NamedGrant[] = [...all].filter(([text]) => !used.has(text)).map(([, grant]) => grant);
const untold = unused.filter((grant) => !documented.has(textOf(grant)));
const needless = [...documented].filter((text) => used.has(text));

console.log(`\n${String(all.size)} grants, ${String(used.size)} asked for, ${String(unused.length)} not:\n`);
for (const row of tableRows(unused)) console.log(row);
if (untold.length > 0) {
  console.log(
    "\nNot in docs/security.md. Write a test that needs them, take them out of infra/, or say there when they are needed:\n",
  );
  for (const grant of untold) console.log(`  ${textOf(grant)}`);
}
if (needless.length > 0) {
  console.log(
    "\nIn docs/security.md, and asked for in these runs; take a row out unless its use depended on timing:\n",
  );
  for (const text of needless) console.log(`  ${text}`);
}
if (!passed) console.log("\nSome tests failed: what they would have asked for is missing here.");
process.exitCode = passed && untold.length === 0 ? 0 : 1;
