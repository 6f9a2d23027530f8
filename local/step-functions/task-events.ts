// How a task shows in history: service integrations as Task…, functions named by their ARN as LambdaFunction….
import type { Details } from "./history.ts";
import type { Payload } from "./payload.ts";
import type { TaskResource } from "./state-types.ts";

export interface TaskEvents {
  /** `TaskScheduled`, `LambdaFunctionScheduled`: the events' common beginning. */
  readonly prefix: string;
  /** The same, as it begins the name of the details member. */
  readonly member: string;
  /** In the details of every event of the task. */
  readonly common: Details;
}

export function eventsOf(resource: TaskResource): TaskEvents {
  switch (resource.kind) {
    case "sendMessage":
      return serviceEvents("sqs", resource.token ? "sendMessage.waitForTaskToken" : "sendMessage");
    case "invoke":
      return serviceEvents("lambda", "invoke");
    case "function":
      return { prefix: "LambdaFunction", member: "lambdaFunction", common: {} };
  }
}

function serviceEvents(resourceType: string, resource: string): TaskEvents {
  return { prefix: "Task", member: "task", common: { resourceType, resource } };
}

export function scheduledDetails(
  resource: TaskResource,
  parameters: string,
  machineArn: string,
): Record<string, unknown> {
  if (resource.kind === "function") {
    return { resource: resource.arn, input: parameters, inputDetails: { truncated: false } };
  }
  return { ...eventsOf(resource).common, region: machineArn.split(":")[3], parameters };
}

export function outputDetails(events: TaskEvents, output: Payload): Details {
  return { ...events.common, output: output.text, outputDetails: { truncated: false } };
}
