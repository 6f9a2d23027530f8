// Every command, in the order in which help lists them.
import { ACTION_COMMANDS } from "./action-commands.ts";
import { FILE_COMMANDS } from "./file-commands.ts";
import { ORDER_COMMANDS } from "./order-commands.ts";
import { SHELL_COMMANDS } from "./shell-commands.ts";

export const COMMANDS = { ...FILE_COMMANDS, ...ORDER_COMMANDS, ...ACTION_COMMANDS, ...SHELL_COMMANDS } as const;

export type CommandName = keyof typeof COMMANDS;

export function isCommandName(word: string): word is CommandName {
  return Object.hasOwn(COMMANDS, word);
}
