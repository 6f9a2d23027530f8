// Requests that contradict themselves, or name what does not exist: refused with the place, never read one way or the other.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scanJson } from "../../ordering-api/http/scan-json.ts";
import { Sandbox, samples, walk } from "./sandbox.ts";

const errorsOf = (body: any): unknown => body.errors.map(({ code, propertyPath }: any) => [code, propertyPath]);

/** As JSON.stringify, every property of every object once more, right before itself. */
function withDoubles(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(withDoubles).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => {
    const key = JSON.stringify(name);
    return `${key}:0,${key}:${withDoubles(member)}`;
  });
  return `{${members.join(",")}}`;
}

describe("a body with a property twice", () => {
  it.each([
    ['{"quoteId":"a","spId":"b","quoteId":"c"}', "quoteId"],
    ['{"quoteId":"a","spId":{"x":1,"x" : 2}}', "x"],
    ['{"quoteId":"a","\\u0071uoteId":"b"}', "quoteId"],
    ['{"__proto__":1,"__proto__":2}', "__proto__"],
  ])("is refused: %s", async (body, property) => {
    const { status, body: answer } = await new Sandbox().raw("POST", "/creditCheck-apex", body);
    expect([status, errorsOf(answer)]).toEqual([400, [["invalidFormat", property]]]);
  });

  it("is told from one with the same text as a value, in another object or in a list", () => {
    for (const text of [
      '{"a":"a"}',
      '[{"a":1},{"a":2}]',
      '{"a":{"a":["a","a"]},"b":"a\\":"}',
      '"a"',
      "",
      '{"a',
      '{"a\\',
    ]) {
      expect(scanJson(text, 32)).toBeUndefined();
    }
  });

  it("is found in any JSON, and only there", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 0, 2), (value, spaces) => {
        const text = JSON.stringify(value, null, spaces);
        expect(scanJson(text, 32)).toBeUndefined();
        const doubled = withDoubles(value);
        const keys = doubled !== JSON.stringify(value);
        expect(scanJson(doubled, 32)?.kind).toBe(keys ? "repeated" : undefined);
      }),
    );
  });
});

describe("a configuration", () => {
  const configured = async (change: (request: ReturnType<typeof samples.configuration>) => void) => {
    const sandbox = new Sandbox();
    const { quoteId, opportunityId, siteIds } = await walk(sandbox, "sites");
    const request = samples.configuration({ quoteId, opportunityId }, siteIds);
    change(request);
    const { status, body } = await sandbox.send("configureQuote", request);
    return [status, errorsOf(body)];
  };
  const at = "configDiscountPromoRequest.pricingInputs";

  it("of one site twice in a call is refused", async () => {
    expect(
      await configured(({ configDiscountPromoRequest: { pricingInputs } }) => {
        const [first] = pricingInputs;
        if (first !== undefined) pricingInputs.push(first);
      }),
    ).toEqual([422, [["invalidValue", `${at}[3].siteId`]]]);
  });

  it("with a feature twice is refused", async () => {
    expect(
      await configured(({ configDiscountPromoRequest: { pricingInputs } }) => {
        pricingInputs[1]?.configuration.features.push({ name: "Port Speed", value: "50M" });
      }),
    ).toEqual([422, [["invalidValue", `${at}[1].configuration.features[4].name`]]]);
  });

  it.each(["constructor", "toString", "__proto__", "Mesh"])("with the architecture %s is refused", async (name) => {
    expect(
      await configured(({ configDiscountPromoRequest: { pricingInputs } }) => {
        const [architecture] = pricingInputs[0]?.configuration.features ?? [];
        if (architecture !== undefined) architecture.value = name;
      }),
    ).toEqual([422, [["invalidValue", `${at}[0].configuration.features`]]]);
  });
});

describe("a date that the calendar has not", () => {
  it.each(["2026-02-31", "2026-13-01", "31.12.2026", "tomorrow", "2026-02-29"])(
    "is no effective date: %s",
    async (day) => {
      const sandbox = new Sandbox();
      const { quoteId } = await walk(sandbox, "credit");
      const request = samples.contract(quoteId);
      request.contractInput.effectiveDate = day;
      const { status, body } = await sandbox.send("createContract", request);
      expect([status, errorsOf(body)]).toEqual([422, [["invalidFormat", "contractInput.effectiveDate"]]]);
      request.contractInput.effectiveDate = "2028-02-29";
      await sandbox.ok("createContract", request);
    },
  );

  it("is no start or due date of an installation", async () => {
    const sandbox = new Sandbox();
    const { orderId, subOrderIds } = await walk(sandbox, "order");
    const request = samples.installation(orderId, subOrderIds[0] ?? "");
    request.customerRequestedStartDate = "2026-02-31T20:00:00.000+0000";
    const { status, body } = await sandbox.send("saveInstallationShipping", request);
    expect([status, errorsOf(body)]).toEqual([422, [["invalidFormat", "customerRequestedStartDate"]]]);
  });
});

it("the contract's term is read as the quote's is: 36, text or number", async () => {
  for (const [term, status] of [
    [36, 200],
    ["36", 200],
    ["36 months", 200],
    [24, 422],
  ] as const) {
    const sandbox = new Sandbox();
    const { quoteId } = await walk(sandbox, "credit");
    const request = samples.contract(quoteId);
    request.contractInput.term = term;
    expect([term, (await sandbox.send("createContract", request)).status]).toEqual([term, status]);
  }
});

describe("a site that did not simply pass AVPS", () => {
  it("is told so at once, with the field to blame, the standard form and what may be meant", async () => {
    const sandbox = new Sandbox();
    const { quoteId } = await walk(sandbox, "quote");
    const place = (street: string, city: string, state: string, zipCode: string) => ({ street, city, state, zipCode });
    const addresses = [
      place("211 s akard street", "Dallas", "TX", "75202"),
      place("233 S Wacker Dr", "Chicago", "IL", "75202"),
      place("350 Fifth Avenue", "New York", "NY", "10118"),
      place("100 Main St", "Dalas", "TX", "75202"),
    ];
    const { sites } = await sandbox.ok("addSites", {
      quoteId,
      sites: addresses.map((address, n) => ({ externalId: String(n), address })),
    });
    expect(sites.map((site) => site.addressValidation)).toMatchObject([
      undefined,
      { status: "fail", findings: [{ code: "zipNotInState", field: "zipCode" }] },
      {
        status: "partial",
        findings: [{ code: "unitMissing", field: "unit" }],
        standardised: { street: "350 FIFTH AVE", city: "NEW YORK", state: "NY", zipCode: "10118" },
      },
      {
        status: "partial",
        findings: [{ field: "city" }],
        alternates: [{ city: "DALLAS", state: "TX", zipCode: "75202" }],
      },
    ]);
  });
});
