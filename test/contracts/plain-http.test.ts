// A deployment never calls a partner in the clear unless that host is named.
import { expect, it } from "vitest";
import { DeploymentSettingsSchema } from "../../contracts/deployment-settings.ts";

const isTaken = (settings: object): boolean => DeploymentSettingsSchema.safeParse(settings).success;

it.each([
  [{ orderingUrl: "https://partner.example/api/v1" }, true],
  [{ orderingUrl: "http://partner.example/api/v1" }, false],
  [{ orderingUrl: "http://partner.example/api/v1", plainHttpHost: "partner.example" }, true],
  [{ orderingUrl: "http://Partner.example/api/v1", plainHttpHost: "Partner.Example" }, true],
  [{ orderingUrl: "http://partner.example/api/v1", plainHttpHost: "other.example" }, false],
  [{ orderingUrl: "http://127.0.0.1:8080/api/v1" }, true],
  [{ orderingUrl: "http://localhost.example/api/v1" }, false],
  [{}, true],
])("%o: %s", (settings, taken) => {
  expect(isTaken(settings)).toBe(taken);
});

it("the demo distributor is off unless it is asked for", () => {
  expect(DeploymentSettingsSchema.parse({}).demoDistributor).toBe("off");
});
