// How often a function's asynchronous invocations are tried again and where they go when they fail for good: from its
// EventInvokeConfig and its DeadLetterConfig. AWS demands that the function's role may send there.
import type { Guard } from "../iam/guard.ts";
import { numberAt, objectAt, textAt } from "../json.ts";
import { ASYNC_DEFAULTS, type AsyncInvocations } from "../lambda/async-invocations.ts";
import type { ResourceSet } from "../template/read-resources.ts";

export function provisionAsyncInvocations(resources: ResourceSet, invocations: AsyncInvocations, guard: Guard): void {
  const configs = resources.ofType("AWS::Lambda::EventInvokeConfig");
  for (const { ref, attributes, properties } of resources.ofType("AWS::Lambda::Function")) {
    const functionArn = attributes["Arn"] ?? "";
    const config = configs.find(({ properties: own }) => {
      const name = textAt(own, "FunctionName");
      return name === ref || name === functionArn;
    })?.properties;
    const onFailure = objectAt(objectAt(config, "DestinationConfig"), "OnFailure");
    const settings = {
      retriesMax: numberAt(config, "MaximumRetryAttempts") ?? ASYNC_DEFAULTS.retriesMax,
      ageSecondsMax: numberAt(config, "MaximumEventAgeInSeconds") ?? ASYNC_DEFAULTS.ageSecondsMax,
      onFailureArn: textAt(onFailure, "Destination"),
      deadLetterArn: textAt(objectAt(properties, "DeadLetterConfig"), "TargetArn"),
    };
    const role = guard.role(textAt(properties, "Role") ?? "");
    for (const target of [settings.onFailureArn, settings.deadLetterArn]) {
      if (target === undefined) continue;
      if (!target.startsWith("arn:aws:sqs:")) throw new Error(`${ref}: failures to ${target} are not supported`);
      guard.demand(role, "sqs:SendMessage", target);
    }
    invocations.configure(functionArn, settings);
  }
}
