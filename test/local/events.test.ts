// Event patterns, the input of targets, schedules, routes and IAM statements: the small languages of the template.
import { expect, test } from "vitest";
import { inputOf } from "../../local/events/event-bus.ts";
import { matchesPattern } from "../../local/events/event-pattern.ts";
import { parseSchedule } from "../../local/events/schedule-expression.ts";
import { compileRoutes } from "../../local/http-api/routes.ts";
import { Principal } from "../../local/iam/principal.ts";
import { readStatement } from "../../local/iam/statement.ts";

const event = { source: "aws.states", detail: { status: "FAILED", name: "o-1" } };

test("a pattern matches when every field has one of its values", () => {
  expect(matchesPattern({ source: ["aws.states"], detail: { status: ["FAILED", "ABORTED"] } }, event)).toBe(true);
  expect(matchesPattern({ detail: { status: ["SUCCEEDED"] } }, event)).toBe(false);
  expect(
    matchesPattern({ detail: { name: [{ prefix: "o-" }], status: [{ "anything-but": ["RUNNING"] }] } }, event),
  ).toBe(true);
  expect(() => matchesPattern({ source: [{ cidr: "10.0.0.0/8" }] }, event)).toThrow("cidr");
});

test("a target gets the event, a part of it, or what its template says", () => {
  expect(inputOf({}, event)).toBe(JSON.stringify(event));
  expect(inputOf({ InputPath: "$.detail" }, event)).toBe(JSON.stringify(event.detail));
  const InputTransformer = { InputPathsMap: { n: "$.detail.name" }, InputTemplate: '{"orderId":<n>}' };
  expect(inputOf({ InputTransformer }, event)).toBe('{"orderId":"o-1"}');
});

test("schedules run at their rate or at their minute, in their time zone", () => {
  expect(parseSchedule("rate(15 minutes)")).toEqual({ kind: "rate", everyMillis: 900_000 });
  const nightly = parseSchedule("cron(30 2 * * ? *)");
  const at = (time: string, zone: string) => nightly.kind === "cron" && nightly.matches(new Date(time), zone);
  expect(at("2026-01-01T02:30:00Z", "UTC")).toBe(true);
  expect(at("2026-01-01T02:31:00Z", "UTC")).toBe(false);
  expect(at("2026-01-01T08:30:00Z", "America/Chicago")).toBe(true);
  expect(() => parseSchedule("at(2026-01-01T00:00:00)")).toThrow("not supported");
});

test("the most specific route answers", () => {
  const routes = ["ANY /{proxy+}", "POST /a/{id}", "POST /a/b", "$default"].map((key) => ({ key, functionArn: key }));
  const match = compileRoutes(routes);
  expect(match("POST", "/a/b")?.route.key).toBe("POST /a/b");
  expect(match("POST", "/a/x%20y")).toMatchObject({ route: { key: "POST /a/{id}" }, pathParameters: { id: "x y" } });
  expect(match("GET", "/a/b")).toMatchObject({ route: { key: "ANY /{proxy+}" }, pathParameters: { proxy: "a/b" } });
  expect(match("GET", "/")?.route.key).toBe("$default");
});

test("an explicit Deny wins, wildcards match, the rest is denied", () => {
  const role = new Principal("role");
  role.statements.push(
    readStatement({ Effect: "Allow", Action: ["s3:GetObject*"], Resource: "arn:aws:s3:::b/inbox/*" }),
    readStatement({ Effect: "Deny", Action: "s3:*", Resource: "arn:aws:s3:::b/inbox/secret/*" }),
  );
  expect(role.may("s3:GetObject", "arn:aws:s3:::b/inbox/x")).toBe(true);
  expect(role.may("s3:GetObject", "arn:aws:s3:::b/inbox/secret/x")).toBe(false);
  expect(role.may("s3:PutObject", "arn:aws:s3:::b/inbox/x")).toBe(false);
});

test("a statement counts only while its condition holds", () => {
  const role = new Principal("role");
  const Condition = { ArnLike: { "aws:SourceArn": "arn:aws:s3:::b*" } };
  role.statements.push(readStatement({ Effect: "Allow", Action: "sqs:SendMessage", Resource: "*", Condition }));
  expect(role.may("sqs:SendMessage", "q", { "aws:SourceArn": "arn:aws:s3:::bucket" })).toBe(true);
  expect(role.may("sqs:SendMessage", "q")).toBe(false);
});
