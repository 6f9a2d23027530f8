// JSONata as Step Functions runs it: `{% … %}` strings anywhere in a JSON template, compiled once per definition, with
// the extra functions of the service and without $eval. Whatever would read a clock or chance goes through the host.
import { createHash } from "node:crypto";
import jsonata from "jsonata";
import { EvaluationFailure, messageOfThrown } from "./failures.ts";
import { seededRandom } from "./random.ts";

/** Variables and `states`, by name without the dollar sign, plus the functions of `hostFunctions`. */
export type Bindings = Readonly<Record<string, unknown>>;
/** Evaluates a compiled template. Constant templates answer at once. */
export type Template = (bindings: Bindings) => unknown;

/** Fails while a definition is read: the message names the field. */
export class DefinitionError extends Error {
  override readonly name = "DefinitionError";
}

/** Where a field stands: in the definition, for errors of compiling, and in its state (`Arguments/MessageBody`), for those of evaluating. */
export interface FieldLocation {
  readonly where: string;
  readonly location: string;
}

export function compileTemplate(source: unknown, field: FieldLocation): Template {
  if (typeof source === "string") return isExpression(source) ? compileExpression(source, field) : () => source;
  if (Array.isArray(source)) return compileList(source, field);
  if (typeof source === "object" && source !== null) return compileObject(source, field);
  return () => source;
}

export function isExpression(text: string): boolean {
  return text.startsWith("{%") && text.endsWith("%}");
}

function compileList(source: readonly unknown[], { where, location }: FieldLocation): Template {
  const parts = source.map((part, i) => {
    const index = `[${String(i)}]`;
    return compileTemplate(part, { where: where + index, location: location + index });
  });
  return async (bindings) => {
    const result: unknown[] = [];
    for (const part of parts) result.push(await part(bindings));
    return result;
  };
}

function compileObject(source: object, { where, location }: FieldLocation): Template {
  const parts = Object.entries(source).map(([key, part]): [string, Template] => {
    if (key.endsWith(".$")) throw new DefinitionError(`${where}.${key}: JSONPath is not supported, use JSONata`);
    return [key, compileTemplate(part, { where: `${where}.${key}`, location: `${location}/${key}` })];
  });
  return async (bindings) => {
    const result: Record<string, unknown> = {};
    for (const [key, part] of parts) result[key] = await part(bindings);
    return result;
  };
}

function compileExpression(text: string, { where, location }: FieldLocation): Template {
  const source = text.slice(2, -2).trim();
  const subject = `The JSONata expression '${source}' specified for the field '${location}'`;
  const expression = parse(source, where);
  if (usesVariable(expression.ast(), "eval")) throw new DefinitionError(`${where}: $eval is not supported, use $parse`);
  for (const [name, run] of Object.entries(SERVICE_FUNCTIONS)) expression.registerFunction(name, run);
  return async (bindings) => {
    try {
      const result: unknown = await expression.evaluate(undefined, bindings);
      if (result !== undefined && typeof result !== "function") return result;
    } catch (error) {
      throw new EvaluationFailure(`${subject} threw an error. ${messageOfThrown(error)}`, location);
    }
    throw new EvaluationFailure(`${subject} returned nothing (undefined).`, location);
  };
}

function parse(source: string, where: string): jsonata.Expression {
  try {
    return jsonata(source);
  } catch (error) {
    throw new DefinitionError(`${where}: '${source}' is not JSONata: ${messageOfThrown(error)}`);
  }
}

function usesVariable(node: unknown, name: string): boolean {
  if (typeof node !== "object" || node === null) return false;
  if ("type" in node && node.type === "variable" && "value" in node && node.value === name) return true;
  return Object.values(node).some((child) => usesVariable(child, name));
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html, "JSONata functions". */
const SERVICE_FUNCTIONS = {
  partition: (list: readonly unknown[], size: number): unknown[][] =>
    Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size)),
  range: (first: number, last: number, step: number): number[] =>
    Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step),
  hash: (content: string, algorithm: string): string =>
    createHash(algorithm.replace(/^SHA-/, "sha").toLowerCase()).update(content).digest("hex"),
  parse: (text: string): unknown => JSON.parse(text),
};

const formatTime = jsonata("$fromMillis($at, $picture, $timezone)");

/** The functions that JSONata would answer from the machine's own clock and chance. One set per execution. */
export function hostFunctions(host: { now(): number; uuid(): string }, random: () => number): Bindings {
  return {
    uuid: () => host.uuid(),
    random: (seed?: number) => (seed === undefined ? random() : seededRandom(String(seed))()),
    millis: () => host.now(),
    now: (picture?: string, timezone?: string) => formatTime.evaluate(undefined, { at: host.now(), picture, timezone }),
    shuffle: (list: readonly unknown[]) =>
      list
        .map((value) => ({ value, rank: random() }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ value }) => value),
  };
}
