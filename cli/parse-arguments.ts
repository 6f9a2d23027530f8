// Reads the command line against the table of commands (commander does the reading, the suggestions and the help). Nothing
// misspelled is ever ignored: it is a UsageError that points to the help of the command it was meant for.
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import manifest from "../package.json" with { type: "json" };
import { PRODUCT_NAMES } from "../contracts/products/known-products.ts";
import type { CommandSpec, OptionSpec, OptionValues } from "./command-call.ts";
import { type CommandName, COMMANDS, isCommandName } from "./commands/command-table.ts";
import { PROGRAM, UsageError } from "./usage-error.ts";

export type Invocation =
  /** Help or version: text for standard output. */
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "command";
      readonly command: CommandName;
      readonly options: OptionValues;
      readonly operands: readonly string[];
    };

const HELP_COLUMNS_MAX = 120;

/** `columns`: of the terminal, for help. */
export function parseArguments(words: readonly string[], columns = HELP_COLUMNS_MAX): Invocation {
  const heard: { text: string; command?: Invocation } = { text: "" };
  const program = programOf((text) => (heard.text += text), Math.min(columns, HELP_COLUMNS_MAX));
  for (const [name, spec] of Object.entries<CommandSpec>(COMMANDS)) {
    const command = commandOf(name, spec, program);
    command.action(() => {
      if (isCommandName(name)) heard.command = invocationOf(name, command);
    });
  }
  try {
    program.parse(withCommand(words), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0 || heard.text !== "") return { kind: "text", text: heard.text.trimEnd() };
    throw new UsageError(faultOf(error, words), commandNamed(words));
  }
  return heard.command ?? { kind: "text", text: heard.text.trimEnd() };
}

/** Without a command it is `run`; a first word that is an option belongs to it. */
function withCommand(words: readonly string[]): readonly string[] {
  const [first] = words;
  const isRun = first === undefined || (first.startsWith("-") && !["-h", "--help", "-V", "--version"].includes(first));
  return isRun ? ["run", ...words] : words;
}

export function commandNamed(words: readonly string[]): CommandName | undefined {
  const [first = ""] = withCommand(words);
  return isCommandName(first) ? first : undefined;
}

function programOf(hear: (text: string) => void, columns: number): Command {
  return new Command("apex-bulk")
    .description(`Bulk files of multi-site orders in, handed-off ${PRODUCT_NAMES} orders out.`)
    .usage(`COMMAND [OPTION…]\nIn a checkout: ${PROGRAM} COMMAND [OPTION…]`)
    .version(`apex-bulk ${manifest.version}`, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [COMMAND]", "print help for a command")
    .addHelpText(
      "after",
      "\nExit status: 0 every row went through; 3 some rows failed, are held or wait; 2 wrong usage; 1 something broke.\n" +
        `Help for a command, with its options and examples:\n  ${PROGRAM} COMMAND --help`,
    )
    .exitOverride()
    .configureHelp({
      subcommandTerm: (command) => `${command.name()} ${command.usage().replace(/ ?\[OPTION…\]/, "")}`.trim(),
    })
    .configureOutput({ writeOut: hear, writeErr: () => undefined, getOutHelpWidth: () => columns });
}

function commandOf(name: string, spec: CommandSpec, program: Command): Command {
  const { operands, operandsMin, operandsMax, summary, notes, examples } = spec;
  const command = program
    .command(name)
    .summary(summary)
    .usage(`${operands} [OPTION…]`.trimStart())
    .description([`${summary.slice(0, 1).toUpperCase()}${summary.slice(1)}.`, ...notes].join("\n"))
    .addHelpText("after", `\nExamples:\n${examples.map((example) => exampleText(...example)).join("\n")}`)
    .configureHelp({ visibleArguments: () => [] });
  if (operandsMax > 0) {
    const name = `${operands.replaceAll(/[[\]…]/g, "").split(" ")[0] ?? ""}${operandsMax > 1 ? "..." : ""}`;
    command.addArgument(new Argument(operandsMin > 0 ? `<${name}>` : `[${name}]`));
  }
  for (const [option, optionSpec] of Object.entries(spec.options)) command.addOption(optionOf(option, optionSpec));
  return command;
}

const exampleText = (words: string, meaning: string): string => `  ${PROGRAM} ${words}\n      ${meaning}`;

function optionOf(name: string, { type, value, choices, summary }: OptionSpec): Option {
  if (type === "flag") return new Option(`--${name}`, summary);
  const option = new Option(`--${name} <${value ?? "VALUE"}>`, summary);
  const read = (text: string): string | number => {
    if (text === "") throw new InvalidArgumentError("It is empty.");
    if (choices !== undefined && !choices.includes(text)) {
      throw new InvalidArgumentError(`Allowed values are ${choices.join(", ")}.`);
    }
    return type === "text" ? text : numberOf(type, text);
  };
  return option.argParser((text: string, before: string | number | undefined) => {
    if (before !== undefined) throw new InvalidArgumentError("The option is given twice.");
    return read(text);
  });
}

function numberOf(type: "count" | "port" | "seconds", text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (type === "seconds" && value > 0) return value;
  if (type === "count" && Number.isInteger(value) && value >= 1 && value <= 1_000_000) return value;
  if (type === "port" && Number.isInteger(value) && value >= 1 && value <= 65_535) return value;
  const expected = {
    seconds: "a number of seconds above 0",
    count: "a whole number from 1 to 1000000",
    port: "a port number from 1 to 65535",
  }[type];
  throw new InvalidArgumentError(`Expected ${expected}.`);
}

function invocationOf(name: CommandName, command: Command): Invocation {
  const options: Record<string, string | number | true> = {};
  for (const option of command.options) {
    const value: unknown = command.getOptionValue(option.attributeName());
    // `--no-board` sets `board` to false.
    if (option.negate) {
      if (value === false) options[option.name()] = true;
    } else if (typeof value === "string" || typeof value === "number" || value === true) options[option.name()] = value;
  }
  const { operandsMax }: CommandSpec = COMMANDS[name];
  if (command.args.length > operandsMax) {
    throw new UsageError(
      `${name} takes at most ${String(operandsMax)} operands, not ${String(command.args.length)}`,
      name,
    );
  }
  return { kind: "command", command: name, options, operands: command.args };
}

/** Commander's words, in one line. */
function faultOf(error: CommanderError, words: readonly string[]): string {
  const text = error.message.replace(/^error: /, "").replaceAll("\n", " ");
  const [first = ""] = words;
  const looksLikeFile = error.code === "commander.unknownCommand" && /[./\\]/.test(first);
  return looksLikeFile ? `${text}. To send a file: ${PROGRAM} run ${first}` : text;
}
