// Every command, in the order in which help lists them.
import { FILE_COMMANDS } from "./file-commands.ts";
import { ORDER_COMMANDS } from "./order-commands.ts";
import { SHELL_COMMANDS } from "./shell-commands.ts";

export const COMMANDS = { ...FILE_COMMANDS, ...ORDER_COMMANDS, ...SHELL_COMMANDS } as const;

export type CommandName = keyof typeof COMMANDS;

export function isCommandName(word: string): word is CommandName {
  return Object.hasOwn(COMMANDS, word);
}
