// The part of a nightly run that lets personal data in the table expire, file by file (docs/adr/0030).
import { errorFields } from "../../adapters/runtime/logger.ts";
import { expireFile } from "../orders/expire-details.ts";
import type { Phase } from "./night-phases.ts";
import { dueNow } from "./reconcile-deps.ts";

export const expiryPhase: Phase = async (turn, night, onPage) => {
  const { deps, log, timeIsShort } = turn;
  const { state } = night;
  while (state.nextExpiring < state.expiring.length) {
    if (timeIsShort()) return false;
    const fileId = state.expiring[state.nextExpiring] ?? "";
    try {
      const counts = await expireFile({ table: deps.table, due: dueNow(turn), timeIsShort }, fileId);
      if (counts === undefined) return false;
      if (counts.expired > 0) log.info("personalDataExpired", { fileId, orders: counts.expired, left: counts.left });
    } catch (error) {
      log.error("personalDataKept", { fileId, ...errorFields(error) });
      night.miss(`Personal data of file ${fileId} was due to expire and is still there; the log says why.`);
    }
    state.nextExpiring += 1;
    await onPage();
  }
  return true;
};
