// The OpenAPI 3.1 document, made from the very schemas that requests are parsed with; each operation says whether AT&T's
// pages state it or we assume it. Two calls share a path and a method, so theirs is one operation with `oneOf`.
import * as z from "zod";
import { APEX_CALLS, APEX_HEADERS, type CallName } from "../../contracts/apex/calls.ts";
import { ERROR_CODES } from "../refusal.ts";
import { BASE_PATH, CALL_NAMES } from "./match-call.ts";

type Json = Record<string, unknown>;

export const SOURCES = {
  S: "Stated on AT&T's developer portal (devex-web.att.com/ordering/docs).",
  A: "Assumed: stated only for sibling APIs, or nowhere; an AT&T page may differ.",
} as const;

let made: Json | undefined;
export function openApiDocument(): Json {
  made ??= makeDocument();
  return made;
}

function makeDocument(): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const [path, names] of Map.groupBy(CALL_NAMES, (name) => APEX_CALLS[name].path)) {
    const methods = Map.groupBy(names, (name) => APEX_CALLS[name].method.toLowerCase());
    paths[path] = Object.fromEntries([...methods].map(([method, same]) => [method, operationOf(same)]));
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "APEX Ordering API",
      version: "1.0.0",
      description:
        "An implementation of AT&T's APEX Ordering API for ADI, for those who integrate before they have credentials. " +
        "Prices, discounts and accounts are fictional. Names of companies force outcomes; see docs/ordering-api.md.",
    },
    servers: [{ url: BASE_PATH }],
    paths,
    components: {
      schemas: { Errors: errorSchema() },
      securitySchemes: {
        clientId: { type: "apiKey", in: "header", name: APEX_HEADERS.clientId },
        clientSecret: { type: "apiKey", in: "header", name: APEX_HEADERS.clientSecret },
      },
    },
    security: [{ clientId: [], clientSecret: [] }],
  };
}

function operationOf(names: readonly CallName[]): Json {
  const calls = names.map((name) => APEX_CALLS[name]);
  const requests = calls.flatMap((call) => (call.request === null ? [] : [jsonSchema(call.request, "input")]));
  const responses = calls.map((call) => jsonSchema(call.response, "output"));
  const sources = [...new Set(calls.map((call) => call.source))];
  return {
    operationId: names.join("Or"),
    summary: names.join(" / "),
    description: calls.map((call, n) => `${names[n] ?? ""}: ${SOURCES[call.source]}`).join("\n\n"),
    "x-source": sources.length === 1 ? (sources[0] === "S" ? "stated" : "assumed") : "stated and assumed",
    parameters: [...parametersOf(names), ...headerParameters()],
    ...(requests.length > 0 && {
      requestBody: { required: true, content: { "application/json": { schema: oneOf(requests) } } },
    }),
    responses: {
      "200": {
        description: "Answered. Success is told by the body.",
        content: { "application/json": { schema: oneOf(responses) } },
      },
      ...Object.fromEntries(
        Object.entries(ERROR_ANSWERS).map(([status, description]) => [status, errorAnswer(description)]),
      ),
    },
  };
}

const ERROR_ANSWERS: Readonly<Record<string, string>> = {
  "400": "Malformed: not JSON, a missing, unknown or wrong property, or no x-trace-id.",
  "401": "Wrong credentials.",
  "404": "No such thing, or another Solution Provider's.",
  "409": "Against the state of the quote, the contract or the sub-order.",
  "422": "Against a rule.",
  "429": "Too many calls; see Retry-After.",
};

const errorAnswer = (description: string): Json => ({
  description,
  content: { "application/json": { schema: { $ref: "#/components/schemas/Errors" } } },
});

const oneOf = (schemas: readonly Json[]): Json => (schemas.length === 1 ? (schemas[0] ?? {}) : { oneOf: schemas });

function jsonSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}

function parametersOf(names: readonly CallName[]): readonly Json[] {
  return names.flatMap((name) => [
    ...APEX_CALLS[name].query.map((parameter) => parameterOf(parameter, "query")),
    ...[...APEX_CALLS[name].path.matchAll(/\{(\w+)\}/g)].map(([, parameter = ""]) => parameterOf(parameter, "path")),
  ]);
}

const parameterOf = (name: string, place: "query" | "path" | "header", required = true): Json => ({
  name,
  in: place,
  required,
  schema: { type: "string" },
});

const headerParameters = (): readonly Json[] => [
  parameterOf(APEX_HEADERS.traceId, "header"),
  parameterOf(APEX_HEADERS.transactionId, "header", false),
  parameterOf(APEX_HEADERS.source, "header", false),
];

function errorSchema(): Json {
  const property = { type: "string" };
  return {
    type: "object",
    required: ["errors"],
    properties: {
      traceId: property,
      errors: {
        type: "array",
        items: {
          type: "object",
          required: ["code", "message", "propertyPath"],
          properties: { code: { enum: ERROR_CODES }, message: property, propertyPath: property },
        },
      },
    },
  };
}
