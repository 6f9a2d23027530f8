// The command line's grammar: nothing misspelt is ever ignored, and every fault names what was meant.
import { describe, expect, it } from "vitest";
import { helpText } from "../../cli/help-text.ts";
import { parseArguments } from "../../cli/parse-arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";

const faultOf = (...words: string[]): string => {
  try {
    parseArguments(words);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return "";
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

  it.each([
    [["help"], { kind: "help" }],
    [["--help"], { kind: "help" }],
    [["-h"], { kind: "help" }],
    [["help", "run"], { kind: "help", command: "run" }],
    [["validate", "--help"], { kind: "help", command: "validate" }],
    [["--version"], { kind: "version" }],
  ])("understands %j", (words, meaning) => {
    expect(parseArguments(words)).toEqual(meaning);
  });

  it.each([
    [["rum", "a.csv"], 'did you mean "run"'],
    [["orders.csv"], "to send a file: run orders.csv"],
    [["run", "--distributer", "x"], 'did you mean "--distributor"'],
    [["run", "--policy", "sites"], 'did you mean "site"'],
    [["run", "--policy"], "--policy needs a value"],
    [["run", "--json=yes"], "--json takes no value"],
    [["run", "--out", "a", "--out", "b"], "--out is given twice"],
    [["run", "-x"], 'there is no option "-x"'],
    [["run", "--timeout", "0"], "--timeout is a number of seconds above 0"],
    [["run", "--callback-port", "70000"], "--callback-port is a port number"],
    [["template", "--rows", "1.5"], "--rows is a whole number"],
    [["template", "extra"], '"extra" is too much'],
    [["validate"], "validate needs FILE"],
    [["validate", "a", "b"], '"b" is too much'],
    [["run", "--toString", "x"], 'there is no option "--toString"'],
  ])("refuses %j and says why", (words, fault) => {
    expect(faultOf(...words)).toContain(fault);
  });
});

describe("helpText", () => {
  it("names every option of a command and every command of the program", () => {
    expect(helpText("run")).toMatch(/--ordering-url URL[\s\S]*--callback-port N[\s\S]*--timeout SECONDS/);
    expect(helpText()).toMatch(/run \[FILE…\][\s\S]*validate FILE[\s\S]*template[\s\S]*Exit status: 0/);
  });
});
