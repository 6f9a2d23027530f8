// The buttons that play the partner on the board: calls of our own Ordering API that make its decisions by hand.
import { BoardRefusal, type SandboxPartner } from "../board/board-world.ts";
import * as z from "zod";
import type { PartnerServer } from "./partner-server.ts";
import { UsageError } from "./usage-error.ts";

const StateSchema = z.object({ decisions: z.enum(["byThemselves", "byHand"]) });
const STATE = "/sandbox";
const DECIDE = "/sandbox/decide";

export function sandboxPartner(server: Pick<PartnerServer, "sandbox">): SandboxPartner {
  const ask = async (path: string, body?: object): Promise<unknown> => {
    try {
      return await server.sandbox(path, body);
    } catch (error) {
      if (error instanceof UsageError) throw new BoardRefusal(`The sandbox refused: ${error.message}`, 409);
      throw error;
    }
  };
  return {
    isSilent: async () => StateSchema.parse(await ask(STATE)).decisions === "byHand",
    async setSilent(silent) {
      await ask(STATE, { decisions: silent ? "byHand" : "byThemselves" });
    },
    async decide(quoteId, decision) {
      await ask(DECIDE, { quoteId, decision });
    },
  };
}
