// How often a function's asynchronous invocations are tried again and where they go when they fail for good: from the EventInvokeConfig of
// the version or alias that is invoked, and the function's DeadLetterConfig. AWS demands that the function's role may send there.
import type { Guard } from "../iam/guard.ts";
import { type JsonObject, numberAt, objectAt, textAt } from "../json.ts";
import { ASYNC_DEFAULTS, type AsyncInvocations, type AsyncSettings, LATEST } from "../lambda/async-invocations.ts";
import type { Resource, ResourceSet } from "../template/read-resources.ts";

export function provisionAsyncInvocations(resources: ResourceSet, invocations: AsyncInvocations, guard: Guard): void {
  const configs = resources.ofType("AWS::Lambda::EventInvokeConfig");
  const published = [...resources.ofType("AWS::Lambda::Alias"), ...resources.ofType("AWS::Lambda::Version")];
  const obeyed = new Set<Resource>();
  for (const { ref, attributes, properties } of resources.ofType("AWS::Lambda::Function")) {
    const functionArn = attributes["Arn"] ?? "";
    const own = configs.filter((config) =>
      [ref, functionArn].includes(textAt(config.properties, "FunctionName") ?? ""),
    );
    const role = guard.role(textAt(properties, "Role") ?? "");
    for (const arn of [`${functionArn}:${LATEST}`, ...published.map((one) => one.ref)]) {
      const qualifier = arn.startsWith(`${functionArn}:`) ? arn.slice(functionArn.length + 1) : undefined;
      if (qualifier === undefined) continue;
      const config = own.find((one) => textAt(one.properties, "Qualifier") === qualifier);
      if (config !== undefined) obeyed.add(config);
      const settings = settingsOf(config?.properties, properties);
      for (const target of [settings.onFailureArn, settings.deadLetterArn]) {
        if (target === undefined) continue;
        if (!target.startsWith("arn:aws:sqs:")) throw new Error(`${ref}: failures to ${target} are not supported`);
        guard.demand(role, "sqs:SendMessage", target);
      }
      invocations.configure(arn, settings);
    }
  }
  const lost = configs.find((config) => !obeyed.has(config));
  if (lost === undefined) return;
  const qualifier = String(textAt(lost.properties, "Qualifier"));
  throw new Error(`${lost.stack.name}/${lost.logicalId}: the function has no version or alias ${qualifier}`);
}

function settingsOf(config: JsonObject | undefined, fn: JsonObject): AsyncSettings {
  const onFailure = objectAt(objectAt(config, "DestinationConfig"), "OnFailure");
  return {
    retriesMax: numberAt(config, "MaximumRetryAttempts") ?? ASYNC_DEFAULTS.retriesMax,
    ageSecondsMax: numberAt(config, "MaximumEventAgeInSeconds") ?? ASYNC_DEFAULTS.ageSecondsMax,
    onFailureArn: textAt(onFailure, "Destination"),
    deadLetterArn: textAt(objectAt(fn, "DeadLetterConfig"), "TargetArn"),
  };
}
