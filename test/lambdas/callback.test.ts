// Callbacks at the door: Standard Webhooks signatures, rotation, size, content type and shape, each with its status.
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { makeTakeCallback } from "../../lambdas/callback/take-callback.ts";
import { pipelineWorld, START } from "../fakes/pipeline-world.ts";

const OLD = `whsec_${Buffer.from("old-secret-old-secret-24").toString("base64")}`;
const NEW = `whsec_${Buffer.from("new-secret-new-secret-24").toString("base64")}`;
const CREDIT = JSON.stringify({
  type: "credit.decided",
  timestamp: "2027-01-01T00:00:00Z",
  data: { creditCheckId: "CC1", quoteId: "Q1", approvalStatus: "Approved", creditClass: "A" },
});
const ESIGN = JSON.stringify({
  type: "contract.signed",
  timestamp: "2027-01-01T00:00:00Z",
  data: { contractEnvelopeId: "ENV1", quoteId: "Q1", signedAt: "2027-01-01T00:00:00Z" },
});

const sign = (secret: string, body: string, { id = "evt_1", at = START / 1000 } = {}): string => {
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  return `v1,${createHmac("sha256", key)
    .update(`${id}.${String(at)}.${body}`)
    .digest("base64")}`;
};

function door(...secrets: string[]) {
  const world = pipelineWorld();
  const taken: unknown[] = [];
  let forgotten = 0;
  const take = makeTakeCallback({
    rendezvous: {
      receive: (event) => {
        taken.push(event);
        return Promise.resolve({ meeting: "waiting" as const });
      },
    },
    webhookSecret: () => Promise.resolve(secrets.length > 1 ? (secrets.shift() ?? "") : (secrets[0] ?? NEW)),
    forgetSecret: () => void (forgotten += 1),
    clock: { now: () => new Date(START) },
  });
  const send = async (
    path: string,
    body: string,
    changes: { headers?: Record<string, string>; base64?: boolean } = {},
  ) => {
    const event = {
      rawPath: `/callbacks/${path}`,
      requestContext: { http: { method: "POST" } },
      headers: {
        "content-type": "application/json",
        "webhook-id": "evt_1",
        "webhook-timestamp": String(START / 1000),
        "webhook-signature": sign(NEW, body),
        ...changes.headers,
      },
      body: changes.base64 === true ? Buffer.from(body).toString("base64") : body,
      isBase64Encoded: changes.base64 === true,
    } as unknown as APIGatewayProxyEventV2;
    return (await take(event, world.invocation)).statusCode;
  };
  return { send, taken, reads: () => forgotten };
}

