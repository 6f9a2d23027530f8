// The OpenAPI document: every call is in it with its source, and real requests and answers keep its schemas.
import * as z from "zod";
import { describe, expect, it } from "vitest";
import { APEX_CALLS } from "../../contracts/apex/calls.ts";
import { openApiDocument } from "../../ordering-api/http/openapi.ts";
import { Sandbox, samples, walk } from "./sandbox.ts";

const document: any = openApiDocument();

describe("/openapi.json", () => {
  it("is served without credentials, as OpenAPI 3.1", async () => {
    const sandbox = new Sandbox();
    const answer = await sandbox.raw("GET", "/openapi.json", "", { client_id: undefined });
    expect(answer.status).toBe(200);
    expect(answer.body.openapi).toBe("3.1.0");
    expect((await sandbox.raw("GET", "/docs", "")).response.body).toContain("<!doctype html>");
  });

  it.each(Object.entries(APEX_CALLS))("has %s, stated or assumed", (_name, call) => {
    const operation = document.paths[call.path][call.method.toLowerCase()];
    expect(operation["x-source"]).toContain(call.source === "S" ? "stated" : "assumed");
    expect(operation.requestBody === undefined).toBe(call.request === null);
  });

  it("keeps create order and handoff apart", () => {
    const { schema } = document.paths["/order-apex"].post.requestBody.content["application/json"];
    expect(schema.oneOf.map((one: any) => one.required)).toEqual([
      ["quoteId", "checkT&C", "contacts"],
      ["orderId", "subOrderId"],
    ]);
    expect(schema.oneOf.every((one: any) => one.additionalProperties === false)).toBe(true);
  });

  it("validates the answers of a whole walk", async () => {
    const sandbox = new Sandbox();
    const seen: [string, string, unknown][] = [];
    const send = sandbox.send.bind(sandbox);
    Object.assign(sandbox, {
      send: async (name: keyof typeof APEX_CALLS, request: unknown, options: any) => {
        const answer = await send(name, request, options);
        seen.push([APEX_CALLS[name].path, APEX_CALLS[name].method.toLowerCase(), answer.body]);
        return answer;
      },
    });
    const { orderId, subOrderIds, quoteId, creditCheckId } = await walk(sandbox, "assigned");
    const headers = { "x-transaction-id": "t" };
    await sandbox.ok("handOff", { orderId, subOrderId: subOrderIds[0] ?? "" }, { headers });
    await sandbox.ok("getTransaction", { transactionId: "t" });
    await sandbox.ok("getContract", { quoteId });
    await sandbox.ok("getCreditCheck", { creditCheckId });
    await sandbox.ok("getEnrichmentStatus", { subOrderId: subOrderIds[0] ?? "" });
    await sandbox.ok("lookupCustomer", samples.lookup());
    for (const [path, method, body] of seen) {
      const { schema } = document.paths[path][method].responses["200"].content["application/json"];
      expect(z.fromJSONSchema(schema).safeParse(body).error, `${method} ${path}`).toBeUndefined();
    }
    expect(new Set(seen.map(([path, method]) => `${method} ${path}`)).size).toBe(15);
  });
});
