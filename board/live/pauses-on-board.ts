// What is paused, with the orders that stand still because of it: the newest pause first, as somebody has just made it.
import type { PauseRecord } from "../../contracts/pauses.ts";
import { isPaused, pauseOf } from "../../domain/orders/pause.ts";
import type { PauseOnBoard } from "../wire.ts";
import type { BatchesRead } from "./read-batches.ts";

export function pausesOnBoard(pauses: readonly PauseRecord[], { batches }: BatchesRead): PauseOnBoard[] {
  const orders = batches.flatMap((batch) => batch.orders);
  return pauses
    .filter(isPaused)
    .map((pause) => {
      const { scope, name, since, by = null, reason = null } = pause;
      const kept = orders.filter((order) => pauseOf([pause], order) !== undefined).length;
      return { scope, name, since, by, reason, orders: kept };
    })
    .sort((one, other) => (one.since < other.since ? 1 : -1));
}
