// The SDK's clients as the adapters see them, answered in process by the embedded cloud's own cores: SQS and Step Functions
// as they are (S3: simulated-s3.ts). Errors are the SDK's classes, so that the adapters read them as on AWS.
import {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ExecutionNotRedrivable,
  InvalidToken,
  type SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from "@aws-sdk/client-sfn";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { StatesService } from "../../local/step-functions/machine.ts";
import { currentInvocation } from "./invocation.ts";
import type { SimulatedQueues } from "./simulated-queues.ts";
import type { Wire } from "./wire.ts";

export interface Command {
  readonly input: Record<string, unknown>;
}
export const actionOf = (command: Command): string => command.constructor.name.replace(/Command$/, "");

const STATES_ERRORS = {
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ExecutionNotRedrivable,
  InvalidToken,
  TaskDoesNotExist,
  TaskTimedOut,
};

export function statesClient(wire: Wire, service: StatesService): SFNClient {
  const send = (command: Command): Promise<unknown> => {
    const action = actionOf(command);
    const about = String(command.input["name"] ?? command.input["executionArn"] ?? command.input["taskToken"] ?? "");
    return wire.call({
      name: `${action} ${about.slice(-48)}`,
      effect: async () => {
        try {
          return dated(await service.call(action, command.input));
        } catch (error) {
          throw sdkError(error);
        }
      },
    });
  };
  return { send } as unknown as SFNClient;
}

/** The wire has seconds, the SDK gives dates. */
function dated(answer: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(answer).map(([name, value]): [string, unknown] =>
    name.endsWith("Date") && typeof value === "number" ? [name, new Date(value * 1000)] : [name, value],
  );
  return Object.fromEntries(entries);
}

function sdkError(error: unknown): unknown {
  if (!(error instanceof Error) || !Object.hasOwn(STATES_ERRORS, error.name)) return error;
  const make = STATES_ERRORS[error.name as keyof typeof STATES_ERRORS];
  return new make({ message: error.message, $metadata: {} });
}

export function queueClient(wire: Wire, queues: SimulatedQueues): SQSClient {
  const send = (command: Command): Promise<unknown> => {
    const action = actionOf(command);
    const url = String(command.input["QueueUrl"]);
    const traceHeader = currentInvocation.getStore()?.traceHeader;
    return wire.call({
      name: `${action} ${url.slice(url.lastIndexOf("/") + 1)} ${aboutOf(command.input)}`,
      effect: () => queues.call(action, command.input, traceHeader),
    });
  };
  return { send } as unknown as SQSClient;
}

function aboutOf(input: Record<string, unknown>): string {
  const body = String(input["MessageBody"] ?? "");
  return /o-[0-9a-f]{32}/.exec(body)?.[0] ?? String(input["ReceiptHandle"] ?? "").slice(0, 8);
}
