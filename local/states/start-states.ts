// Makes the template's state machines and connects the interpreter with the cloud: time, queues, functions, event bus.
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { OnCloudEvent } from "../cloud-event.ts";
import type { OnTaskSend } from "../cloud-options.ts";
import type { Deliveries } from "../deliveries.ts";
import type { StatesFront } from "../endpoint/endpoint.ts";
import type { EventBus } from "../events/event-bus.ts";
import type { Guard } from "../iam/guard.ts";
import { type JsonObject, isObject, listAt, numberAt, objectAt, textAt } from "../json.ts";
import type { Meter } from "../meter/meter.ts";
import { StatesService } from "../step-functions/machine.ts";
import { type StatesHost, UNREACHED } from "../step-functions/host.ts";
import type { Resource, ResourceSet } from "../template/read-resources.ts";
import { StatesEndpoint } from "./states-front.ts";

export interface States {
  readonly service: StatesService;
  readonly front: StatesFront;
  readonly machineArns: readonly string[];
}

export interface StatesMeans {
  readonly clock: Clock;
  readonly guard: Guard;
  readonly deliveries: Deliveries;
  readonly bus: EventBus;
  readonly meter: Meter;
  readonly onEvent: OnCloudEvent;
  readonly onTaskSend: OnTaskSend | undefined;
  /** Where is kept what is compiled or checked once for all starts. */
  readonly compiledDir: string;
}

export function startStates(resources: ResourceSet, means: StatesMeans): States {
  const machines = resources.ofType("AWS::StepFunctions::StateMachine");
  const service = new StatesService({ ...hostOf(means), ...meteringOf(machines, means.meter) });
  for (const machine of machines) {
    const where = `${machine.stack.name}/${machine.logicalId}`;
    const type = textAt(machine.properties, "StateMachineType") ?? "STANDARD";
    if (type !== "STANDARD") throw new Error(`${where}: ${type} state machines are not supported`);
    const definition = definitionOf(machine, where);
    const roleArn = textAt(machine.properties, "RoleArn") ?? "";
    const name = machine.attributes["Name"] ?? "";
    service.createStateMachine({ name, arn: machine.ref, definition, roleArn, soundIn: means.compiledDir });
  }
  const machineArns = machines.map((machine) => machine.ref);
  return { service, front: new StatesEndpoint(service, machineArns), machineArns };
}

/** The definition with `${Token}` replaced from DefinitionSubstitutions. */
function definitionOf(machine: Resource, where: string): string {
  const text = textAt(machine.properties, "DefinitionString");
  if (text === undefined) throw new Error(`${where}: no DefinitionString; a definition in S3 is not supported`);
  const values = objectAt(machine.properties, "DefinitionSubstitutions");
  return text.replaceAll(/\$\{([\w.-]+)\}/g, (_whole, token: string) => {
    const value = textAt(values, token);
    if (value === undefined) throw new Error(`${where}: no substitution for ${token}`);
    return JSON.stringify(value).slice(1, -1);
  });
}

/** As the SDK of Java says it, whose errors Step Functions tells. */
function unreached(url: string): Error {
  const message = `Unable to execute HTTP request: ${URL.parse(url)?.hostname ?? url}: Name or service not known`;
  return Object.assign(new Error(message), { name: UNREACHED });
}

function hostOf({ clock, deliveries, bus, onEvent, onTaskSend }: StatesMeans): StatesHost {
  return {
    now: () => clock.now(),
    setTimer: (millis, run) => clock.setTimer(millis, run),
    uuid: randomUUID,
    sendMessage: async (params, roleArn) => {
      const { QueueUrl: url, MessageBody: body, ...others } = params;
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const fault = deliveries.isReached(url) ? onTaskSend?.(url) : "notSent";
      if (fault === "notSent") throw unreached(url);
      const answer = deliveries.sendAs(roleArn, url, { ...others, MessageBody: text });
      if (fault === "notHeard") throw unreached(url);
      return Promise.resolve(answer);
    },
    invokeFunction: async (functionArn, payload, roleArn) => {
      const result = await deliveries.invokeAs(roleArn, functionArn, payload);
      if (result.ok) return result.payload;
      throw Object.assign(new Error(JSON.stringify(result.error)), { name: result.error.errorType });
    },
    emitStatusChange: (detail) => {
      const executionArn = textAt(detail, "executionArn") ?? "";
      const status = textAt(detail, "status") ?? "";
      const redriveCount = numberAt(detail, "redriveCount") ?? 0;
      onEvent({ type: "executionStatusChanged", executionArn, status, redriveCount });
      const detailType = "Step Functions Execution Status Change";
      bus.publish({ source: "aws.states", detailType, resources: [executionArn], detail });
    },
  };
}

