// The commands that the documents tell people to type: each is one that exists, with options that it has; and those of the
// first page for clerks are typed here, in their order.
import { existsSync, globSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseArguments } from "../../cli/parse-arguments.ts";
import manifest from "../../package.json" with { type: "json" };
import { apexBulk } from "../e2e/command.ts";
import { ROOT } from "../tidy/source-files.ts";

interface Told {
  readonly document: string;
  readonly command: string;
}

/** In blocks and in running text; a table escapes its bars. */
const TOLD: readonly Told[] = globSync(["*.md", "docs/**/*.md"], { cwd: ROOT })
  .filter((document) => document !== "CHANGELOG.md")
  .flatMap((document) => {
    const text = readFileSync(join(ROOT, document), "utf8").replaceAll(/\\\n\s*/g, "");
    const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, lines = ""]) => lines.split("\n"));
    const inline = [...text.replaceAll(/^```[\s\S]*?^```/gm, "").matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
    return [...blocks, ...inline].map((command) => ({ document, command: command.replaceAll("\\|", "|") }));
  });

/** The words after `--`, up to a comment, a pipe or a redirection. */
function wordsOf(command: string): string[] | undefined {
  const [, rest] = /npm start(?: --silent)? -- (.*)/.exec(command) ?? [];
  const [own = ""] = rest?.split(/\s(?:#|>|\|)\s?|&&|;/) ?? [];
  return rest === undefined ? undefined : own.trim().split(/\s+/);
}

test("every command that a document tells exists, and so do its options", () => {
  const lost = TOLD.flatMap(({ document, command }) => {
    const words = wordsOf(command);
    if (words === undefined || words[0] === "COMMAND" || words[0] === "…") return [];
    try {
      parseArguments(words.map((word) => word.replaceAll(/[[\]]/g, "").replace(/^[A-Z]$/, "1")));
      return [];
    } catch (error) {
      return [`${document}: ${command}: ${String(error)}`];
    }
  });
  expect(lost).toEqual([]);
  expect(TOLD.filter(({ command }) => wordsOf(command) !== undefined).length).toBeGreaterThan(15);
});

test("every test that a document names is there", () => {
  const named = TOLD.flatMap(({ document, command }) =>
    [...command.matchAll(/(?:^|\s)(test\/[\w./-]+)/g)].map(([, path = ""]) => ({ document, path })),
  );
  expect(named.filter(({ path }) => !existsSync(join(ROOT, path)))).toEqual([]);
  expect(named.length).toBeGreaterThan(40);
});

test("every npm script and every file that a document tells to run exists", () => {
  const scripts = new Set(Object.keys(manifest.scripts));
  const lost = TOLD.flatMap(({ document, command }) => {
    const names = [...command.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name = ""]) => name);
    const files = [...command.matchAll(/(?:^|\s)node ([\w/.-]+\.ts)/g)].map(([, file = ""]) => file);
    return [
      ...names
        .filter((name) => !scripts.has(name) && !name.endsWith(":"))
        .map((name) => `${document}: npm run ${name}`),
      ...files.filter((file) => !existsSync(join(ROOT, file))).map((file) => `${document}: node ${file}`),
    ];
  });
  expect(lost).toEqual([]);
});

test("the first page for clerks leads to a file that is valid, and shows the error that a wrong one gets", async () => {
  const folder = mkdtempSync(join(tmpdir(), "apex-bulk-first-file-"));
  const file = join(folder, "orders.csv");
  const page = readFileSync(join(ROOT, "docs", "first-file.md"), "utf8");
  const template = await apexBulk(["template"]);
  writeFileSync(file, template.stdout);
  expect(await apexBulk(["validate", file])).toMatchObject({ code: 0 });
  const lines = template.stdout.split("\n");
  const column = lines[0]?.split(",").indexOf("site_zip") ?? -1;
  const wrong = lines.map((line, n) =>
    n === 2
      ? line
          .split(",")
          .map((cell, at) => (at === column ? "1011" : cell))
          .join(",")
      : line,
  );
  writeFileSync(file, wrong.join("\n"));
  const { code, stdout, stderr } = await apexBulk(["validate", file]);
  expect(code).toBe(3);
  const [, shown = ""] = /^```\n(error row[\s\S]*?)^```/m.exec(page) ?? [];
  for (const line of shown.trim().split("\n")) expect(stdout + stderr).toContain(line.trim());
});
