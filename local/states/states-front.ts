// Step Functions behind the endpoint: its service errors in the endpoint's terms, and which ARN each call needs a grant for.
import type { StatesFront } from "../endpoint/endpoint.ts";
import { type JsonObject, textAt } from "../json.ts";
import { ServiceError, notImplemented } from "../service-error.ts";
import { StatesServiceError } from "../step-functions/failures.ts";
import type { StatesService } from "../step-functions/machine.ts";

export class StatesEndpoint implements StatesFront {
  readonly #service: StatesService;
  readonly #machineArns: readonly string[];

  constructor(service: StatesService, machineArns: readonly string[]) {
    this.#service = service;
    this.#machineArns = machineArns;
  }

  async call(action: string, input: JsonObject): Promise<object> {
    try {
      return await this.#service.call(action, { ...input });
    } catch (error) {
      if (!(error instanceof StatesServiceError)) throw error;
      if (error.name === "UnknownOperationException") throw notImplemented("states", action);
      throw new ServiceError(error.name, error.message);
    }
  }

  /** A token says nothing of its machine: answering tasks wants a grant on the machine, or on everything. */
  resourceOf(_action: string, input: JsonObject): string {
    return textAt(input, "executionArn") ?? textAt(input, "stateMachineArn") ?? this.#machineArns[0] ?? "*";
  }
}
