// The order of the stages and the rules of each (docs/apex-api.md §3): what is refused, with which status, code and path.
import { describe, expect, it } from "vitest";
import { OTHER_CLIENT, Sandbox, samples, walk } from "./sandbox.ts";

const DAY_MILLIS = 86_400_000;
const error = (status: number, code: string, propertyPath?: unknown) => ({
  status,
  body: { errors: [{ code, ...(propertyPath !== undefined && { propertyPath }) }] },
});

describe("the quote", () => {
  it.each([
    ["another product", {}, "Port Speed is 100M", { productId: "OFF_SDWAN" }, "invalidValue"],
    ["a port above its access", { "Port Speed": "10 Gbps" }, "", {}, "invalidValue"],
    ["an unknown speed", { "Access Speed": "123M" }, "", {}, "invalidValue"],
    ["an unknown architecture", { Architecture: "Round" }, "", {}, "invalidValue"],
    ["a discount outside its range", { "Discount Percent": "21" }, "", {}, "invalidValue"],
    ["a discount that is no number", { "Discount Percent": "much" }, "", {}, "invalidValue"],
    ["another term than the quote's", { Term: "12" }, "", {}, "invalidValue"],
    ["no port speed", { "Port Speed": "" }, "", {}, "missingProperty"],
  ])("refuses %s", async (_name, features, _note, change, code) => {
    const sandbox = new Sandbox();
    const ids = await walk(sandbox, "sites");
    const request = samples.configuration(ids, ids.siteIds.slice(0, 1), features);
    Object.assign(request.configDiscountPromoRequest.pricingInputs[0] ?? {}, change);
    const answer = await sandbox.send("configureQuote", request);
    expect(answer).toMatchObject(error(422, code));
    expect(answer.body.errors[0].propertyPath).toMatch(/^configDiscountPromoRequest\.pricingInputs\[0\]\./);
  });

  it("prices access, port and installation in integer cents, the same for the same site", async () => {
    const sandbox = new Sandbox();
    const ids = await walk(sandbox, "sites");
    const request = samples.configuration(ids, ids.siteIds);
    const first = await sandbox.ok("configureQuote", request);
    const again = await sandbox.ok("configureQuote", request);
    expect(again).toEqual(first);
    expect(first.pricing?.[0]).toEqual({
      siteId: ids.siteIds[0],
      configId: "ADI-1",
      access: { recurring: 61_500, oneTime: 0 },
      port: { recurring: 22_500, oneTime: 0 },
      installation: { recurring: 0, oneTime: 100_000 },
      discountRange: { min: 0, max: 20 },
      promotions: [],
    });
    expect(first.pricing?.[1]?.access?.recurring).toBe(67_650);
  });

  it("takes discount and promotion off, and replaces an earlier configuration", async () => {
    const sandbox = new Sandbox();
    const ids = await walk(sandbox, "configured");
    const request = samples.configuration(ids, ids.siteIds.slice(0, 1), {
      "Discount Percent": "10",
      "Promo Code": "adi10",
    });
    const { pricing } = await sandbox.ok("configureQuote", request);
    expect(pricing?.[0]).toMatchObject({ access: { recurring: 55_350 }, port: { recurring: 18_225 } });
    expect(pricing?.[0]?.promotions).toEqual([{ code: "ADI10", portPercent: 10 }]);
  });

  it("refuses a term that is none, a site and an opportunity of another quote", async () => {
    const sandbox = new Sandbox();
    const [one, two] = [await walk(sandbox, "sites"), await walk(sandbox, "sites")];
    expect(await sandbox.send("createQuote", { ...samples.quote(), contractTerm: 13 })).toMatchObject(
      error(422, "invalidValue", "contractTerm"),
    );
    expect(await sandbox.send("configureQuote", samples.configuration(one, two.siteIds))).toMatchObject(
      error(404, "referenceNotFound", "configDiscountPromoRequest.pricingInputs[0].siteId"),
    );
    const mixed = samples.configuration({ ...one, opportunityId: two.opportunityId }, one.siteIds);
    expect((await sandbox.send("configureQuote", mixed)).status).toBe(404);
  });

  it("expires", async () => {
    const sandbox = new Sandbox({ behavior: { quoteValidDays: 10 } });
    const ids = await walk(sandbox, "configured");
    sandbox.nowMillis += 10 * DAY_MILLIS;
    expect(await sandbox.send("requestCreditCheck", samples.credit(ids.quoteId))).toMatchObject(
      error(409, "otherIssue"),
    );
  });

  it("is locked by the signature", async () => {
    const sandbox = new Sandbox();
    const ids = await walk(sandbox, "contract");
    expect((await sandbox.send("addSites", samples.sites(ids.quoteId))).status).toBe(409);
    expect((await sandbox.send("configureQuote", samples.configuration(ids, ids.siteIds))).status).toBe(409);
    expect((await sandbox.send("requestCreditCheck", samples.credit(ids.quoteId))).status).toBe(409);
  });

  it("of another Solution Provider is not there", async () => {
    const sandbox = new Sandbox();
    const walked = await walk(sandbox, "order");
    const as = { headers: OTHER_CLIENT };
    const [subOrderId = ""] = walked.subOrderIds;
    const answers = [
      await sandbox.send("addSites", samples.sites(walked.quoteId), as),
      await sandbox.send("getContract", { quoteId: walked.quoteId }, as),
      await sandbox.send("getCreditCheck", { creditCheckId: walked.creditCheckId }, as),
      await sandbox.send("createOrder", samples.order(walked.quoteId), as),
      await sandbox.send("reservePort", samples.port(subOrderId), as),
      await sandbox.send("handOff", { orderId: walked.orderId, subOrderId }, as),
      await sandbox.send("requestCreditCheck", { quoteId: walked.quoteId, spId: "A-other" }),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
  });
});

describe("the credit check", () => {
  it("needs sites, and a configuration of each", async () => {
    const sandbox = new Sandbox();
    const bare = await walk(sandbox, "quote");
    expect(await sandbox.send("requestCreditCheck", samples.credit(bare.quoteId))).toMatchObject(
      error(422, "otherIssue"),
    );
    const ids = await walk(sandbox, "sites");
    const answer = await sandbox.send("requestCreditCheck", samples.credit(ids.quoteId));
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toHaveLength(3);
  });

  it.each(["exclude", "refuse"] as const)("needs addresses that passed AVPS (%s)", async (failedAddress) => {
    const sandbox = new Sandbox({ behavior: { failedAddress } });
    const ids = await walk(sandbox, "quote");
    const request = samples.sites(ids.quoteId, 2);
    Object.assign(request.sites[1]?.address ?? {}, { zipCode: "75202" });
    const { sites } = await sandbox.ok("addSites", request);
    await sandbox.ok(
      "configureQuote",
      samples.configuration(
        ids,
        sites.map((site) => site.siteId),
      ),
    );
    const answer = await sandbox.send("requestCreditCheck", samples.credit(ids.quoteId));
    if (failedAddress === "refuse") {
      expect(answer).toMatchObject(error(422, "invalidValue", "sites[1].address.zipCode"));
      return;
    }
    expect(answer.status).toBe(200);
    await sandbox.decide();
    await sandbox.ok("createContract", samples.contract(ids.quoteId));
    await sandbox.decide();
    const order = await sandbox.ok("createOrder", samples.order(ids.quoteId));
    expect([order.subOrder].flat().map((subOrder) => subOrder.siteId)).toEqual([sites[0]?.siteId]);
  });

  it("is refused when no address passed AVPS, blaming the ZIP", async () => {
    const sandbox = new Sandbox();
    const ids = await walk(sandbox, "quote");
    const request = samples.sites(ids.quoteId, 1);
    Object.assign(request.sites[0]?.address ?? {}, { zipCode: "10118" });
    await sandbox.ok("addSites", request);
    const answer = await sandbox.send("requestCreditCheck", samples.credit(ids.quoteId));
    expect(answer.body.errors[0]).toMatchObject({ code: "invalidValue", propertyPath: "sites[0].address.zipCode" });
  });

  it.each([
    ["Acme SIM CREDIT DECLINE", ["Declined"]],
    ["Acme sim credit fraud", ["Fraud"]],
    ["Acme SIM CREDIT CONDITIONAL", ["Conditional"]],
    ["Acme SIM CREDIT REVIEW", ["Manual Review", "Approved"]],
    ["Acme SIM CREDIT REVIEW DECLINE", ["Manual Review", "Declined"]],
    ["Acme SIM CREDIT SILENT", []],
    ["Acme", ["Auto-Approved"]],
  ])("of %s is decided %j, and only an approval leads on", async (company, statuses) => {
    const sandbox = new Sandbox();
    const ids = await walk(sandbox, "credit", { company });
    expect(sandbox.callbacks.map(({ body }) => JSON.parse(body).data.approvalStatus)).toEqual(statuses);
    const approved = ["Approved", "Auto-Approved"].includes(statuses.at(-1) ?? "");
    expect((await sandbox.send("createContract", samples.contract(ids.quoteId))).status).toBe(approved ? 200 : 409);
  });
});

describe("the contract", () => {
  it("comes after the credit approval", async () => {
    const sandbox = new Sandbox();
    const ids = await walk(sandbox, "configured");
    expect((await sandbox.send("createContract", samples.contract(ids.quoteId))).status).toBe(409);
  });

  it.each([
    ["Acme SIM SIGN DECLINE", "contract.declined", "Declined"],
    ["Acme SIM SIGN EXPIRE", "contract.expired", "Expired"],
    ["Acme SIM SIGN SILENT", undefined, "Sent"],
  ])("of %s ends with %s, and no order follows", async (company, type, status) => {
    const sandbox = new Sandbox();
    const ids = await walk(sandbox, "contract", { company });
    expect(
      sandbox.callbacks.filter(({ path }) => path === "/callbacks/esign").map(({ body }) => JSON.parse(body).type),
    ).toEqual(type === undefined ? [] : [type]);
    expect(await sandbox.ok("getContract", { quoteId: ids.quoteId })).toMatchObject({ status });
    expect((await sandbox.send("createOrder", samples.order(ids.quoteId))).status).toBe(409);
  });

  it("is refused a second time, or answered with the first, as configured", async () => {
    const strict = new Sandbox();
    const one = await walk(strict, "contract");
    expect((await strict.send("createContract", samples.contract(one.quoteId))).status).toBe(409);
    const lenient = new Sandbox({ behavior: { secondContract: "returnFirst" } });
    const two = await walk(lenient, "contract");
    const again = await lenient.ok("createContract", samples.contract(two.quoteId));
    expect(again.ContractEnvelopeId).toBe(two.contractEnvelopeId);
    expect(lenient.callbacks.filter(({ path }) => path === "/callbacks/esign")).toHaveLength(1);
  });

  it("can be made anew after it was declined", async () => {
    const sandbox = new Sandbox();
    const ids = await walk(sandbox, "contract", { company: "Acme SIM SIGN DECLINE" });
    const second = await sandbox.ok("createContract", samples.contract(ids.quoteId));
    expect(second.ContractEnvelopeId).not.toBe(ids.contractEnvelopeId);
  });
});

describe("the order", () => {
  it("needs the terms accepted", async () => {
    const sandbox = new Sandbox();
    const ids = await walk(sandbox, "contract");
    expect(await sandbox.send("createOrder", { ...samples.order(ids.quoteId), "checkT&C": false })).toMatchObject(
      error(422, "invalidValue", "checkT&C"),
    );
  });

  it("made twice is two orders, as at AT&T, and the ledger shows it", async () => {
    const sandbox = new Sandbox();
    const ids = await walk(sandbox, "order");
    const second = await sandbox.ok("createOrder", samples.order(ids.quoteId));
    expect(second.orderId).not.toBe(ids.orderId);
    const { body } = await sandbox.raw("GET", "/ledger", "");
    expect(body.sites[`${ids.quoteId}/S-1`].createOrder).toBe(2);
  });
});

describe("enrichment", () => {
  it.each([
    [
      "dates with a colon in the offset",
      { customerRequestedStartDate: "2026-03-02T20:00:00.000+00:00" },
      "invalidFormat",
    ],
    ["a due date before the start", { customerRequestedDueDate: "2026-03-01T20:00:00.000+0000" }, "invalidValue"],
  ])("refuses %s", async (_name, change, code) => {
    const sandbox = new Sandbox();
    const { orderId, subOrderIds } = await walk(sandbox, "order");
    const request = { ...samples.installation(orderId, subOrderIds[0] ?? ""), ...change };
    expect(await sandbox.send("saveInstallationShipping", request)).toMatchObject(error(422, code));
  });

  it("reserves a port once: the same again changes nothing, another place is refused", async () => {
    const sandbox = new Sandbox();
    const { subOrderIds } = await walk(sandbox, "order");
    const request = samples.port(subOrderIds[0] ?? "");
    const first = await sandbox.ok("reservePort", request);
    expect(await sandbox.ok("reservePort", request)).toEqual(first);
    expect((await sandbox.send("reservePort", { ...request, Floor: "9" })).status).toBe(409);
    expect(await sandbox.send("reservePort", { ...request, Room: " " })).toMatchObject(
      error(422, "missingProperty", "Room"),
    );
  });

  it("makes a new billing account at every call", async () => {
    const sandbox = new Sandbox();
    const { orderId, subOrderIds } = await walk(sandbox, "order");
    const request = samples.billing(orderId, subOrderIds[0] ?? "");
    const [one, two] = [await sandbox.ok("createBilling", request), await sandbox.ok("createBilling", request)];
    expect(one).toMatchObject({ status: "Billing Account created successfully" });
    expect(two.billingAccountId).not.toBe(one.billingAccountId);
  });

  it.each([
    ["saveInstallationShipping", { premiseNotes: "SIM INSTALL REFUSE" }],
    ["reservePort", { Room: "SIM PORT REFUSE" }],
    ["createBilling", { description: "SIM BILLING REFUSE" }],
  ] as const)("%s is refused for one site by its own text", async (call, change) => {
    const sandbox = new Sandbox();
    const { orderId, subOrderIds } = await walk(sandbox, "order");
    const [one = "", two = ""] = subOrderIds;
    const request = (id: string) =>
      call === "reservePort"
        ? samples.port(id)
        : call === "createBilling"
          ? samples.billing(orderId, id)
          : samples.installation(orderId, id);
    expect((await sandbox.send(call, { ...request(one), ...change })).status).toBe(409);
    expect((await sandbox.send(call, request(two))).status).toBe(200);
  });

  it("refuses an order that the sub-order does not belong to, and a parent in its place", async () => {
    const sandbox = new Sandbox();
    const [one, two] = [await walk(sandbox, "order"), await walk(sandbox, "order")];
    const [subOrderId = ""] = one.subOrderIds;
    expect((await sandbox.send("createBilling", samples.billing(two.orderId, subOrderId))).status).toBe(404);
    expect((await sandbox.send("reservePort", samples.port(one.orderId))).status).toBe(404);
  });
});

describe("the end customer", () => {
  it("is looked up by a part of the name and the exact place, five at most, the likeliest first", async () => {
    const sandbox = new Sandbox();
    const { body } = await sandbox.send("lookupCustomer", samples.lookup("lone star dental gr*"));
    expect(body.accounts).toHaveLength(5);
    expect(body.accounts[0]).toMatchObject({
      accountName: "Lone Star Dental Group",
      accountAddress: { zipCode: "75201" },
    });
  });

  it("that is not known is no error", async () => {
    const sandbox = new Sandbox();
    expect(await sandbox.ok("lookupCustomer", samples.lookup("Lone Star", "75202"))).toEqual({
      accounts: [],
      message: "No customer found.",
    });
  });

  it("needs three characters that are no wildcard", async () => {
    const sandbox = new Sandbox();
    expect((await sandbox.send("lookupCustomer", samples.lookup("lo**"))).status).toBe(422);
    expect((await sandbox.send("lookupCustomer", samples.lookup("lo"))).status).toBe(400);
  });

  it.each([
    ["Acme SIM CUSTOMER MATCH", 1, "Eligible"],
    ["Acme SIM CUSTOMER MANY", 2, "Eligible"],
    ["Acme SIM CUSTOMER FORBIDDEN", 1, "Prohibited"],
  ])("%s has %i accounts, %s", async (name, count, allianceStatus) => {
    const { body } = await new Sandbox().send("lookupCustomer", samples.lookup(name));
    expect(body.accounts).toHaveLength(count);
    expect(body.accounts[0]).toMatchObject({ accountName: name, allianceStatus });
  });

  it("is assigned to sites of this quote only", async () => {
    const sandbox = new Sandbox();
    const [one, two] = [await walk(sandbox, "sites"), await walk(sandbox, "sites")];
    expect(await sandbox.send("assignCustomer", samples.assign(one.quoteId, two.siteIds))).toMatchObject(
      error(404, "referenceNotFound", "sites[0].siteId"),
    );
  });
});

describe("the handoff", () => {
  it("lists everything that is missing", async () => {
    const sandbox = new Sandbox();
    const { orderId, subOrderIds } = await walk(sandbox, "order");
    const answer = await sandbox.send("handOff", { orderId, subOrderId: subOrderIds[0] });
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((one: { propertyPath: string }) => one.propertyPath)).toEqual([
      "installation",
      "portReservation",
      "billing",
      "endCustomer",
    ]);
  });

  it("of the same sub-order a second time is an error, and nothing of it changes any more", async () => {
    const sandbox = new Sandbox();
    const { orderId, subOrderIds } = await walk(sandbox, "assigned");
    const subOrderId = subOrderIds[0] ?? "";
    await sandbox.ok("handOff", { orderId, subOrderId });
    expect((await sandbox.send("handOff", { orderId, subOrderId })).status).toBe(409);
    expect((await sandbox.send("createBilling", samples.billing(orderId, subOrderId))).status).toBe(409);
    expect((await sandbox.raw("GET", "/ledger", "")).body.calls.handOff).toBe(1);
  });

  it("can be refused by the company's name", async () => {
    const sandbox = new Sandbox();
    const { orderId, subOrderIds } = await walk(sandbox, "assigned", { company: "Acme SIM HANDOFF REFUSE" });
    expect((await sandbox.send("handOff", { orderId, subOrderId: subOrderIds[0] })).status).toBe(409);
  });
});
