// Pause and resume for the board: what the commands do, in the words of the commands.
import type { PauseActions } from "../board/board-world.ts";
import { pauseWords } from "../domain/orders/pause.ts";
import { doPause, doResume, type PauseSession, planPause, planResume } from "./pause-actions.ts";

export const boardPauses = (session: PauseSession): PauseActions => ({
  async plan(action, scope) {
    if (action === "pause") return (await planPause(session, scope)).lines;
    return (await planResume(session, scope))?.lines ?? [notPaused(pauseWords(scope))];
  },
  async pause(scope, reason) {
    const { orders } = await planPause(session, scope, reason);
    return (await doPause(session, scope, { reason, orders })).said;
  },
  async resume(scope) {
    const plan = await planResume(session, scope);
    return plan === undefined ? notPaused(pauseWords(scope)) : (await doResume(session, plan)).said;
  },
});

const notPaused = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)} is not paused.`;
