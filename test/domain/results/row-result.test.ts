// Where a row is, as results.csv tells it: a site that was decided by itself stays where that was, the others go with their
// order.
import { describe, expect, it } from "vitest";
import type { OrderRecord, SiteRecord } from "../../../contracts/records.ts";
import { sentResult } from "../../../domain/results/row-result.ts";
import { newOrder, newSites } from "../../../domain/orders/new-order.ts";
import { orderDocument, orderMessage } from "../../fakes/pipeline-world.ts";

const document = orderDocument(1);
const stageOf = (order: Partial<OrderRecord>, site: Partial<SiteRecord>): string => {
  const [first] = newSites(document);
  if (first === undefined) throw new Error("no site");
  const record = { ...newOrder(orderMessage(document), document, "2027-01-01T00:00:00.000Z"), ...order };
  return sentResult(record, { ...first, ...site }).cells._stage;
};

describe("the stage of a row", () => {
  it("is its order's while the site goes with the order", () => {
    expect(stageOf({ status: "held", stage: "credit" }, { status: "inProgress", stage: "quote" })).toBe("credit");
    expect(stageOf({ status: "pending", stage: "contract" }, { status: "inProgress", stage: "quote" })).toBe(
      "contract",
    );
  });

  it("is where the site failed, was held or was handed off, wherever its order is", () => {
    expect(stageOf({ status: "inProgress", stage: "handoff" }, { status: "failed", stage: "enrich" })).toBe("enrich");
    expect(stageOf({ status: "held", stage: "handoff" }, { status: "held", stage: "enrich" })).toBe("enrich");
    expect(stageOf({ status: "completed", stage: "settle" }, { status: "completed", stage: "handoff" })).toBe(
      "handoff",
    );
  });
});
