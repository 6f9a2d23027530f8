// The OpenAPI 3.1 document, made from the very schemas that requests are parsed with; each operation says whether AT&T's
// pages state it or we assume it. Two calls share a path and a method, so theirs is one operation with `oneOf`.
import * as z from "zod";
import { APEX_HEADERS } from "../../contracts/apex/calls.ts";
import type { Behavior } from "../behavior.ts";
import { ERROR_CODES } from "../refusal.ts";
import { SERVED_CALL_NAMES, SERVED_CALLS, type ServedCallName } from "../served-calls.ts";
import { LedgerSchema } from "../calls/transaction-calls.ts";
import { DecidedSchema, DecideSchema, SandboxSchema } from "../decisions/decide-by-hand.ts";
import { CALL_TEXTS } from "./call-texts.ts";
import { FAULT_HEADER } from "./faults.ts";
import { BASE_PATH, LEDGER_PATH, SANDBOX_PATHS } from "./match-call.ts";

type Json = Record<string, unknown>;
type ErrorStyle = Behavior["errorStyle"];

const SOURCES = { S: "stated", A: "assumed" } as const;

const made = new Map<ErrorStyle, Json>();
/** Refusals inside a 200 are a behavior, so the document is another with them. */
export function openApiDocument(errorStyle: ErrorStyle): Json {
  const document = made.get(errorStyle) ?? makeDocument(errorStyle);
  made.set(errorStyle, document);
  return document;
}

function makeDocument(errorStyle: ErrorStyle): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const [path, names] of Map.groupBy(SERVED_CALL_NAMES, (name) => SERVED_CALLS[name].path)) {
    const methods = Map.groupBy(names, (name) => SERVED_CALLS[name].method.toLowerCase());
    paths[path] = Object.fromEntries([...methods].map(([method, same]) => [method, operationOf(same, errorStyle)]));
  }
  paths[LEDGER_PATH] = { get: ledgerOperation() };
  paths[SANDBOX_PATHS.state] = { get: sandboxOperation("getSandbox"), post: sandboxOperation("setSandbox") };
  paths[SANDBOX_PATHS.decide] = { post: sandboxOperation("decide") };
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
    tags: [...new Set(SERVED_CALL_NAMES.map((name) => CALL_TEXTS[name].stage))].sort().map((name) => ({ name })),
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

function operationOf(names: readonly ServedCallName[], errorStyle: ErrorStyle): Json {
  const calls = names.map((name) => ({ ...SERVED_CALLS[name], ...CALL_TEXTS[name], name }));
  const requests = calls.flatMap((call) => (call.request === null ? [] : [jsonSchema(call.request, "input")]));
  const responses = calls.map((call) => jsonSchema(call.response, "output"));
  const sources = [...new Set(calls.map((call) => SOURCES[call.source]))];
  return {
    operationId: names.join("Or"),
    tags: [...new Set(calls.map((call) => call.stage))],
    summary: `${calls.map((call) => call.summary).join(" / ")} (${sources.join(" and ")})`,
    description: calls.map((call) => `**${call.name}** is ${SOURCES[call.source]}: ${call.basis}.`).join("\n\n"),
    "x-source": sources.join(" and "),
    parameters: [...parametersOf(names), ...headerParameters()],
    ...(requests.length > 0 && {
      requestBody: { required: true, content: { "application/json": { schema: combined("oneOf", requests) } } },
    }),
    responses: {
      "200": {
        description: "Answered. Success is told by the body.",
        content: { "application/json": { schema: combined("anyOf", [...responses, ...hiddenErrors(errorStyle)]) } },
      },
      ...errorAnswers(
        Object.keys(ERROR_ANSWERS).filter((status) => requests.length > 0 || !BODY_ERRORS.includes(status)),
      ),
    },
  };
}

function ledgerOperation(): Json {
  return {
    operationId: "getLedger",
    tags: ["Transactions"],
    summary: "All effects in their order, and how often by site (ours)",
    description: "**getLedger** is ours, for audits in tests: there in test mode, 404 otherwise.",
    "x-source": "assumed",
    parameters: [parameterOf(APEX_HEADERS.traceId, "header")],
    responses: {
      "200": {
        description: "The caller's own effects.",
        content: { "application/json": { schema: jsonSchema(LedgerSchema, "output") } },
      },
      ...errorAnswers(["400", "401", "404", "429", "500"]),
    },
  };
}

