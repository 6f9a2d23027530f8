// The usage texts, made from the table of commands.
import { COMMANDS, type CommandName, type CommandSpec } from "./commands.ts";

export function helpText(command?: CommandName): string {
  return command === undefined ? overview() : commandHelp(command);
}

function overview(): string {
  const lines = Object.entries<CommandSpec>(COMMANDS).map(
    ([name, spec]) => [`${name} ${spec.operands}`.trim(), spec.summary] as const,
  );
  return [
    "apex-bulk: bulk files of multi-site orders in, handed-off AT&T Dedicated Internet orders out",
    "",
    "Usage: apex-bulk COMMAND [OPTION…]      (in a checkout: npm start -- COMMAND [OPTION…])",
    "",
    ...columns(lines),
    "",
    "apex-bulk COMMAND --help tells a command's options. --version prints the version.",
    "Exit status: 0 every row went through, 3 some rows failed, are held or wait, 2 wrong usage, 1 something broke.",
    "",
  ].join("\n");
}

function commandHelp(command: CommandName): string {
  const spec: CommandSpec = COMMANDS[command];
  const options = Object.entries(spec.options).map(
    ([name, option]) => [`--${name}${option.value === undefined ? "" : ` ${option.value}`}`, option.summary] as const,
  );
  return [
    `Usage: apex-bulk ${`${command} ${spec.operands}`.trim()} [OPTION…]`,
    "",
    `${spec.summary[0]?.toUpperCase() ?? ""}${spec.summary.slice(1)}.`,
    ...spec.notes,
    "",
    ...columns(options),
    "",
  ].join("\n");
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
