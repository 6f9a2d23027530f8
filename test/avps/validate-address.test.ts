// Address validation: what passes, what is put in standard form, and which field a contradiction is blamed on.
import { describe, expect, it } from "vitest";
import { ownAddressValidator, validateAddress } from "../../avps/validate-address.ts";
import { statesOfZip } from "../../avps/zip-table.ts";
import { STATE_NAMES, stateCodeOf } from "../../avps/states.ts";

const base = { street: "211 S Akard St", city: "Dallas", state: "TX", zip: "75202" };
const street = (text: string, unit?: string): unknown => {
  const verdict = validateAddress({ ...base, street: text, unit });
  return verdict.kind === "fail" ? verdict.code : [verdict.standardised.street, verdict.standardised.unit];
};

describe("validateAddress", () => {
  it.each([
    ["100 North Main Street West", undefined, ["100 N MAIN ST W", undefined]],
    ["350 Fifth Avenue, Floor 21", undefined, ["350 FIFTH AVE", "FL 21"]],
    ["211 S. Akard St.", "suite #200", ["211 S AKARD ST", "STE 200"]],
    ["77 Park Avenue #12B", undefined, ["77 PARK AVE", "# 12B"]],
    ["123 Avenue B", undefined, ["123 AVENUE B", undefined]],
    ["10 E Street SE", undefined, ["10 E ST SE", undefined]],
    ["12 Lower Terrace Road", undefined, ["12 LOWER TERRACE RD", undefined]],
    ["One Liberty Plaza", undefined, ["ONE LIBERTY PLZ", undefined]],
    ["Carr. 2 Km. 14.5", undefined, ["CARR 2 KM 14.5", undefined]],
    ["1 Calle Peñuelas", undefined, ["1 CALLE PENUELAS", undefined]],
  ])("standardises %s (%s) after Publication 28", (text, unit, expected) => {
    expect(street(text, unit)).toEqual(expected);
  });

  it("succeeds for an address whose fields agree", () => {
    expect(validateAddress({ ...base, state: "texas", zip: "752028004" })).toEqual({
      kind: "success",
      standardised: { street: "211 S AKARD ST", city: "DALLAS", state: "TX", zip: "75202-8004" },
    });
  });

  it("answers partial for a unit without its number", () => {
    expect(validateAddress({ ...base, street: "211 S Akard St, Suite" })).toMatchObject({
      kind: "partial",
      findings: [{ code: "unitIncomplete", field: "unit" }],
    });
  });

  it("answers partial for a known building of many tenants without a suite, and succeeds with it", () => {
    const tower = { street: "350 Fifth Avenue", city: "New York", state: "NY", zip: "10118" };
    expect(validateAddress(tower)).toMatchObject({
      kind: "partial",
      standardised: { street: "350 FIFTH AVE" },
      findings: [{ code: "unitMissing", field: "unit" }],
    });
    expect(validateAddress({ ...tower, unit: "Ste 3301" }).kind).toBe("success");
    expect(validateAddress({ ...tower, zip: "10001" }).kind).toBe("success");
  });

  it("answers partial with alternates for a ZIP of a neighboring city", () => {
    expect(validateAddress({ ...base, city: "Houston" })).toMatchObject({
      kind: "partial",
      findings: [{ code: "cityNotOfZip", field: "zip" }],
      alternates: [{ city: "DALLAS", zip: "75202" }],
    });
  });

  it.each([
    ["Alexandra", "VA", "22301", ["ALEXANDRIA"]],
    ["Henrico", "VA", "20170", ["HERNDON", "RESTON", "MANASSAS"]],
  ])("ranks the alternates of %s, %s %s, the most alike first", (city, state, zip, cities) => {
    const verdict = validateAddress({ ...base, city, state, zip });
    expect(verdict.kind === "partial" ? verdict.alternates.map((one) => one.city) : undefined).toEqual(cities);
  });

  it.each([
    ["Dalas", "DALLAS"],
    ["Dlalas", "DALLAS"],
    ["Dallass", "DALLAS"],
  ])("takes %s for a slip of %s, and lets it pass", (city, meant) => {
    expect(validateAddress({ ...base, city })).toMatchObject({
      kind: "partial",
      findings: [{ code: "citySpelling", field: "city" }],
      alternates: [{ city: meant }],
    });
  });

  it("answers partial for a street without a house number", () => {
    expect(validateAddress({ ...base, street: "Main Street" })).toMatchObject({ kind: "partial" });
  });

  it.each([
    ["a wrong ZIP on the ZIP", { ...base, zip: "10007" }, "zipNotInState", "zip"],
    ["a wrong ZIP of an unknown city on the ZIP", { ...base, city: "Tiny", zip: "02139" }, "zipNotInState", "zip"],
    ["a wrong state on the state where city and ZIP agree", { ...base, state: "LA" }, "zipNotInState", "state"],
    ["an unassigned ZIP on the ZIP", { ...base, zip: "00012" }, "zipUnassigned", "zip"],
    ["a short ZIP on the ZIP", { ...base, zip: "7520" }, "zipMalformed", "zip"],
    ["no state on the state", { ...base, state: "Ontario" }, "stateUnknown", "state"],
    ["an empty city on the city", { ...base, city: " " }, "cityEmpty", "city"],
    ["an empty street on the street", { ...base, street: "" }, "streetEmpty", "street"],
    ["a number alone on the street", { ...base, street: "12345" }, "streetNotAStreet", "street"],
    ["a placeholder on the street", { ...base, street: "T.B.D." }, "streetNotAStreet", "street"],
    ["a PO box on the street", { ...base, street: "P.O. Box 12" }, "poBox", "street"],
    ["a ZIP of two digits too many on the ZIP", { ...base, zip: "7520212" }, "zipMalformed", "zip"],
    ["letters for digits on the ZIP", { ...base, zip: "752O2" }, "zipMalformed", "zip"],
  ])("blames %s", (_name, address, code, field) => {
    expect(validateAddress(address)).toMatchObject({ kind: "fail", code, field });
  });

  it("answers the same through the interface that a real provider would implement", async () => {
    expect(await ownAddressValidator.validate(base)).toEqual(validateAddress(base));
  });
});

describe("statesOfZip", () => {
  it.each([
    ["07030", ["NJ"]],
    ["00501", ["NY"]],
    ["06390", ["NY"]],
    ["05501", ["MA"]],
    ["88510", ["TX"]],
    ["96799", ["AS"]],
    ["09012", ["AE"]],
    ["34002", ["AA"]],
    ["96201", ["AP"]],
    ["00901", ["PR"]],
    ["00802", ["VI"]],
    ["42223", ["KY", "TN"]],
    ["97635", ["OR", "CA"]],
    ["00000", []],
  ])("places %s", (zip, states) => {
    expect(statesOfZip(zip)).toEqual(states);
  });

  it("knows a ZIP prefix for every state", () => {
    const placed = new Set(
      Array.from({ length: 1000 }, (_, prefix) => statesOfZip(String(prefix).padStart(3, "0"))).flat(),
    );
    expect(Object.keys(STATE_NAMES).filter((state) => !placed.has(state))).toEqual([]);
  });
});

describe("stateCodeOf", () => {
  it.each([
    ["tx", "TX"],
    ["Tex.", "TX"],
    ["New  York", "NY"],
    ["D.C.", "DC"],
    ["N. Mex.", "NM"],
    ["Wash. D.C.", "DC"],
    ["Quebec", undefined],
  ])("reads %s", (text, code) => {
    expect(stateCodeOf(text)).toBe(code);
  });
});
