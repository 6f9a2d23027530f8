// Holds every answer of the tests against /openapi.json itself: its path, its status, and its schema by a validator of
// JSON Schema that shares nothing with the API.
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { Behavior } from "../../ordering-api/behavior.ts";
import { openApiDocument } from "../../ordering-api/http/openapi.ts";

type ErrorStyle = Behavior["errorStyle"];
export interface Documentable {
  readonly method: string;
  /** Below the base path. */
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

/** Paths that are no operation of the document. */
const BESIDE = ["/openapi.json", "/docs", "/docs/swagger-ui.css", "/docs/swagger-ui-bundle.js"];
const validators = new Map<string, ValidateFunction>();
const documentOf = (style: ErrorStyle): any => openApiDocument(style);

/** The document's own schema, with its references, by a JSON pointer. */
function validatorOf(style: ErrorStyle, pointer: readonly string[]): ValidateFunction {
  const id = pointer.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1")).join("/");
  const key = `${style}#/${id}`;
  const kept = validators.get(key);
  if (kept !== undefined) return kept;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema(documentOf(style), style);
  const made = ajv.compile({ $ref: `${style}#/${encodeURI(id)}` });
  validators.set(key, made);
  return made;
}

const templateOf = (style: ErrorStyle, path: string): string | undefined =>
  Object.keys(documentOf(style).paths).find((template) =>
    new RegExp(`^${template.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(path),
  );

/** Throws where an answer is not as the document says. */
export function expectDocumented(style: ErrorStyle, { method, path, status, body }: Documentable): void {
  const template = templateOf(style, path);
  if (template === undefined) {
    if (BESIDE.includes(path) || status === 404 || status === 401) return;
    throw new Error(`${path} is not in the document`);
  }
  const operation = documentOf(style).paths[template][method.toLowerCase()];
  if (operation === undefined) {
    if (status !== 405) throw new Error(`${method} ${path} is not in the document`);
    return;
  }
  const answer = ["paths", template, method.toLowerCase(), "responses", String(status)];
  if (operation.responses[String(status)] === undefined) {
    throw new Error(`${method} ${path}: ${String(status)} is not in the document`);
  }
  const validate = validatorOf(style, [...answer, "content", "application/json", "schema"]);
  if (!validate(body)) throw new Error(`${method} ${path} ${String(status)}: ${JSON.stringify(validate.errors)}`);
}

/** The faults of a request body by the document; none: it is accepted. */
export function requestFaults(method: string, path: string, body: unknown): unknown {
  const validate = validatorOf("errors", [
    "paths",
    path,
    method.toLowerCase(),
    "requestBody",
    "content",
    "application/json",
    "schema",
  ]);
  return validate(body) ? null : validate.errors;
}
