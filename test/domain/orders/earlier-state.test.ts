// Fixes promise only what the intake then does: which rows it sends again as they are, and which no file changes any more.
import { describe, expect, it } from "vitest";
import { REASONS, type ReasonCode } from "../../../contracts/reasons.ts";
import type { SiteRecord } from "../../../contracts/records.ts";
import { earlierState } from "../../../domain/orders/earlier-state.ts";
import { newSites } from "../../../domain/orders/new-order.ts";
import { reasonOf } from "../../../domain/orders/stage-result.ts";
import { orderDocument } from "../../fakes/pipeline-world.ts";

function stateAfter(code: ReasonCode, changes: Partial<SiteRecord> = {}) {
  const [site] = newSites(orderDocument(1));
  if (site === undefined) throw new Error("no site");
  return earlierState({ ...site, status: "failed", reason: reasonOf(code), ...changes });
}

describe("the fix of a reason", () => {
  it.each(["contractDeclined", "contractExpired", "quoteExpired", "priceExpired"] as const)(
    "%s: the same rows again are sent",
    (code) => {
      expect(REASONS[code].fix).toMatch(/pload the (same )?rows again/);
      expect(stateAfter(code)).toStrictEqual({ state: "ended", repeatable: true });
    },
  );

  it.each(["creditDeclined", "addressNotValid"] as const)("%s: the same row again is not sent", (code) => {
    expect(REASONS[code].fix).toMatch(/new order_ref|corrected row/);
    expect(stateAfter(code)).toStrictEqual({ state: "ended", repeatable: false });
  });

  // These come after the parent order was made: every site has its sub-order then.
  it.each(["customerAmbiguous", "saleForbidden", "siblingFailed"] as const)("%s: sends nobody to a file", (code) => {
    expect(REASONS[code].fix).toMatch(/[Nn]o file changes it|is not sent again/);
    const after = stateAfter(code, { subOrderId: "801" });
    expect(after).toStrictEqual({ state: "ordered", repeatable: false, subOrderId: "801" });
  });
});