describe("a callback", () => {
  it("is taken with its event id, whichever of the two it is", async () => {
    const { send, taken } = door(NEW);
    expect(await send("credit", CREDIT)).toBe(202);
    expect(await send("esign", ESIGN, { base64: true })).toBe(202);
    expect(taken).toMatchObject([
      { eventId: "evt_1", kind: "credit", quoteId: "Q1", subjectId: "CC1", decision: "Approved", creditClass: "A" },
      { eventId: "evt_1", kind: "esign", quoteId: "Q1", subjectId: "ENV1", decision: "signed" },
    ]);
  });

  it("verifies under either secret while keys are rotated, and with several signatures", async () => {
    const { send } = door(`${NEW} ${OLD}`);
    expect(await send("credit", CREDIT, { headers: { "webhook-signature": sign(OLD, CREDIT) } })).toBe(202);
    const both = `v1,AAAA v2,zzzz ${sign(NEW, CREDIT)}`;
    expect(await send("credit", CREDIT, { headers: { "webhook-signature": both } })).toBe(202);
  });

  it("is verified again under the secret as it is now when the kept one does not fit", async () => {
    expect(await door(OLD, NEW).send("credit", CREDIT)).toBe(202);
  });

  it("reads a bare secret as whsec_ and itself", async () => {
    expect(await door(NEW.replace("whsec_", "")).send("credit", CREDIT)).toBe(202);
  });

  it.each([
    ["a forged signature", { "webhook-signature": sign(OLD, CREDIT) }],
    ["a signature of another id", { "webhook-id": "evt_2" }],
    ["no signature", { "webhook-signature": "" }],
    [
      "a timestamp of six minutes ago",
      {
        "webhook-timestamp": String(START / 1000 - 360),
        "webhook-signature": sign(NEW, CREDIT, { at: START / 1000 - 360 }),
      },
    ],
    [
      "a timestamp six minutes ahead",
      {
        "webhook-timestamp": String(START / 1000 + 360),
        "webhook-signature": sign(NEW, CREDIT, { at: START / 1000 + 360 }),
      },
    ],
  ])("is refused with %s", async (_case, headers) => {
    const { send, taken } = door(NEW);
    expect(await send("credit", CREDIT, { headers })).toBe(401);
    expect(taken).toStrictEqual([]);
  });

  it.each([
    ["not JSON", "{"],
    ["no object", "[]"],
    ["without a type", CREDIT.replace('"type"', '"kind"')],
    ["without a quote", CREDIT.replace('"quoteId"', '"quote"')],
    ["without its credit check", CREDIT.replace('"creditCheckId"', '"check"')],
    ["without a status", CREDIT.replace('"approvalStatus"', '"status"')],
  ])("that is genuine but %s is malformed", async (_case, body) => {
    const { send, taken } = door(NEW);
    expect(await send("credit", body)).toBe(400);
    expect(taken).toStrictEqual([]);
  });

  it.each([
    ["an unknown status", CREDIT.replace("Approved", "Perhaps"), { kind: "credit", decision: "Perhaps" }],
    ["a status that is no text", CREDIT.replace('"Approved"', "7"), { kind: "credit", decision: "7" }],
    ["a status in another case", CREDIT.replace("Approved", "APPROVED"), { kind: "credit", decision: "APPROVED" }],
    [
      "an unknown type",
      CREDIT.replace("credit.decided", "credit.guessed"),
      { kind: "credit", decision: "credit.guessed", subjectId: "CC1" },
    ],
    [
      "a type in another case",
      ESIGN.replace("contract.signed", "Contract.SIGNED"),
      { kind: "esign", decision: "SIGNED" },
    ],
    [
      "an unknown type of the other callback",
      ESIGN.replace("contract.signed", "contract.voided"),
      { kind: "esign", decision: "contract.voided", subjectId: "ENV1", quoteId: "Q1" },
    ],
    ["the other callback's body", ESIGN, { kind: "esign", decision: "signed" }],
    ["a type about nothing of ours", '{"type":"endpoint.tested"}', { kind: "credit", quoteId: "", subjectId: "" }],
  ])("that is genuine with %s is kept", async (_case, body, kept) => {
    const { send, taken } = door(NEW);
    expect(await send("credit", body)).toBe(202);
    expect(taken).toMatchObject([kept]);
  });

  it.each([
    ["2026-12-31T23:59:00+00:00", "2026-12-31T23:59:00.000Z"],
    ["2026-12-31T20:59:00.000-0300", "2026-12-31T23:59:00.000Z"],
    ["2026-12-31T23:59:00", "2026-12-31T23:59:00.000Z"],
    [START / 1000 - 60, "2026-12-31T23:59:00.000Z"],
    [START - 60_000, "2026-12-31T23:59:00.000Z"],
    ["2027-01-01T00:06:00Z", undefined],
    ["yesterday", undefined],
    [-1, undefined],
  ])("happened when it says (%s), unless that cannot be", async (timestamp, occurredAt) => {
    const { send, taken } = door(NEW);
    await send("credit", JSON.stringify({ ...(JSON.parse(CREDIT) as object), timestamp }));
    expect((taken[0] as { occurredAt?: string }).occurredAt).toBe(occurredAt);
  });

  it.each(["whsec_", "whsec_…", "whsec_c2hvcnQ=", `${NEW} whsec_`, ""])(
    "is not taken under the secret %j, and the error names the setting",
    async (secret) => {
      const forged = sign("whsec_", CREDIT);
      const { send, taken } = door(secret);
      await expect(send("credit", CREDIT, { headers: { "webhook-signature": forged } })).rejects.toThrow(
        /^WEBHOOK_SECRET: (?!.*c2hvcnQ)/,
      );
      expect(taken).toStrictEqual([]);
    },
  );

  it("costs no read of the secret when nobody signed it, and few when somebody else did", async () => {
    const { send, reads } = door(NEW);
    for (let n = 0; n < 5; n += 1) await send("credit", CREDIT, { headers: { "webhook-signature": "" } });
    expect(reads()).toBe(0);
    for (let n = 0; n < 5; n += 1)
      await send("credit", CREDIT, { headers: { "webhook-signature": sign(OLD, CREDIT) } });
    expect(reads()).toBe(1);
  });

  it("is refused above 64 KB, by another content type, at another path", async () => {
    const { send } = door(NEW);
    expect(await send("credit", JSON.stringify({ pad: "x".repeat(70_000) }))).toBe(413);
    expect(await send("credit", CREDIT, { headers: { "content-type": "text/plain" } })).toBe(415);
    expect(await send("nowhere", CREDIT)).toBe(404);
  });
});
