// Nightly feeds in the template: a schedule in the distributor's own time zone, and the secret of a feed whose server asks for credentials.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { actionsOf, Synthesized } from "./synthesized.ts";

const secretsOf = (app: Synthesized) =>
  app.ofType("AWS::SecretsManager::Secret").filter(({ properties }) => /\/feed$/.test(String(properties.Name)));
const readBy = (app: Synthesized): string[] => {
  const fetcher = app.ofType("AWS::Lambda::Function").find(({ id }) => /^Feeds/.test(id))!;
  return app
    .statementsOf(fetcher)
    .filter((statement) => actionsOf(statement).includes("secretsmanager:GetSecretValue"))
    .map((statement) => app.target(statement.Resource, fetcher).id);
};

test("a feed with a header has a secret, which its function alone reads, with no other", () => {
  const app = Synthesized.whole();
  const [secret, ...others] = secretsOf(app);
  expect(others).toEqual([]);
  expect(secret!.properties.Name).toBe("apex-bulk/distributors/hooked/feed");
  expect(readBy(app)).toEqual([secret!.id]);
  const readers = app
    .ofType("AWS::IAM::Policy")
    .filter(({ properties }) => JSON.stringify(properties).includes(secret!.id));
  expect(readers).toHaveLength(1);
});

test("a profile that changes makes no secret anew over the one that a person put in", () => {
  const withUrl = (url: string): unknown => {
    const file = join(mkdtempSync(join(tmpdir(), "feeds-")), "profiles.json");
    const feed = { from: { url, header: "authorization" }, at: "03:15", timeZone: "America/Chicago" };
    writeFileSync(file, JSON.stringify({ hooked: { name: "Hooked", spIds: "*", feed } }));
    return secretsOf(new Synthesized({ distributorProfiles: file, sftp: "off" }))[0]!.properties;
  };
  expect(withUrl("https://one.example/a.csv")).toEqual(withUrl("https://other.example/b.csv"));
});

test("schedules keep the time zone of their distributor", () => {
  const schedules = Synthesized.whole()
    .ofType("AWS::Scheduler::Schedule")
    .filter(({ id }) => /^Feeds/.test(id));
  expect(
    schedules.map(({ properties }) => [properties.ScheduleExpression, properties.ScheduleExpressionTimezone]),
  ).toEqual([
    ["cron(15 3 * * ? *)", "America/Chicago"],
    ["cron(45 2 * * ? *)", "America/New_York"],
  ]);
});
