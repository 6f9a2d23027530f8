// The OpenAPI document: every call is in it with its source. That every answer keeps it, each test of a Sandbox proves.
import { describe, expect, it } from "vitest";
import { makeOrderingApi } from "../../ordering-api/app.ts";
import { SERVED_CALLS } from "../../ordering-api/served-calls.ts";
import { openApiDocument } from "../../ordering-api/http/openapi.ts";
import { Sandbox } from "./sandbox.ts";

const document: any = openApiDocument("errors");

describe("/openapi.json", () => {
  it("is served without credentials, as OpenAPI 3.1", async () => {
    const sandbox = new Sandbox();
    const answer = await sandbox.raw("GET", "/openapi.json", "", { client_id: undefined });
    expect(answer.status).toBe(200);
    expect(answer.body.openapi).toBe("3.1.0");
  });

  it.each(Object.entries(SERVED_CALLS))("has %s, stated or assumed", (_name, call) => {
    const operation = document.paths[call.path][call.method.toLowerCase()];
    const source = call.source === "S" ? "stated" : "assumed";
    expect(operation["x-source"]).toContain(source);
    expect(operation.summary).toContain(`(${source}`);
    expect(operation.description).toMatch(/devex-web\.att\.com|sibling|ours/);
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
});

describe("the page of documentation", () => {
  const files: string[] = [];
  const sandbox = new Sandbox();
  const api = makeOrderingApi({
    ...sandbox.world,
    viewerFile: (name) => {
      files.push(name);
      return Promise.resolve(`content of ${name}`);
    },
  });
  const get = (path: string) => api({ method: "GET", path, query: {}, headers: {}, body: "" });

  it("asks nothing of the network, and reads the viewer only where it is asked for", async () => {
    const { status, body } = await get("/api/v1/docs");
    expect(status).toBe(200);
    expect(files).toEqual([]);
    const links = [...body.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, link]) => link);
    expect(links).toEqual(["data:,", "docs/swagger-ui.css", "docs/swagger-ui-bundle.js"]);
    expect((await get("/api/v1/docs/swagger-ui.css")).body).toBe("content of swagger-ui.css");
    expect(files).toEqual(["swagger-ui.css"]);
  });

  it.each(["/api/v1/docs/../lambda.ts", "/api/v1/docs/package.json", "/api/v1/docs/constructor"])(
    "gives no other file away (%s)",
    async (path) => {
      expect((await get(path)).status).toBe(401);
    },
  );
});
