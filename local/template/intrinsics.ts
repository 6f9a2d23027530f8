// CloudFormation's intrinsic functions, over all stacks of an assembly. What it cannot resolve is an error that names the
// stack and the function: a template never half works.
import { ACCOUNT_ID, REGION } from "../identity.ts";
import { type JsonObject, isObject, objectAt, textAt } from "../json.ts";
import type { StackTemplate } from "./assembly.ts";

/** What a resource is once it exists: the answer to Ref, and to Fn::GetAtt. */
export interface Physical {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export type PhysicalOf = (stack: StackTemplate, logicalId: string, type: string, properties: JsonObject) => Physical;

const PSEUDO: Readonly<Record<string, string>> = {
  "AWS::AccountId": ACCOUNT_ID,
  "AWS::Region": REGION,
  "AWS::Partition": "aws",
  "AWS::URLSuffix": "amazonaws.com",
};
/** `Ref: AWS::NoValue` takes the property away. */
const NO_VALUE = Symbol("AWS::NoValue");

export class Intrinsics {
  readonly #stacks: ReadonlyMap<string, StackTemplate>;
  readonly #physicalOf: PhysicalOf;
  readonly #physical = new Map<string, Physical>();
  /** Last word on a text, e.g. to point a URL of an API at its local port. */
  readonly #finish: (text: string) => string;

  constructor(stacks: readonly StackTemplate[], physicalOf: PhysicalOf, finish: (text: string) => string) {
    this.#stacks = new Map(stacks.map((stack) => [stack.name, stack]));
    this.#physicalOf = physicalOf;
    this.#finish = finish;
  }

  resolve(stack: StackTemplate, value: unknown): unknown {
    const resolved = this.#resolve(stack, value);
    return resolved === NO_VALUE ? undefined : resolved;
  }

  resolveObject(stack: StackTemplate, value: unknown): JsonObject {
    const resolved = this.resolve(stack, value);
    return isObject(resolved) ? resolved : {};
  }

  resolveText(stack: StackTemplate, value: unknown): string {
    const resolved = this.resolve(stack, value);
    if (typeof resolved === "string" || typeof resolved === "number") return String(resolved);
    throw new Error(`stack ${stack.name}: expected text, found ${JSON.stringify(resolved)}`);
  }

  physical(stack: StackTemplate, logicalId: string): Physical {
    const key = `${stack.name}/${logicalId}`;
    const known = this.#physical.get(key);
    if (known !== undefined) return known;
    const resource = objectAt(stack.template, "Resources")[logicalId];
    const type = textAt(resource, "Type");
    if (type === undefined) throw new Error(`stack ${stack.name}: no resource ${logicalId}`);
    const made = this.#physicalOf(stack, logicalId, type, objectAt(resource, "Properties"));
    this.#physical.set(key, made);
    return made;
  }

  /** Resources and outputs with `Condition` exist only where it holds. */
  holds(stack: StackTemplate, resource: unknown): boolean {
    const name = textAt(resource, "Condition");
    return name === undefined || this.#condition(stack, { Condition: name });
  }

  #resolve(stack: StackTemplate, value: unknown): unknown {
    if (typeof value === "string") return this.#text(stack, value);
    if (Array.isArray(value)) {
      return value.map((one) => this.#resolve(stack, one)).filter((one) => one !== NO_VALUE);
    }
    if (!isObject(value)) return value;
    const [name, ...others] = Object.keys(value);
    if (name !== undefined && others.length === 0 && (name === "Ref" || name.startsWith("Fn::"))) {
      return this.#call(stack, name, value[name]);
    }
    const entries = Object.entries(value).map(([key, one]): [string, unknown] => [key, this.#resolve(stack, one)]);
    return Object.fromEntries(entries.filter(([, one]) => one !== NO_VALUE));
  }

  #text(stack: StackTemplate, text: string): string {
    if (text.includes("{{resolve:")) {
      throw new Error(`stack ${stack.name}: dynamic reference ${text.slice(0, 80)} is not supported`);
    }
    return this.#finish(text);
  }

  #call(stack: StackTemplate, name: string, argument: unknown): unknown {
    switch (name) {
      case "Ref":
        return this.#ref(stack, String(argument));
      case "Fn::GetAtt":
        return this.#attribute(stack, argument);
      case "Fn::Join": {
        const [separator, parts] = this.#list(stack, argument);
        return this.#text(stack, (Array.isArray(parts) ? parts.map(String) : []).join(String(separator)));
      }
      case "Fn::Sub":
        return this.#sub(stack, argument);
      case "Fn::Select": {
        const [index, parts] = this.#list(stack, argument);
        return Array.isArray(parts) ? parts[Number(index)] : undefined;
      }
      case "Fn::Split": {
        const [separator, text] = this.#list(stack, argument);
        return String(text).split(String(separator));
      }
      case "Fn::If": {
        const choice: readonly unknown[] = Array.isArray(argument) ? argument : [];
        const [condition, whenTrue, whenFalse] = choice;
        return this.#resolve(stack, this.#condition(stack, { Condition: condition }) ? whenTrue : whenFalse);
      }
      case "Fn::ImportValue":
        return this.#importValue(String(this.#resolve(stack, argument)));
      default:
        throw new Error(`stack ${stack.name}: ${name} is not supported`);
    }
  }

