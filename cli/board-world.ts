// What the board is given of a stack: the same stores, the same answers and the same actions as the commands of the terminal, so that
// neither ever says anything else than the other.
import { REASONS } from "../contracts/reasons.ts";
import { systemClock } from "../adapters/runtime/clock.ts";
import type { BoardWorld, OrderActions } from "../board/board-world.ts";
import { BoardRefusal } from "../board/board-world.ts";
import type { ShownOnBoard } from "../board/wire.ts";
import { LEASE_DAYS } from "../domain/orders/leases.ts";
import { redrive } from "../pipeline/operators/operator-actions.ts";
import { profileNames } from "../reading/profiles.ts";
import { boardPauses } from "./board-pauses.ts";
import { cancelOrder } from "./cancel.ts";
import type { OptionValues } from "./command-call.ts";
import { dropFile, fileToDrop } from "./drop-file.ts";
import type { OperatorSession } from "./operator-session.ts";
import { readSession } from "./read-session.ts";
import { commandTo } from "./run-options.ts";
import { leaseDaysFromEnvironment } from "./settings-from-environment.ts";
import { lookedUp } from "./show.ts";
import type { ReadConnection } from "./stack-connection.ts";
import { UsageError } from "./usage-error.ts";

export interface BoardConnection extends Pick<ReadConnection, "store" | "where"> {
  /** Whose file a dropped one is at first. */
  readonly distributor: string;
  /** The board is gone when its run is over. */
  readonly endsWithRun: boolean;
  /** Absent: nothing can be changed there. */
  readonly operators?: OperatorSession;
  readonly partner?: BoardWorld["partner"];
  readonly measured?: BoardWorld["measured"];
  /** What leads a command to the same stack. */
  readonly values: OptionValues;
}

export function boardWorld(connection: BoardConnection): BoardWorld {
  const { store, where, distributor, endsWithRun, operators, partner, measured } = connection;
  const cannotSend = whyNoSending(connection);
  return {
    source: {
      ...{ kind: where, endsWithRun, distributor },
      distributors: [...new Set([distributor, ...profileNames()])],
      ...(cannotSend !== undefined && { cannotSend }),
    },
    bulk: { ...store, clock: systemClock },
    leaseDays: { ...LEASE_DAYS, ...leaseDaysFromEnvironment() },
    show: (ref) => shown(connection, ref),
    ...(cannotSend === undefined && {
      drop: async ({ path }, options) => {
        const file = await fileToDrop(path, options.distributor, options.sheet);
        await dropFile(store, file, options);
        return file.fileId;
      },
    }),
    ...(operators !== undefined && {
      act: actions(operators, connection.values),
      pauses: boardPauses(operators),
    }),
    ...(partner !== undefined && { partner }),
    ...(measured !== undefined && { measured }),
  };
}

function whyNoSending({ where, endsWithRun }: BoardConnection): string | undefined {
  if (where === "finished") return "This is the state that the last run left: nothing moves. Start it with: board";
  if (endsWithRun) return "This board closes when its run ends. To send files from here, start: board, or run … --keep";
  return undefined;
}

/** Who asks for nothing that there is hears so on the page. */
async function shown({ store, where, values }: BoardConnection, ref: string): Promise<ShownOnBoard> {
  const session = readSession({ store, where, close: () => Promise.resolve() }, undefined);
  try {
    const { title, notes, shown: found } = await lookedUp(session, ref);
    const next = found.next.map(({ words, why }) => ({ command: commandTo(words, values), why }));
    return { ref, title, notes, ...found, next };
  } catch (error) {
    if (error instanceof UsageError) throw new BoardRefusal(error.message, 404);
    throw error;
  }
}

const actions = ({ deps }: OperatorSession, values: OptionValues): OrderActions => ({
  async redrive(orderId) {
    const outcome = await redrive(deps, orderId, { anew: false });
    const isBack = outcome === "redriven" || outcome === "restarted";
    if (outcome === "dataExpired") return `${REASONS.dataExpired.message} ${REASONS.dataExpired.fix}`;
    return isBack ? "The order is back at work." : `The order was not put back to work: ${outcome}.`;
  },
  async cancel(orderId) {
    const order = await deps.orders.order(orderId);
    return order === undefined ? "There is no such order." : (await cancelOrder(deps, order, values)).message;
  },
});
