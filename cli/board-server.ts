// Serves the board for a command: says where it is, on standard error so that `--json` stays clean, and ends with the command.
import { type Board, serveBoard } from "../board/serve-board.ts";
import { boardWorld, type BoardConnection } from "./board-world.ts";
import { faultText } from "./fault-text.ts";
import type { Terminal } from "./terminal.ts";
import { Breakdown } from "./usage-error.ts";

export async function openBoard(
  connection: BoardConnection,
  port: number | undefined,
  terminal: Terminal,
): Promise<Board> {
  let told = "";
  const onFault = (error: unknown): void => {
    const text = faultText(error);
    // The same look fails again and again.
    if (text !== told) terminal.note(`Board: ${text}`);
    told = text;
  };
  try {
    return await serveBoard(boardWorld(connection), { port, onFault });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
      throw new Breakdown(`port ${String(port)} is in use; choose another --board-port`, { cause: error });
    }
    throw error;
  }
}

export const boardLine = (board: Board): string => `Board: ${board.address}`;
