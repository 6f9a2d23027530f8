// The completion scripts: each shell can read its own, and it knows every command and option.
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CommandSpec } from "../../cli/command-call.ts";
import { COMMANDS } from "../../cli/commands/command-table.ts";
import { apexBulk } from "../e2e/command.ts";

const isThere = (shell: string): boolean => spawnSync(shell, ["-c", "true"]).status === 0;

describe.each(["bash", "zsh", "fish"])("completion %s", (shell) => {
  it("names every command and every option", async () => {
    const { stdout } = await apexBulk(["completion", shell]);
    const words = Object.entries<CommandSpec>(COMMANDS).flatMap(([name, { options }]) => [
      name,
      ...Object.keys(options),
    ]);
    expect(words.filter((word) => !stdout.includes(word))).toEqual([]);
  });

  it.skipIf(!isThere(shell))("is a script that the shell can read", async () => {
    const { stdout } = await apexBulk(["completion", shell]);
    const file = join(mkdtempSync(join(tmpdir(), "apex-bulk-completion-")), "script");
    writeFileSync(file, stdout);
    const read = spawnSync(shell, ["-n", file], { encoding: "utf8" });
    expect(read.stderr).toBe("");
    expect(read.status).toBe(0);
  });
});

it.skipIf(!isThere("bash"))("completes a command and an option in bash", async () => {
  const { stdout } = await apexBulk(["completion", "bash"]);
  const complete = (...typed: readonly string[]): string[] => {
    const words = ["apex-bulk", ...typed].map((word) => `'${word}'`).join(" ");
    const script = `${stdout}\nCOMP_WORDS=(${words}); COMP_CWORD=${String(typed.length)}; _apex_bulk; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return spawnSync("bash", ["-c", script], { encoding: "utf8" }).stdout.trim().split("\n");
  };
  expect(complete("expl")).toEqual(["explain"]);
  expect(complete("run", "--she")).toEqual(["--sheet"]);
  expect(complete("run", "--policy", "s")).toEqual(["site"]);
});
