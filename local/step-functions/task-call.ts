// The calls that a task can make, with their arguments checked: an argument that is not implemented fails the state by
// name. Errors of the called service become the error names that Step Functions gives them.
import { messageOfThrown, nameOf, StateFailure } from "./failures.ts";
import { type SendMessageParams, UNREACHED } from "./host.ts";
import type { RunParts } from "./run-parts.ts";
import type { TaskResource } from "./state-types.ts";

/** Under the machine's role. Rejects with StateFailure. */
export async function callResource(run: RunParts, resource: TaskResource, parameters: unknown): Promise<unknown> {
  try {
    return await request(run, resource, parameters);
  } catch (error) {
    throw callFailure(resource, error);
  }
}

async function request({ host, roleArn }: RunParts, resource: TaskResource, parameters: unknown): Promise<unknown> {
  switch (resource.kind) {
    case "sendMessage":
      return await host.sendMessage(sendMessageParams(parameters), roleArn);
    case "invoke": {
      const { FunctionName: name, Payload: payload } = invokeParams(parameters);
      return {
        ExecutedVersion: "$LATEST",
        Payload: await host.invokeFunction(name, payload, roleArn),
        StatusCode: 200,
      };
    }
    case "function":
      return await host.invokeFunction(resource.arn, parameters, roleArn);
  }
}

const SEND_MESSAGE_FIELDS = [
  "QueueUrl",
  "MessageBody",
  "MessageGroupId",
  "MessageDeduplicationId",
  "DelaySeconds",
  "MessageAttributes",
];

function sendMessageParams(parameters: unknown): SendMessageParams {
  refuseUnknown(parameters, SEND_MESSAGE_FIELDS);
  if (!("QueueUrl" in parameters && typeof parameters.QueueUrl === "string" && "MessageBody" in parameters)) {
    throw new StateFailure({ error: "States.Runtime", detail: "sendMessage needs QueueUrl and MessageBody." });
  }
  return { ...parameters, QueueUrl: parameters.QueueUrl, MessageBody: parameters.MessageBody };
}

function invokeParams(parameters: unknown): { FunctionName: string; Payload: unknown } {
  refuseUnknown(parameters, ["FunctionName", "Payload"]);
  if (!("FunctionName" in parameters && typeof parameters.FunctionName === "string")) {
    throw new StateFailure({ error: "States.Runtime", detail: "invoke needs FunctionName." });
  }
  return { FunctionName: parameters.FunctionName, Payload: "Payload" in parameters ? parameters.Payload : {} };
}

function refuseUnknown(parameters: unknown, known: readonly string[]): asserts parameters is object {
  const fields = typeof parameters === "object" && parameters !== null ? Object.keys(parameters) : ["(no object)"];
  const others = fields.filter((field) => !known.includes(field));
  if (others.length === 0) return;
  throw new StateFailure({ error: "States.Runtime", detail: `Arguments not supported: ${others.join(", ")}.` });
}

function callFailure(resource: TaskResource, thrown: unknown): StateFailure {
  if (thrown instanceof StateFailure) return thrown;
  const name = nameOf(thrown);
  if (resource.kind === "sendMessage") {
    // Nothing answered: the message may have been taken all the same.
    if (name === UNREACHED)
      return new StateFailure({ error: "SQS.SdkClientException", detail: messageOfThrown(thrown) });
    return new StateFailure({
      error: name === "QueueDoesNotExist" ? "SQS.QueueDoesNotExistException" : "SQS.AmazonSQSException",
      detail: `${messageOfThrown(thrown)} (Service: AmazonSQS; Error Code: ${name})`,
    });
  }
  return new StateFailure({
    error: name,
    detail: messageOfThrown(thrown),
  });
}
