// Makes the template's functions and their event sources: environment, credentials of their own, limits.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Guard } from "../iam/guard.ts";
import { REGION } from "../identity.ts";
import { type JsonObject, listAt, numberAt, objectAt, textAt } from "../json.ts";
import { EventSourceMapping, type MappingMeans, type MappingSettings } from "../lambda/event-source-mapping.ts";
import { FunctionPool, type PoolMeans } from "../lambda/function-pool.ts";
import type { FunctionSettings } from "../lambda/function-environment.ts";
import type { SqsService } from "../sqs/sqs-service.ts";
import type { StackTemplate } from "../template/assembly.ts";
import type { Resource, ResourceSet } from "../template/read-resources.ts";

/** By ARN. */
export type Functions = ReadonlyMap<string, FunctionPool>;

export interface FunctionMeans {
  readonly pools: PoolMeans;
  readonly guard: Guard;
  readonly endpoint: string;
  /** Environments of one function, where the template reserves nothing. */
  readonly concurrencyMax: number;
}

/** Lambda's defaults. */
const TIMEOUT_SECONDS = 3;
export const MEMORY_MEGABYTES = 128;
const BATCH_SIZE = 10;

export function provisionFunctions(resources: ResourceSet, means: FunctionMeans): Functions {
  const functions = new Map<string, FunctionPool>();
  const published = publishedOf(resources);
  for (const resource of resources.ofType("AWS::Lambda::Function")) {
    const settings = settingsOf(resource, means, published.get(resource.ref));
    const reserved = numberAt(resource.properties, "ReservedConcurrentExecutions") ?? means.concurrencyMax;
    functions.set(settings.arn, new FunctionPool(settings, Math.min(reserved, means.concurrencyMax), means.pools));
  }
  return functions;
}

interface Published {
  readonly version: string;
  readonly aliases: readonly string[];
}

/** By function name. An alias of a version that the template does not publish stops the start, as on AWS. */
function publishedOf(resources: ResourceSet): ReadonlyMap<string, Published> {
  const published = new Map<string, Published>();
  for (const { attributes } of resources.ofType("AWS::Lambda::Version")) {
    const [, name = "", version = ""] = QUALIFIED.exec(attributes["FunctionArn"] ?? "") ?? [];
    published.set(name, { version, aliases: [] });
  }
  for (const { ref, properties, stack, logicalId } of resources.ofType("AWS::Lambda::Alias")) {
    const [, name = "", alias = ""] = QUALIFIED.exec(ref) ?? [];
    const known = published.get(name);
    const version = String(properties["FunctionVersion"]);
    if (known?.version !== version) throw new Error(`${stack.name}/${logicalId}: ${name} has no version ${version}`);
    published.set(name, { version, aliases: [...known.aliases, alias] });
  }
  return published;
}

const UNPUBLISHED: Published = { version: "$LATEST", aliases: [] };
/** Name and qualifier. */
const QUALIFIED = /:function:([^:]+):([^:]+)$/;

function settingsOf(resource: Resource, means: FunctionMeans, published = UNPUBLISHED): FunctionSettings {
  const { properties } = resource;
  const where = `${resource.stack.name}/${resource.logicalId}`;
  const runtime = textAt(properties, "Runtime") ?? "";
  if (!runtime.startsWith("nodejs")) throw new Error(`${where}: runtime ${runtime} is not supported`);
  const [moduleName = "", exportName = ""] = handlerOf(properties);
  const name = resource.ref;
  const arn = resource.attributes["Arn"] ?? "";
  const memoryMegabytes = numberAt(properties, "MemorySize") ?? MEMORY_MEGABYTES;
  return {
    name,
    arn,
    qualifiers: ["$LATEST", published.version, ...published.aliases],
    file: codeFile(resource, moduleName, where),
    exportName,
    timeoutSeconds: numberAt(properties, "Timeout") ?? TIMEOUT_SECONDS,
    memoryMegabytes,
    environment: environmentOf(resource, means, { name, memoryMegabytes, version: published.version }),
  };
}

const handlerOf = (properties: JsonObject): readonly string[] => (textAt(properties, "Handler") ?? "").split(".");

