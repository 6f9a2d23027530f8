// Reads the command line against the table of commands. Anything it does not know is a UsageError that names the nearest
// known word: a misspelt option must never be ignored.
import { parseArgs } from "node:util";
import { nearestName } from "../domain/rows/nearest-name.ts";
import { COMMANDS, type CommandName, type CommandSpec, type OptionSpec } from "./commands.ts";
import { UsageError } from "./usage-error.ts";

export type OptionValues = Readonly<Record<string, string | number | true>>;

export type Invocation =
  | { readonly kind: "help"; readonly command?: CommandName }
  | { readonly kind: "version" }
  | {
      readonly kind: "command";
      readonly command: CommandName;
      readonly options: OptionValues;
      readonly operands: readonly string[];
    };

export function isCommandName(word: string): word is CommandName {
  return Object.hasOwn(COMMANDS, word);
}

export function parseArguments(words: readonly string[]): Invocation {
  const [first = "run", ...rest] = words;
  if (first === "--help" || first === "-h") return { kind: "help" };
  if (first === "help") return helpOn(rest[0]);
  if (first === "--version" || first === "-V") return { kind: "version" };
  if (first.startsWith("-")) return parseCommand("run", words);
  if (!isCommandName(first)) throw new UsageError(unknownCommand(first));
  return parseCommand(first, rest);
}

function helpOn(word: string | undefined): Invocation {
  if (word === undefined) return { kind: "help" };
  if (!isCommandName(word)) throw new UsageError(unknownCommand(word));
  return { kind: "help", command: word };
}

function unknownCommand(word: string): string {
  const nearest = nearestName(word, Object.keys(COMMANDS));
  const looksLikeFile = /[./\\]/.test(word);
  const hint =
    nearest !== undefined ? `did you mean "${nearest}"?` : looksLikeFile ? `to send a file: run ${word}` : "";
  return `there is no command "${word}"${hint === "" ? "" : `; ${hint}`}`;
}

function parseCommand(command: CommandName, words: readonly string[]): Invocation {
  const spec: CommandSpec = COMMANDS[command];
  const { tokens } = parseArgs({
    args: [...words],
    options: {
      ...Object.fromEntries(
        Object.entries(spec.options).map(([name, option]) => [
          name,
          { type: option.type === "flag" ? "boolean" : "string" } as const,
        ]),
      ),
      help: { type: "boolean", short: "h" },
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const operands: string[] = [];
  const options: Record<string, string | number | true> = {};
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    if (token.name === "help") return { kind: "help", command };
    if (Object.hasOwn(options, token.name)) throw new UsageError(`${token.rawName} is given twice`);
    options[token.name] = optionValue(token, optionOf(spec, token));
  }
  checkOperands(command, spec, operands);
  return { kind: "command", command, options, operands };
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value: string | undefined;
}

function optionOf(spec: CommandSpec, token: OptionToken): OptionSpec {
  const option = Object.hasOwn(spec.options, token.name) ? spec.options[token.name] : undefined;
  if (option !== undefined && token.rawName.startsWith("--")) return option;
  const nearest = nearestName(token.name, Object.keys(spec.options));
  throw new UsageError(
    `there is no option "${token.rawName}"${nearest === undefined ? "" : `; did you mean "--${nearest}"?`}`,
  );
}

function optionValue(token: OptionToken, option: OptionSpec): string | number | true {
  if (option.type === "flag") {
    if (token.value !== undefined) throw new UsageError(`${token.rawName} takes no value`);
    return true;
  }
  const text = token.value ?? "";
  if (text === "") throw new UsageError(`${token.rawName} needs a value: ${token.rawName} ${option.value ?? "VALUE"}`);
  if (option.choices !== undefined && !option.choices.includes(text)) {
    const nearest = nearestName(text, option.choices);
    const hint = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
    throw new UsageError(`${token.rawName} is one of ${option.choices.join(", ")}, not "${text}"${hint}`);
  }
  return option.type === "text" ? text : numberOf(token.rawName, option.type, text);
}

function numberOf(name: string, type: "count" | "port" | "seconds", text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (type === "seconds" && value > 0) return value;
  if (type === "count" && Number.isInteger(value) && value >= 1 && value <= 1_000_000) return value;
  if (type === "port" && Number.isInteger(value) && value >= 1 && value <= 65_535) return value;
  const expected = {
    seconds: "a number of seconds above 0",
    count: "a whole number from 1 to 1000000",
    port: "a port number from 1 to 65535",
  }[type];
  throw new UsageError(`${name} is ${expected}, not "${text}"`);
}

function checkOperands(command: CommandName, spec: CommandSpec, operands: readonly string[]): void {
  if (operands.length < spec.operandsMin) throw new UsageError(`${command} needs ${spec.operands}`);
  if (operands.length > spec.operandsMax) {
    const surplus = operands[spec.operandsMax] ?? "";
    throw new UsageError(
      `${command} takes ${spec.operandsMax === 0 ? "no operand" : `one ${spec.operands}`}; "${surplus}" is too much`,
    );
  }
}
