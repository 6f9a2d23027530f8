// The command line's grammar: nothing misspelled is ever ignored, and every fault names what was meant.
import { describe, expect, it } from "vitest";
import type { CommandSpec } from "../../cli/command-call.ts";
import { COMMANDS } from "../../cli/commands/command-table.ts";
import { parseArguments } from "../../cli/parse-arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";

const faultOf = (...words: string[]): UsageError | undefined => {
  try {
    parseArguments(words);
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  return undefined;
};
const textOf = (...words: string[]): string => {
  const invocation = parseArguments(words);
  return invocation.kind === "text" ? invocation.text : "";
};

describe("parseArguments", () => {
  it("runs the bundled example without any word", () => {
    expect(parseArguments([])).toEqual({ kind: "command", command: "run", options: {}, operands: [] });
  });

  it("takes options of run before and after the files, with = or a space", () => {
    expect(
      parseArguments(["run", "--out=results", "a.csv", "--policy", "site", "b.csv", "--json", "--timeout", "60"]),
    ).toEqual({
      kind: "command",
      command: "run",
      options: { out: "results", policy: "site", json: true, timeout: 60 },
      operands: ["a.csv", "b.csv"],
    });
  });

  it("means run where the first word is an option", () => {
    expect(parseArguments(["--json"])).toMatchObject({ command: "run", options: { json: true } });
  });

  it("takes every word after -- as an operand", () => {
    expect(parseArguments(["validate", "--", "--odd-name.csv"])).toMatchObject({ operands: ["--odd-name.csv"] });
  });

  it("tells the version", () => {
    expect(textOf("--version")).toMatch(/^apex-bulk \d+\.\d+\.\d+$/);
  });

  it.each([
    [["rum", "a.csv"], "unknown command 'rum' (Did you mean run?)", undefined],
    [["orders.csv"], "To send a file: npm start -- run orders.csv", undefined],
    [["run", "--distributer", "x"], "unknown option '--distributer' (Did you mean --distributor?)", "run"],
    [["--distributer", "x"], "(Did you mean --distributor?)", "run"],
    [["run", "--policy", "sites"], "argument 'sites' is invalid. Allowed values are order, file, site.", "run"],
    [["run", "--policy"], "option '--policy <order|file|site>' argument missing", "run"],
    [["run", "--out="], "argument '' is invalid. It is empty.", "run"],
    [["run", "--json=yes"], "unknown option '--json=yes'", "run"],
    [["run", "--out", "a", "--out", "b"], "argument 'b' is invalid. The option is given twice.", "run"],
    [["run", "-x"], "unknown option '-x'", "run"],
    [["run", "--timeout", "0"], "argument '0' is invalid. Expected a number of seconds above 0.", "run"],
    [["run", "--callback-port", "70000"], "Expected a port number from 1 to 65535.", "run"],
    [["template", "--rows", "1.5"], "Expected a whole number from 1 to 1000000.", "template"],
    [
      ["template", "a.csv", "b.csv"],
      "too many arguments for 'template'. Expected 1 argument but got 2: a.csv, b.csv.",
      "template",
    ],
    [["validate"], "missing required argument 'FILE'", "validate"],
    [["validate", "a", "b"], "too many arguments for 'validate'. Expected 1 argument but got 2: a, b.", "validate"],
    [["run", "--toString", "x"], "unknown option '--toString'", "run"],
    [
      ["dead-letters", ...Array.from({ length: 21 }, () => "intake")],
      "takes at most 20 operands, not 21",
      "dead-letters",
    ],
  ] as const)("refuses %j, says why in one line, and knows whose help to point to", (words, fault, command) => {
    const error = faultOf(...words);
    expect(error?.message).toContain(fault);
    expect(error?.message).not.toContain("\n");
    expect(error?.command).toBe(command);
  });
});

describe("help", () => {
  it("lists every command with its summary", () => {
    for (const words of [["--help"], ["-h"], ["help"]]) {
      const text = textOf(...words);
      for (const name of Object.keys(COMMANDS)) expect(text).toMatch(new RegExp(`^  ${name}\\b`, "m"));
      expect(text).toContain("Exit status: 0 every row went through");
    }
  });

  it.each(Object.entries<CommandSpec>(COMMANDS))("of %s names its options, and its examples work", (name, spec) => {
    const text = textOf(name, "--help");
    expect(textOf("help", name)).toBe(text);
    for (const option of Object.keys(spec.options)) expect(text).toContain(`--${option}`);
    expect(spec.examples.length).toBeGreaterThan(0);
    for (const [example] of spec.examples) {
      expect(text).toContain(`npm start -- ${example}`);
      // As a shell would cut it, without what it redirects.
      const words = (example.split(" >")[0] ?? "").match(/"[^"]*"|\S+/g) ?? [];
      const parsed = parseArguments(words.map((word) => word.replaceAll('"', "")));
      expect(parsed).toMatchObject({ kind: "command", command: name });
    }
  });

  it("keeps its lines within the terminal, down to 80 columns", () => {
    for (const name of Object.keys(COMMANDS)) {
      const invocation = parseArguments([name, "--help"], 80);
      const lines = invocation.kind === "text" ? invocation.text.split("\n") : [];
      // An example is copied as it stands.
      for (const line of lines.filter((each) => !each.includes("npm start")))
        expect(line.length).toBeLessThanOrEqual(80);
    }
  });
});
