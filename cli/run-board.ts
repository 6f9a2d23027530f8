// The board of a run: opened beside it, never before it, and closed with it. A board that cannot be opened (its port is
// taken) is told of and keeps no file from being sent.
import type { Board } from "../board/serve-board.ts";
import type { OptionValues } from "./command-call.ts";
import type { EmbeddedSession } from "./embedded-session.ts";
import { faultText } from "./fault-text.ts";
import type { RunOptions } from "./run-options.ts";
import type { Terminal } from "./terminal.ts";

export interface BoardOfRun {
  readonly session: EmbeddedSession;
  readonly options: RunOptions;
  readonly values: OptionValues;
  readonly terminal: Terminal;
}

export async function withBoard<T>(run: BoardOfRun, act: () => Promise<T>): Promise<T> {
  const { options, terminal } = run;
  if (options.board === undefined) return await act();
  const opening = opened(run, options.board.port);
  opening.catch((error: unknown) => {
    terminal.note(`No board: ${faultText(error)}`);
  });
  try {
    return await act();
  } finally {
    await opening.then(
      (board) => board.close(),
      () => undefined,
    );
  }
}

/** Its code is loaded while the run is under way. */
async function opened({ session, options, values, terminal }: BoardOfRun, port: number | undefined) {
  const [{ sessionConnection }, { boardLine, openBoard }, { openOperatorSession }] = await Promise.all([
    import("./board.ts"),
    import("./board-server.ts"),
    import("./operator-session.ts"),
  ]);
  const operators = openOperatorSession(session);
  const connection = sessionConnection(session, options.distributor, values);
  const endsWithRun = !options.keep;
  const board: Board = await openBoard({ ...connection, operators, endsWithRun }, port, terminal);
  await session.noteBoard(board.address);
  terminal.note(boardLine(board));
  return {
    async close() {
      await board.close();
      operators.close();
    },
  };
}