function codeFile({ stack, properties }: Resource, moduleName: string, where: string): string {
  const key = textAt(objectAt(properties, "Code"), "S3Key") ?? "";
  const dir = stack.assets.get(key);
  if (dir === undefined) throw new Error(`${where}: the assembly has no asset ${key}`);
  const file = moduleFile(stack, properties);
  if (file === undefined) throw new Error(`${where}: no ${moduleName}.mjs in ${dir}`);
  return file;
}

/** Where the code of a function lies, before anything of the template is resolved. */
export function moduleFile({ assets }: StackTemplate, properties: JsonObject): string | undefined {
  const [moduleName = ""] = handlerOf(properties);
  const dir = assets.get(textAt(objectAt(properties, "Code"), "S3Key") ?? "");
  return [".mjs", ".js"]
    .map((extension) => join(dir ?? "", `${moduleName}${extension}`))
    .find((file) => dir !== undefined && existsSync(file));
}

function environmentOf(
  resource: Resource,
  { guard, endpoint }: FunctionMeans,
  { name, memoryMegabytes, version }: { name: string; memoryMegabytes: number; version: string },
): Record<string, string> {
  const given = Object.entries(objectAt(objectAt(resource.properties, "Environment"), "Variables"));
  const credentials = guard.credentialsFor(guard.role(textAt(resource.properties, "Role") ?? ""), name);
  return {
    ...Object.fromEntries(given.map(([variable, value]) => [variable, String(value)])),
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    // The developer's own configuration must not leak in.
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_EXECUTION_ENV: `AWS_Lambda_${textAt(resource.properties, "Runtime") ?? ""}`,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMegabytes),
    AWS_LAMBDA_FUNCTION_VERSION: version,
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "embedded",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
  };
}

/** What AWS demands of the role when a mapping is made. */
const SOURCE_ACTIONS = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];

export function provisionEventSources(
  resources: ResourceSet,
  functions: Functions,
  means: { readonly guard: Guard; readonly sqs: SqsService } & MappingMeans,
): readonly EventSourceMapping[] {
  const declared = new Map(
    resources.ofType("AWS::Lambda::Function").map(({ attributes, properties }) => [attributes["Arn"], properties]),
  );
  return resources
    .ofType("AWS::Lambda::EventSourceMapping")
    .filter((resource) => resource.properties["Enabled"] !== false)
    .map(({ properties, stack, logicalId }) => {
      const pool = functionOf(functions, textAt(properties, "FunctionName") ?? "");
      const queueArn = textAt(properties, "EventSourceArn") ?? "";
      if (!queueArn.startsWith("arn:aws:sqs:"))
        throw new Error(`${stack.name}/${logicalId}: source ${queueArn} is not supported`);
      const role = means.guard.role(textAt(declared.get(pool.settings.arn), "Role") ?? "");
      for (const action of SOURCE_ACTIONS) means.guard.demand(role, action, queueArn);
      const { name: functionName, arn: functionArn } = pool.settings;
      const ends = { queue: means.sqs.byArn(queueArn), pool, functionName, functionArn };
      const allowsRecursion = textAt(declared.get(functionArn), "RecursiveLoop") === "Allow";
      return new EventSourceMapping(ends, { ...mappingSettings(properties), allowsRecursion }, means);
    });
}

function mappingSettings(properties: JsonObject): Omit<MappingSettings, "allowsRecursion"> {
  return {
    batchSize: numberAt(properties, "BatchSize") ?? BATCH_SIZE,
    windowSeconds: numberAt(properties, "MaximumBatchingWindowInSeconds") ?? 0,
    concurrencyMax: numberAt(objectAt(properties, "ScalingConfig"), "MaximumConcurrency") ?? Infinity,
    reportsFailures: listAt(properties, "FunctionResponseTypes").includes("ReportBatchItemFailures"),
  };
}

/** By ARN or by name; either may have a version or an alias behind it. */
export function functionOf(functions: Functions, arnOrName: string): FunctionPool {
  const [, arn = "", name, qualifier = "$LATEST"] =
    /^(arn:aws:lambda:[^:]+:[^:]+:function:)?([^:/]+)(?::([^:/]+))?$/.exec(arnOrName) ?? [];
  const found =
    functions.get(`${arn}${String(name)}`) ?? [...functions.values()].find(({ settings }) => settings.name === name);
  if (found?.settings.qualifiers.includes(qualifier) !== true) throw new Error(`no function ${arnOrName}`);
  return found;
}
