// Turns the text of a state machine into what the interpreter walks: JSONata compiled, targets checked, and anything that
// is not implemented (JSONPath, an unknown field or resource) refused by name.
import { checkDefinition } from "./check-definition.ts";
import { DefinitionError, isExpression } from "./expressions.ts";
import { messageOfThrown } from "./failures.ts";
import { Fields } from "./fields.ts";
import type {
  StateBase,
  Catcher,
  ChoiceState,
  Definition,
  Exit,
  Graph,
  MapState,
  ParallelState,
  Retrier,
  State,
  TaskResource,
  TaskState,
  WaitState,
} from "./state-types.ts";
import { instantOf, isWaitSeconds, WAIT_SECONDS } from "./wait-time.ts";

/** A simulation makes the same machine thousands of times. */
const parsed = new Map<string, Definition>();

/** `soundIn`: where is kept what the validator has found sound (check-definition.ts). */
export function parseDefinition(text: string, soundIn?: string): Definition {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const definition = readDefinition(text, soundIn);
  parsed.set(text, definition);
  return definition;
}

function readDefinition(text: string, soundIn: string | undefined): Definition {
  const machine = new Fields(parseJson(text), "definition");
  const language = machine.optionalText("QueryLanguage");
  if (language !== "JSONata") {
    throw new DefinitionError(`QueryLanguage ${language ?? "JSONPath (the default)"} is not supported, use JSONata`);
  }
  machine.optionalText("Version");
  const timeoutSeconds = machine.optionalNumber("TimeoutSeconds");
  const graph = readGraph(machine);
  machine.refuseOthers();
  checkDefinition(text, machine.copy(), soundIn);
  return { graph, timeoutSeconds };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DefinitionError(`not JSON: ${messageOfThrown(error)}`);
  }
}

function readGraph(fields: Fields): Graph {
  const startAt = fields.text("StartAt");
  const source = fields.object("States");
  const states = new Map(source.names().map((name) => [name, readState(name, source.object(name))]));
  const targets = [...states.values()].flatMap((state) => targetsOf(state));
  for (const target of [startAt, ...targets]) {
    if (!states.has(target)) throw new DefinitionError(`${source.where}: there is no state '${target}'`);
  }
  return { startAt, states };
}

function targetsOf(state: State): string[] {
  const rules = state.type === "Choice" ? [...state.rules.map((rule) => rule.next), state.fallback] : [];
  return [state.next, ...state.catch.map((catcher) => catcher.next), ...rules].filter((name) => name !== undefined);
}

function readState(name: string, source: Fields): State {
  const fields = source;
  const language = fields.optionalText("QueryLanguage") ?? "JSONata";
  if (language !== "JSONata") throw fields.wrong("QueryLanguage", `${language} is not supported, use JSONata`);
  const type = fields.text("Type");
  const state = readByType(type, name, fields);
  fields.refuseOthers();
  return state;
}

function readByType(type: string, name: string, fields: Fields): State {
  switch (type) {
    case "Task":
      return readTask({ ...readBase(name, fields), ...readHandlers(fields) }, fields);
    case "Map":
      return readMap({ ...readBase(name, fields), ...readHandlers(fields) }, fields);
    case "Parallel":
      return readParallel({ ...readBase(name, fields), ...readHandlers(fields) }, fields);
    case "Choice":
      return readChoice(name, fields);
    case "Wait":
      return readWait(readBase(name, fields), fields);
    case "Pass":
      return { ...readBase(name, fields), type };
    case "Succeed":
      return { name, next: undefined, output: fields.optionalTemplate("Output"), assign: [], ...NO_HANDLERS, type };
    case "Fail":
      return {
        ...terminal(name),
        type,
        error: fields.optionalTemplate("Error"),
        cause: fields.optionalTemplate("Cause"),
      };
    default:
      throw fields.wrong("Type", `'${type}' is not supported`);
  }
}

const NO_HANDLERS = { retry: [], catch: [] } as const;

function terminal(name: string): StateBase {
  return { name, next: undefined, output: undefined, assign: [], ...NO_HANDLERS };
}

function readBase(name: string, fields: Fields): StateBase {
  const end = fields.optionalFlag("End");
  const next = fields.optionalText("Next");
  if (end === (next !== undefined)) throw new DefinitionError(`${fields.where}: exactly one of Next and End`);
  return { name, next, ...readResult(fields), ...NO_HANDLERS };
}

function readResult(fields: Fields): Pick<Exit, "output" | "assign"> {
  return { output: fields.optionalTemplate("Output"), assign: fields.assignments("Assign") };
}

function readHandlers(fields: Fields): Pick<StateBase, "retry" | "catch"> {
  return {
    retry: listOf(fields, "Retry").map(readRetrier),
    catch: listOf(fields, "Catch").map(readCatcher),
  };
}

