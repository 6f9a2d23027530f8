// Follows orders until each is over or needs a person, and shows meanwhile where they are.
import { setTimeout as sleep } from "node:timers/promises";
import type { OrderRecord } from "../contracts/records.ts";
import { isTerminal } from "../domain/orders/settlement.ts";
import type { OperatorDeps } from "../pipeline/operators/operator-actions.ts";
import { type CommandCall, type OptionValues } from "./command-call.ts";
import { orderName, sitesText, stateText } from "./order-state.ts";
import { commandTo, numberOption } from "./run-options.ts";
import { durationText } from "./shown-values.ts";
import { clipped } from "./table.ts";
import type { Terminal } from "./terminal.ts";

export interface OrderEnd {
  readonly status: string;
  readonly stage: string;
  /** Sites by status. */
  readonly sites: Readonly<Record<string, number>>;
  readonly reason: { readonly code: string; readonly message: string } | null;
  /** False: the time was over, or somebody interrupted, before it was over. */
  readonly isEnd: boolean;
}

export interface FollowedOrder {
  readonly order: OrderRecord;
  readonly end: OrderEnd;
  /** For people. */
  readonly text: string;
}

/** As `run` waits. */
export const WAIT_SECONDS_DEFAULT = 1800;
const LOOK_EVERY_MILLIS = 500;
const DRAWN_MAX = 8;

export async function followOrders(
  { values, terminal, interrupted }: CommandCall,
  deps: Pick<OperatorDeps, "orders" | "sites" | "pauses">,
  orderIds: readonly string[],
): Promise<FollowedOrder[]> {
  const beganAt = performance.now();
  const seconds = (): number => (performance.now() - beganAt) / 1000;
  const timeoutSeconds = numberOption(values, "timeout") ?? WAIT_SECONDS_DEFAULT;
  const display = followDisplay(terminal);
  let orders: OrderRecord[];
  for (;;) {
    const lookedAt = performance.now();
    const found = await Promise.all(orderIds.map((orderId) => deps.orders.order(orderId)));
    orders = found.filter((order) => order !== undefined);
    const pauses = await deps.pauses.all();
    display.show(
      orders.map((order) => `${orderName(order)} ${stateText(order, pauses)}`),
      seconds(),
    );
    if (orders.every(isOver) || interrupted.aborted || seconds() >= timeoutSeconds) break;
    const rest = Math.max(LOOK_EVERY_MILLIS, 4 * (performance.now() - lookedAt));
    await sleep(rest, undefined, { signal: interrupted }).catch(() => undefined);
  }
  display.end();
  if (interrupted.aborted) terminal.note("Interrupted: the orders go on without you.");
  else if (!orders.every(isOver)) terminal.note(`Stopped waiting after ${durationText(seconds())} (--timeout).`);
  const followed: FollowedOrder[] = [];
  for (const order of orders) followed.push(await ended(deps, order, values));
  return followed;
}

const isOver = ({ status }: OrderRecord): boolean => isTerminal(status) || status === "held";

async function ended(
  deps: Pick<OperatorDeps, "sites" | "pauses">,
  order: OrderRecord,
  values: OptionValues,
): Promise<FollowedOrder> {
  const sites = await deps.sites.sites(order.orderId);
  const counts: Record<string, number> = {};
  for (const { status } of sites) counts[status] = (counts[status] ?? 0) + 1;
  const { status, stage, reason } = order;
  const known = reason === undefined ? null : { code: reason.code, message: reason.message };
  const state = `${orderName(order)} ${stateText(order, await deps.pauses.all())}; ${sitesText(sites)}.`;
  const next = status === "held" ? ` See: ${commandTo(["show", order.orderId], values)}` : "";
  return { order, end: { status, stage, sites: counts, reason: known, isEnd: isOver(order) }, text: state + next };
}

/** In place on a terminal; a line for what has changed elsewhere. */
function followDisplay(terminal: Terminal): { show(lines: readonly string[], seconds: number): void; end(): void } {
  let told: readonly string[] = [];
  return {
    show(lines, seconds) {
      const { columns } = terminal;
      if (columns === undefined) {
        terminal.note(...lines.filter((line) => !told.includes(line)));
        told = lines;
        return;
      }
      const shown = lines.slice(0, DRAWN_MAX);
      const rest = lines.length - shown.length;
      terminal.draw(
        [
          `Waiting for ${durationText(seconds)} (Ctrl-C stops waiting, not the work)`,
          ...shown.map((line) => `  ${line}`),
          ...(rest > 0 ? [`  … and ${String(rest)} more`] : []),
        ].map((line) => clipped(line, columns - 1)),
      );
    },
    end() {
      terminal.draw([]);
      terminal.leave();
    },
  };
}
