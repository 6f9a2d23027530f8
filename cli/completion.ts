// Prints a completion script for a shell, from the table of commands. Static: completing starts no process, and where a file
// may stand the shell's own completion of files is left to it.
import path from "node:path";
import type { CommandCall, CommandSpec, OptionSpec } from "./command-call.ts";
import { EXIT, UsageError } from "./usage-error.ts";

const NAME = "apex-bulk";
const SHELLS = { bash, zsh, fish } as const;
type Specs = readonly (readonly [name: string, spec: CommandSpec])[];

export function completion({ operands, commands, terminal }: CommandCall): Promise<number> {
  const [shell = ""] = operands;
  const script = Object.entries(SHELLS).find(([name]) => name === shell)?.[1];
  if (script === undefined) throw new UsageError(`SHELL is one of ${Object.keys(SHELLS).join(", ")}, not "${shell}"`);
  terminal.copy(...script(Object.entries(commands)));
  return Promise.resolve(EXIT.everyRowWentThrough);
}

/** How a script starts this checkout. */
const start = (): string => `"${process.execPath}" "${path.resolve(import.meta.dirname, "main.ts")}"`;
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
const hasFiles = ({ operands }: CommandSpec): boolean => operands.includes("FILE");
const words = (spec: CommandSpec): string =>
  [...Object.keys(spec.options), "help"].map((name) => `--${name}`).join(" ");
const takesFolder = (name: string): boolean => name === "out";
const choicesOf = (specs: Specs, name: string): readonly string[] =>
  specs.map(([, { options }]) => options[name]?.choices).find((choices) => choices !== undefined) ?? [];

function bash(specs: Specs): string[] {
  const names = specs.map(([name]) => name).join(" ");
  const valued = new Set(specs.flatMap(([, { options }]) => valuedOf(options)));
  return [
    `command -v ${NAME} >/dev/null || ${NAME}() { ${start()} "$@"; }`,
    `_apex_bulk() {`,
    `  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" words=""`,
    `  COMPREPLY=()`,
    `  case "$prev" in`,
    ...[...valued].map((name) => `    --${name}) ${bashValues(specs, name)} return ;;`),
    `  esac`,
    `  if [ "$COMP_CWORD" -eq 1 ]; then words="${names} help --help --version"`,
    `  else case "\${COMP_WORDS[1]}" in`,
    ...specs.map(([name, spec]) => `    ${name}) [[ "$cur" == -* ]] && words="${words(spec)}" ;;`),
    `    completion) words="${Object.keys(SHELLS).join(" ")}" ;;`,
    `    help) words="${names}" ;;`,
    `  esac; fi`,
    `  COMPREPLY=($(compgen -W "$words" -- "$cur"))`,
    `}`,
    `complete -o default -F _apex_bulk ${NAME}`,
  ];
}

function bashValues(specs: Specs, name: string): string {
  if (takesFolder(name)) return `COMPREPLY=($(compgen -d -- "$cur"));`;
  const choices = choicesOf(specs, name);
  return choices.length === 0 ? "" : `COMPREPLY=($(compgen -W "${choices.join(" ")}" -- "$cur"));`;
}

function zsh(specs: Specs): string[] {
  return [
    `#compdef ${NAME}`,
    `(( $+commands[${NAME}] )) || ${NAME}() { ${start()} "$@" }`,
    `_apex_bulk() {`,
    `  local -a commands`,
    `  commands=(`,
    ...specs.map(([name, { summary }]) => `    ${quoted(`${name}:${summary.replaceAll(":", String.raw`\:`)}`)}`),
    `  )`,
    `  if (( CURRENT == 2 )); then _describe command commands; return; fi`,
    `  case "$words[2]" in`,
    ...specs.map(([name, spec]) => `    ${name}) _arguments ${zshArguments(specs, name, spec).join(" ")} ;;`),
    `    help) _describe command commands ;;`,
    `  esac`,
    `}`,
    `compdef _apex_bulk ${NAME}`,
  ];
}

function zshArguments(specs: Specs, command: string, spec: CommandSpec): string[] {
  const options = Object.entries(spec.options).map(([name, option]) => {
    const text = option.summary.replaceAll(/[[\]:]/g, String.raw`\$&`);
    return quoted(`--${name}[${text}]${option.type === "flag" ? "" : `:${name}:${zshValues(specs, name)}`}`);
  });
  const operand = command === "completion" ? `(${Object.keys(SHELLS).join(" ")})` : hasFiles(spec) ? "_files" : "";
  return [...options, quoted("--help[print help]"), ...(operand === "" ? [] : [quoted(`*:operand:${operand}`)])];
}

function zshValues(specs: Specs, name: string): string {
  if (takesFolder(name)) return "_files -/";
  const choices = choicesOf(specs, name);
  return choices.length === 0 ? "_files" : `(${choices.join(" ")})`;
}

function fish(specs: Specs): string[] {
  return [
    `type -q ${NAME}; or function ${NAME}; ${start()} $argv; end`,
    ...specs.flatMap(([name, spec]) => [
      `complete -c ${NAME} -n __fish_use_subcommand -f -a ${name} -d ${quoted(spec.summary)}`,
      ...(hasFiles(spec) ? [] : [`complete -c ${NAME} -n '__fish_seen_subcommand_from ${name}' -f`]),
      ...Object.entries(spec.options).map(([option, of]) => fishOption(name, option, of)),
    ]),
    `complete -c ${NAME} -n '__fish_seen_subcommand_from completion' -f -a '${Object.keys(SHELLS).join(" ")}'`,
  ];
}

function fishOption(command: string, name: string, { type, summary, choices }: OptionSpec): string {
  const value = type === "flag" ? "" : choices === undefined ? " -r" : ` -x -a '${choices.join(" ")}'`;
  return `complete -c ${NAME} -n '__fish_seen_subcommand_from ${command}' -l ${name}${value} -d ${quoted(summary)}`;
}

const valuedOf = (options: CommandSpec["options"]): string[] =>
  Object.entries(options).flatMap(([name, { type }]) => (type === "flag" ? [] : [name]));
