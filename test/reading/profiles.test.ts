// `demo` may order for every sp_id, so a deployment knows it only where that is asked for.
import { expect, it } from "vitest";
import { deployedProfiles, profileOf } from "../../reading/profiles.ts";

it("demo is known on one machine, and in a deployment that asks for it", () => {
  expect(profileOf("demo")?.spIds).toBe("*");
  expect(deployedProfiles("on")("demo")?.spIds).toBe("*");
  expect(deployedProfiles("off")("demo")).toBeUndefined();
});

it("other distributors are known everywhere", () => {
  expect(deployedProfiles("off")("northwind-telecom")).toEqual(profileOf("northwind-telecom"));
  expect(deployedProfiles("off")("nobody")).toBeUndefined();
});