  #list(stack: StackTemplate, argument: unknown): readonly unknown[] {
    const resolved = this.#resolve(stack, argument);
    return Array.isArray(resolved) ? resolved : [];
  }

  #ref(stack: StackTemplate, name: string): unknown {
    if (name === "AWS::NoValue") return NO_VALUE;
    if (name === "AWS::StackName") return stack.name;
    if (name === "AWS::StackId") return `arn:aws:cloudformation:${REGION}:${ACCOUNT_ID}:stack/${stack.name}/0`;
    const pseudo = PSEUDO[name];
    if (pseudo !== undefined) return pseudo;
    const parameter = objectAt(stack.template, "Parameters")[name];
    if (isObject(parameter)) return parameter["Default"];
    return this.physical(stack, name).ref;
  }

  #attribute(stack: StackTemplate, argument: unknown): string {
    const [logicalId, attribute] =
      typeof argument === "string"
        ? [argument.slice(0, argument.indexOf(".")), argument.slice(argument.indexOf(".") + 1)]
        : Array.isArray(argument)
          ? argument.map(String)
          : [];
    const found = this.physical(stack, logicalId ?? "").attributes[attribute ?? ""];
    if (found === undefined)
      throw new Error(`stack ${stack.name}: ${String(logicalId)} has no attribute ${String(attribute)}`);
    return found;
  }

  #sub(stack: StackTemplate, argument: unknown): string {
    const both: readonly unknown[] = Array.isArray(argument) ? argument : [argument, {}];
    const [text, given] = both;
    const values = this.resolveObject(stack, given);
    const replaced = String(text).replaceAll(/\$\{([^!}][^}]*)\}/g, (_whole, name: string) => {
      if (name in values) return String(values[name]);
      return String(name.includes(".") ? this.#attribute(stack, name) : this.#ref(stack, name));
    });
    return this.#text(stack, replaced.replaceAll("${!", "${"));
  }

  #importValue(name: string): unknown {
    for (const stack of this.#stacks.values()) {
      for (const output of Object.values(objectAt(stack.template, "Outputs"))) {
        if (!isObject(objectAt(output, "Export")) || !isObject(output)) continue;
        const exported = objectAt(output, "Export")["Name"];
        if (exported !== undefined && this.#resolve(stack, exported) === name) {
          return this.#resolve(stack, output["Value"]);
        }
      }
    }
    throw new Error(`no stack exports ${name}`);
  }

  #condition(stack: StackTemplate, value: unknown): boolean {
    if (!isObject(value)) return value === true || value === "true";
    const [[name, argument] = ["", undefined]] = Object.entries(value);
    const parts: readonly unknown[] = Array.isArray(argument) ? argument : [];
    switch (name) {
      case "Condition":
        return this.#condition(stack, objectAt(stack.template, "Conditions")[String(argument)]);
      case "Fn::Equals":
        return this.#resolve(stack, parts[0]) === this.#resolve(stack, parts[1]);
      case "Fn::Not":
        return !this.#condition(stack, parts[0]);
      case "Fn::And":
        return parts.every((part) => this.#condition(stack, part));
      case "Fn::Or":
        return parts.some((part) => this.#condition(stack, part));
      default:
        throw new Error(`stack ${stack.name}: condition ${name} is not supported`);
    }
  }
}