/** The objects of a list in a state. */
function listOf(fields: Fields, name: string): Fields[] {
  return fields.optionalList(name).map((source, i) => {
    const location = `${name}[${String(i)}]`;
    return new Fields(source, `${fields.where}.${location}`, location);
  });
}

function readRetrier(fields: Fields): Retrier {
  const jitter = fields.optionalText("JitterStrategy") ?? "NONE";
  if (jitter !== "FULL" && jitter !== "NONE") throw fields.wrong("JitterStrategy", "must be FULL or NONE");
  const retrier = {
    errors: readErrors(fields),
    intervalSeconds: fields.optionalNumber("IntervalSeconds") ?? 1,
    attemptsMax: fields.optionalNumber("MaxAttempts") ?? 3,
    backoffRate: fields.optionalNumber("BackoffRate") ?? 2,
    delaySecondsMax: fields.optionalNumber("MaxDelaySeconds") ?? Infinity,
    fullJitter: jitter === "FULL",
  };
  fields.refuseOthers();
  return retrier;
}

function readCatcher(fields: Fields): Catcher {
  const catcher = { errors: readErrors(fields), next: fields.text("Next"), ...readResult(fields) };
  fields.refuseOthers();
  return catcher;
}

function readErrors(fields: Fields): string[] {
  const errors = fields.optionalList("ErrorEquals").map(String);
  if (errors.length === 0) throw fields.wrong("ErrorEquals", "must name an error");
  return errors;
}

function readTask(base: StateBase, fields: Fields): TaskState {
  return {
    ...base,
    type: "Task",
    resource: readResource(fields),
    arguments: fields.optionalTemplate("Arguments"),
    timeoutSeconds: fields.optionalNumberTemplate("TimeoutSeconds"),
    heartbeatSeconds: fields.optionalNumberTemplate("HeartbeatSeconds"),
  };
}

function readResource(fields: Fields): TaskResource {
  const resource = fields.text("Resource");
  const service = /^arn:aws[\w-]*:states:::(.+)$/.exec(resource)?.[1];
  if (service === "sqs:sendMessage") return { kind: "sendMessage", token: false };
  if (service === "sqs:sendMessage.waitForTaskToken") return { kind: "sendMessage", token: true };
  if (service === "lambda:invoke") return { kind: "invoke" };
  if (/^arn:aws[\w-]*:lambda:/.test(resource)) return { kind: "function", arn: resource };
  throw fields.wrong("Resource", `'${resource}' is not supported`);
}

function readMap(base: StateBase, fields: Fields): MapState {
  const processor = fields.object("ItemProcessor");
  if (processor.raw("ProcessorConfig") !== undefined) {
    const config = processor.object("ProcessorConfig");
    const mode = config.optionalText("Mode") ?? "INLINE";
    if (mode !== "INLINE") throw config.wrong("Mode", `'${mode}' is not supported`);
    config.refuseOthers();
  }
  const graph = readGraph(processor);
  processor.refuseOthers();
  return {
    ...base,
    type: "Map",
    items: fields.optionalTemplate("Items"),
    itemSelector: fields.optionalTemplate("ItemSelector"),
    concurrencyMax: fields.optionalNumberTemplate("MaxConcurrency"),
    processor: graph,
  };
}

function readParallel(base: StateBase, fields: Fields): ParallelState {
  const branches = listOf(fields, "Branches").map((branch) => {
    const graph = readGraph(branch);
    branch.refuseOthers();
    return graph;
  });
  return { ...base, type: "Parallel", arguments: fields.optionalTemplate("Arguments"), branches };
}

function readChoice(name: string, fields: Fields): ChoiceState {
  const rules = listOf(fields, "Choices").map((rule) => {
    const condition = rule.optionalTemplate("Condition");
    if (condition === undefined) throw rule.wrong("Condition", "is missing");
    const read = { condition, next: rule.text("Next"), ...readResult(rule) };
    rule.refuseOthers();
    return read;
  });
  const fallback = fields.optionalText("Default");
  return { ...terminal(name), ...readResult(fields), type: "Choice", rules, fallback };
}

function readWait(base: StateBase, fields: Fields): WaitState {
  const seconds = fields.optionalNumberTemplate("Seconds");
  const timestamp = fields.optionalTemplate("Timestamp");
  if ((seconds === undefined) === (timestamp === undefined)) {
    throw new DefinitionError(`${fields.where}: exactly one of Seconds and Timestamp`);
  }
  const literal = fields.raw("Timestamp");
  if (typeof literal === "string" && !isExpression(literal) && instantOf(literal) === undefined) {
    throw fields.wrong("Timestamp", "does not match RFC3339 timestamp");
  }
  const wait = fields.raw("Seconds");
  if (typeof wait === "number" && !isWaitSeconds(wait)) throw fields.wrong("Seconds", WAIT_SECONDS);
  return { ...base, type: "Wait", seconds, timestamp };
}