/** Events of the log levels ERROR and FATAL (Step Functions developer guide, "Log levels for Step Functions execution events"). */
const FAILURE = /(?:Failed|TimedOut|Aborted)$|^FailStateEntered$/;
const FATAL = /^Execution(?:Failed|TimedOut|Aborted)$/;
const LOGGED: ReadonlyMap<string | undefined, RegExp> = new Map([
  ["ALL", /./],
  ["ERROR", FAILURE],
  ["FATAL", FATAL],
]);

/**
 * What an execution costs besides the calls of its tasks: transitions, the log of its history (each event of the log's level as
 * CloudWatch gets it), and a trace where tracing is on; how many traces X-Ray's sampling keeps depends on the rate, so each
 * is counted.
 */
function meteringOf(
  machines: readonly Resource[],
  meter: Meter,
): Required<Pick<StatesHost, "onTransition" | "onHistoryEvent">> {
  const having = (test: (properties: JsonObject) => boolean): Set<string> =>
    new Set(machines.filter(({ properties }) => test(properties)).map(({ attributes }) => attributes["Name"] ?? ""));
  const logged = new Map(
    machines.map(({ properties, attributes }) => [
      attributes["Name"] ?? "",
      LOGGED.get(textAt(objectAt(properties, "LoggingConfiguration"), "Level")),
    ]),
  );
  const traced = having((one) => objectAt(one, "TracingConfiguration")["Enabled"] === true);
  return {
    onTransition: (executionArn) => {
      meter.count("stateTransitions", 1, { caller: machineOf(executionArn), text: () => executionArn });
    },
    onHistoryEvent: (executionArn, event) => {
      const origin = { caller: machineOf(executionArn), text: () => executionArn };
      const type = textAt(event, "type") ?? "";
      if (traced.has(origin.caller) && type === "ExecutionStarted") meter.count("traces", 1, origin);
      if (logged.get(origin.caller)?.test(type) !== true) return;
      const line = JSON.stringify({ ...event, execution_arn: executionArn });
      meter.count("logBytes", Buffer.byteLength(line), origin);
    },
  };
}

/** `arn:aws:states:region:account:execution:machine:name` */
function machineOf(executionArn: string): string {
  return executionArn.split(":")[6] ?? "";
}

export interface ExecutionSummary {
  readonly name: string;
  readonly arn: string;
  readonly status: string;
  readonly historyEventCount: number;
}

export async function summariesOf(
  service: StatesService,
  machineArns: readonly string[],
): Promise<readonly ExecutionSummary[]> {
  const summaries: ExecutionSummary[] = [];
  for (const stateMachineArn of machineArns) {
    for await (const page of pages(service, "ListExecutions", { stateMachineArn, maxResults: 1000 })) {
      for (const one of listAt(page, "executions")) {
        const arn = textAt(one, "executionArn") ?? "";
        const historyEventCount = await eventCount(service, arn);
        summaries.push({
          name: textAt(one, "name") ?? "",
          arn,
          status: textAt(one, "status") ?? "",
          historyEventCount,
        });
      }
    }
  }
  return summaries.reverse();
}

async function eventCount(service: StatesService, executionArn: string): Promise<number> {
  const input = { executionArn, maxResults: 1, reverseOrder: true, includeExecutionData: false };
  const [last] = listAt(await service.call("GetExecutionHistory", input), "events");
  const id = isObject(last) ? last["id"] : 0;
  return typeof id === "number" ? id : 0;
}

async function* pages(service: StatesService, action: string, input: JsonObject): AsyncGenerator<object> {
  for (let nextToken: string | undefined; ;) {
    const page = await service.call(action, { ...input, ...(nextToken !== undefined && { nextToken }) });
    yield page;
    nextToken = textAt(page, "nextToken");
    if (nextToken === undefined) return;
  }
}
