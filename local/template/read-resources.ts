// All resources of all stacks with their properties resolved. Here it is decided that a template is understood: an unknown
// type or property stops the start and is named.
import { type JsonObject, isObject, objectAt, textAt } from "../json.ts";
import type { StackTemplate } from "./assembly.ts";
import { Intrinsics, type Physical } from "./intrinsics.ts";
import {
  type Names,
  OVERLOOKED_TYPES,
  RESOURCE_TYPES,
  apiIdOf,
  executeApiHost,
  overlookedPhysical,
} from "./resource-types.ts";

export interface Resource {
  readonly stack: StackTemplate;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface ApiDeclaration {
  readonly stack: string;
  readonly logicalId: string;
  readonly name: string;
  readonly id: string;
}

export interface ResourceSet {
  readonly all: readonly Resource[];
  ofType(...types: readonly string[]): readonly Resource[];
  /** Outputs of all stacks by key. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** The HTTP APIs, before anything is resolved: their ports must be known first. */
export function declaredApis(stacks: readonly StackTemplate[]): readonly ApiDeclaration[] {
  return stacks.flatMap((stack) =>
    Object.entries(objectAt(stack.template, "Resources"))
      .filter(([, resource]) => textAt(resource, "Type") === "AWS::ApiGatewayV2::Api")
      .map(([logicalId, resource]) => ({
        stack: stack.name,
        logicalId,
        name: textAt(objectAt(resource, "Properties"), "Name") ?? logicalId,
        id: apiIdOf({ stack: stack.name, logicalId }),
      })),
  );
}

export interface Addresses {
  readonly endpoint: string;
  /** API id → address. */
  readonly apis: ReadonlyMap<string, string>;
}

/** `leftOut`: stacks whose resources are not made, and whose exports the others may import all the same. */
export function readResources(
  stacks: readonly StackTemplate[],
  addresses: Addresses,
  leftOut: readonly StackTemplate[] = [],
): ResourceSet {
  const intrinsics: Intrinsics = new Intrinsics(
    [...stacks, ...leftOut],
    (stack, logicalId, type, properties) => physicalOf({ intrinsics, addresses, stack, logicalId }, type, properties),
    (text) => withLocalApis(text, addresses.apis),
  );
  const all = stacks.flatMap((stack) => resourcesOf(stack, intrinsics));
  return {
    all,
    ofType: (...types) => all.filter((resource) => types.includes(resource.type)),
    outputs: outputsOf(stacks, intrinsics),
  };
}

interface ResourceContext {
  readonly intrinsics: Intrinsics;
  readonly addresses: Addresses;
  readonly stack: StackTemplate;
  readonly logicalId: string;
}

function physicalOf(context: ResourceContext, type: string, properties: JsonObject): Physical {
  const { intrinsics, addresses, stack, logicalId } = context;
  const names: Names = {
    stack: stack.name,
    logicalId,
    given: (property) => {
      const value = properties[property];
      return value === undefined ? undefined : intrinsics.resolveText(stack, value);
    },
    endpoint: addresses.endpoint,
    apiAddress: addresses.apis.get(apiIdOf({ stack: stack.name, logicalId })) ?? "",
  };
  if (type in OVERLOOKED_TYPES) return overlookedPhysical(type, names);
  const known = RESOURCE_TYPES[type];
  if (known === undefined) throw new Error(`${stack.name}/${logicalId}: resource type ${type} is not supported`);
  return known.physical(names);
}

function resourcesOf(stack: StackTemplate, intrinsics: Intrinsics): readonly Resource[] {
  return Object.entries(objectAt(stack.template, "Resources"))
    .filter(([, raw]) => intrinsics.holds(stack, raw) && !((textAt(raw, "Type") ?? "") in OVERLOOKED_TYPES))
    .map(([logicalId, raw]) => {
      const type = textAt(raw, "Type") ?? "";
      const physical = intrinsics.physical(stack, logicalId);
      const known = RESOURCE_TYPES[type];
      const given = objectAt(raw, "Properties");
      const unknown = Object.keys(given).find(
        (name) => known?.obeyed.includes(name) !== true && known?.overlooked.includes(name) !== true,
      );
      if (unknown !== undefined) {
        throw new Error(`${stack.name}/${logicalId}: property ${unknown} of ${type} is not supported`);
      }
      const obeyed = Object.fromEntries(Object.entries(given).filter(([name]) => known?.obeyed.includes(name)));
      return { stack, logicalId, type, properties: intrinsics.resolveObject(stack, obeyed), ...physical };
    });
}

function outputsOf(stacks: readonly StackTemplate[], intrinsics: Intrinsics): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const stack of stacks) {
    for (const [key, output] of Object.entries(objectAt(stack.template, "Outputs"))) {
      if (isObject(output) && intrinsics.holds(stack, output)) {
        outputs[key] = intrinsics.resolveText(stack, output["Value"]);
      }
    }
  }
  return outputs;
}

function withLocalApis(text: string, apis: ReadonlyMap<string, string>): string {
  if (!text.includes(".execute-api.")) return text;
  let local = text;
  for (const [id, address] of apis) local = local.replaceAll(executeApiHost(id), address);
  return local;
}
