// What the environment and --ordering-url make of a run; no fault may ever show a secret.
import { describe, expect, it } from "vitest";
import { settingsFromEnvironment } from "../../cli/settings-from-environment.ts";
import { NAMES } from "../../contracts/deployment.ts";

const THEIRS = { APEX_CLIENT_ID: "their-id", APEX_CLIENT_SECRET: "their-secret" };
const WEBHOOK = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

describe("settingsFromEnvironment", () => {
  it("changes nothing for a run on our own Ordering API", () => {
    expect(settingsFromEnvironment(undefined, {})).toEqual({ deployment: {}, secretValues: {}, warnings: [] });
  });

  it("points the deployment at another Ordering API, without its closing slash", () => {
    const settings = settingsFromEnvironment("http://127.0.0.1:8080/api/v1/", {
      ...THEIRS,
      APEX_WEBHOOK_SECRET: WEBHOOK,
      APEX_CREDIT_LOOKUP: "on",
      APEX_CALLS_PER_SECOND: "0",
    });
    expect(settings.orderingUrl).toBe("http://127.0.0.1:8080/api/v1");
    expect(settings.deployment).toEqual({
      orderingUrl: "http://127.0.0.1:8080/api/v1",
      creditLookup: "on",
      callsPerSecond: 0,
    });
    expect(JSON.parse(settings.secretValues[NAMES.credentialsSecret] ?? "")).toEqual({
      default: { clientId: "their-id", clientSecret: "their-secret" },
    });
    expect(settings.secretValues[NAMES.webhookSecret]).toBe(WEBHOOK);
    expect(settings.warnings).toEqual([]);
  });

  it("warns that callbacks cannot be verified without the signing secret", () => {
    expect(settingsFromEnvironment("https://partner.example/api/v1", THEIRS).warnings).toHaveLength(1);
  });

  it("names the credentials that are missing", () => {
    expect(() => settingsFromEnvironment("https://partner.example", { APEX_CLIENT_ID: "x" })).toThrow(
      /not set: APEX_CLIENT_SECRET$/,
    );
    expect(() => settingsFromEnvironment("https://partner.example", {})).toThrow(
      /not set: APEX_CLIENT_ID, APEX_CLIENT_SECRET$/,
    );
  });

  it("refuses a partner without TLS beyond this machine, unless it is named", () => {
    const url = "http://partner.example/api/v1";
    expect(() => settingsFromEnvironment(url, THEIRS)).toThrow(/in the clear.*APEX_PLAIN_HTTP_HOST=partner\.example/);
    expect(() => settingsFromEnvironment(url, { ...THEIRS, APEX_PLAIN_HTTP_HOST: "other.example" })).toThrow(/clear/);
    expect(() => settingsFromEnvironment("http://127.0.0.1.example/api/v1", THEIRS)).toThrow(/clear/);
    const named = settingsFromEnvironment(url, { ...THEIRS, APEX_PLAIN_HTTP_HOST: "partner.example" });
    expect(named.deployment).toEqual({ orderingUrl: url, plainHttpHost: "partner.example" });
    for (const host of ["localhost", "127.8.0.1", "[::1]"]) {
      expect(settingsFromEnvironment(`http://${host}:80/api/v1`, THEIRS).orderingUrl).toContain(host);
    }
  });

  it("refuses what is no http URL", () => {
    expect(() => settingsFromEnvironment("partner.example", THEIRS)).toThrow(/--ordering-url is an http or https URL/);
    expect(() => settingsFromEnvironment("ftp://partner.example", THEIRS)).toThrow(/--ordering-url/);
  });

  it("names a variable that is not valid and never shows its value", () => {
    expect(() => settingsFromEnvironment(undefined, { APEX_WEBHOOK_SECRET: "short-secret" })).toThrow(
      /^environment: APEX_WEBHOOK_SECRET is not valid(?!.*short-secret)/,
    );
    expect(() => settingsFromEnvironment(undefined, { APEX_CALLS_PER_SECOND: "many" })).toThrow(
      /APEX_CALLS_PER_SECOND/,
    );
  });
});
