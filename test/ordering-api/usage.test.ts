// The sandbox's own command line: help that names every setting, and no word that is ignored.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { STANDALONE_SETTINGS } from "../../ordering-api/env.ts";

const MAIN = fileURLToPath(new URL("../../ordering-api/main.ts", import.meta.url));
const started = (...words: readonly string[]) => spawnSync(process.execPath, [MAIN, ...words], { encoding: "utf8" });

it("explains itself and its settings, and does not start", () => {
  const { status, stdout } = started("--help");
  expect(status).toBe(0);
  for (const { name, means } of STANDALONE_SETTINGS) {
    expect(stdout).toContain(name);
    expect(means).not.toBe("");
  }
  expect(stdout).not.toContain("base URL");
});

it.each([["--prot", "9000"], ["serve"]])("refuses %s, which it does not know", (...words) => {
  const { status, stderr } = started(...words);
  expect(status).toBe(2);
  expect(stderr).toContain("Help: npm run ordering-api -- --help");
});