const SANDBOX_OPERATIONS = {
  getSandbox: { summary: "Whether decisions are made by hand (ours)", answer: SandboxSchema, body: undefined },
  setSandbox: {
    summary: "Decisions come by themselves, or by hand (ours)",
    answer: SandboxSchema,
    body: SandboxSchema,
  },
  decide: {
    summary: "Decide on a credit check or a signature at once (ours)",
    answer: DecidedSchema,
    body: DecideSchema,
  },
} as const;

function sandboxOperation(name: keyof typeof SANDBOX_OPERATIONS): Json {
  const { summary, answer, body } = SANDBOX_OPERATIONS[name];
  const jsonOf = (schema: Json): Json => ({ "application/json": { schema } });
  return {
    ...{ operationId: name, tags: ["Transactions"], summary },
    description: `**${name}** is ours, for those who play the partner: there in test mode on one machine, 404 otherwise.`,
    "x-source": "assumed",
    parameters: [parameterOf(APEX_HEADERS.traceId, "header")],
    ...(body !== undefined && { requestBody: { required: true, content: jsonOf(jsonSchema(body, "input")) } }),
    responses: {
      "200": { description: "As it is now.", content: jsonOf(jsonSchema(answer, "output")) },
      ...errorAnswers(["400", "401", "404", "409", "413", "415", "429", "500"]),
    },
  };
}

/** docs/apex-api.md §1: a 200 that means no success, in the styles of AT&T's neighbors. */
function hiddenErrors(errorStyle: ErrorStyle): readonly Json[] {
  if (errorStyle === "errors") return [];
  const mark = errorStyle === "setError" ? { SetError: { const: true } } : { status: { const: "Failed" } };
  const errors = errorSchema();
  return [
    {
      type: "object",
      required: [...Object.keys(mark), "statusMessage", "errors"],
      properties: { ...errors.properties, ...mark, statusMessage: { type: "string" } },
    },
  ];
}

const ERROR_ANSWERS: Readonly<Record<string, string>> = {
  "400": "Malformed: not JSON, a missing, unknown or wrong property, or no x-trace-id.",
  "401": "Wrong credentials.",
  "404": "No such thing, or another Solution Provider's.",
  "405": "Another method than the path has.",
  "409": "Against the state of the quote, the contract or the sub-order.",
  "413": "The body is over 1 MB.",
  "415": "The body is not application/json.",
  "422": "Against a rule.",
  "429": "Too many calls; see Retry-After.",
  "500": "The API failed. Whether the call took effect is unknown.",
  "503": "Not now; see Retry-After.",
};
const BODY_ERRORS: readonly string[] = ["413", "415"];

const ERRORS_CONTENT = { "application/json": { schema: { $ref: "#/components/schemas/Errors" } } };

function errorAnswers(statuses: readonly string[]): Json {
  return Object.fromEntries(
    statuses.map((status) => [status, { description: ERROR_ANSWERS[status] ?? "", content: ERRORS_CONTENT }]),
  );
}

/** The requests of two calls exclude each other; their answers, which may have more fields, need not. */
const combined = (how: "oneOf" | "anyOf", schemas: readonly Json[]): Json =>
  schemas.length === 1 ? (schemas[0] ?? {}) : { [how]: schemas };

function jsonSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}

function parametersOf(names: readonly ServedCallName[]): readonly Json[] {
  return names.flatMap((name) => [
    ...SERVED_CALLS[name].query.map((parameter) => parameterOf(parameter, "query")),
    ...[...SERVED_CALLS[name].path.matchAll(/\{(\w+)\}/g)].map(([, parameter = ""]) => parameterOf(parameter, "path")),
  ]);
}

const parameterOf = (name: string, location: "query" | "path" | "header", required = true): Json => ({
  name,
  in: location,
  required,
  schema: { type: "string" },
});

const headerParameters = (): readonly Json[] => [
  parameterOf(APEX_HEADERS.traceId, "header"),
  parameterOf(APEX_HEADERS.transactionId, "header", false),
  parameterOf(APEX_HEADERS.source, "header", false),
  { ...parameterOf(FAULT_HEADER, "header", false), description: "Ours: a fault on demand, in test mode." },
];

function errorSchema() {
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
