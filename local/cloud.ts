// The embedded cloud: runs a synthesized assembly on this machine. Joins the parts: addresses first, since the template's
// texts contain them, then resources, then everything that moves by itself.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { OnCloudEvent } from "./cloud-event.ts";
import type { CloudOptions } from "./cloud-options.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type ExecutionSummary, type States, startStates, summariesOf } from "./states/start-states.ts";
import { type CloudWatch, measureApis, measuring, openCloudWatch } from "./cloudwatch/cloudwatch.ts";
import { Deliveries } from "./deliveries.ts";
import { Endpoint } from "./endpoint/endpoint.ts";
import { type RequestHandler, createRequestHandler } from "./endpoint/request-handler.ts";
import { EventBus } from "./events/event-bus.ts";
import { EventsService } from "./events/events-service.ts";
import { Schedules } from "./events/schedules.ts";
import { FunctionLog } from "./function-log.ts";
import { type Fronts, openFronts } from "./fronts.ts";
import { recordGrants } from "./iam/grant-record.ts";
import { type Credentials, Guard } from "./iam/guard.ts";
import { type Grant, Principal } from "./iam/principal.ts";
import type { RoleRequest } from "./iam/trust.ts";
import { REGION, ACCOUNT_ID, arn } from "./identity.ts";
import type { InvokeFunction } from "./http-api/http-api.ts";
import type { InvokeResult } from "./lambda/protocol.ts";
import { closeFunctions, endWork, killWorkers, warmUp } from "./lambda/all-pools.ts";
import { EnvironmentBudget } from "./lambda/environment-budget.ts";
import type { HostThreads } from "./lambda/host-threads.ts";
import { Meter, type MeterReading } from "./meter/meter.ts";
import { provisionNotifications, provisionRules, provisionSchedules } from "./provision/provision-events.ts";
import { provisionAsyncInvocations } from "./provision/provision-async-invocations.ts";
import { type Functions, provisionEventSources, provisionFunctions } from "./provision/provision-functions.ts";
import { provisionHttpApis } from "./provision/provision-http-apis.ts";
import { provisionIam } from "./provision/provision-iam.ts";
import { openHosts } from "./provision/open-hosts.ts";
import { closeStorage, openStorage } from "./provision/open-storage.ts";
import { standInAddresses } from "./stand-in.ts";
import { checkTransfer } from "./transfer/check-transfer.ts";
import { readAssembly, type StackTemplate } from "./template/assembly.ts";
import { type ResourceSet, declaredApis, readResources } from "./template/read-resources.ts";

export interface Cloud {
  readonly endpoint: string;
  readonly region: string;
  readonly accountId: string;
  readonly rootCredentials: Credentials;
  /**
   * Who calls with these may do what the role of this ARN may, as after STS's AssumeRole. `request`: who asks, of another account, whom
   * the role must trust; without it nobody is asked for.
   */
  assumeRole(roleArn: string, request?: RoleRequest): Credentials;
  /** Outputs of all stacks by key. */
  readonly outputs: Readonly<Record<string, string>>;
  /** For SDK clients in this process: no socket; the caller is still who signed. */
  requestHandler(): RequestHandler;
  /** All executions, oldest first, with the length of their history. */
  executions(): Promise<readonly ExecutionSummary[]>;
  /** What AWS would bill for everything that has happened since the start. */
  readMeter(): MeterReading;
  /** Metrics, alarms and dashboards. */
  readonly cloudWatch: CloudWatch;
  /** Grants of roles that no call has needed so far. */
  unusedGrants(): readonly Grant[];
  /** Deletes now, and not within the hour, what DynamoDB's time to live has let expire; answers how many items. */
  deleteExpired(): Promise<number>;
  /** As a person does by hand. `payload`: the event. */
  invoke(functionName: string, payload: unknown): Promise<InvokeResult>;
  /** Ends environments in the middle of their work, with the threads that host them, for chaos tests; answers how many. */
  killWorkers(choose: (functionName: string, index: number) => boolean): Promise<number>;
  close(): Promise<void>;
}

/** An environment takes some 4 MB. */
const CONCURRENCY_MAX = 64;
/** Where one function's environments all wait for a partner, ten of them have a hundred messages in its hands. */
const FUNCTION_CONCURRENCY_MAX = 10;

/** What the steps of a start share. */
interface Start {
  readonly options: CloudOptions;
  readonly clock: Clock;
  readonly onEvent: OnCloudEvent;
  readonly guard: Guard;
  readonly meter: Meter;
  readonly fronts: Fronts;
  readonly resources: ResourceSet;
  readonly log: FunctionLog;
  readonly hosts: HostThreads;
  /** Undone in reverse order, at the close or when a step fails. */
  readonly closers: (() => void | Promise<void>)[];
}

interface Running {
  readonly functions: Functions;
  readonly states: States;
  readonly endpoint: Endpoint;
  readonly cloudWatch: CloudWatch;
  readonly invoke: InvokeFunction;
  readonly deleteExpired: () => Promise<number>;
}

export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const clock = options.clock ?? systemClock;
  const onEvent: OnCloudEvent = options.onEvent ?? (() => undefined);
  const isRun = ({ name }: StackTemplate): boolean => name !== options.standIn?.stack;
  const assembly = readAssembly(options.assemblyDir);
  const [stacks, leftOut] = [assembly.filter(isRun), assembly.filter((stack) => !isRun(stack))];
  mkdirSync(options.dataDir, { recursive: true });
  const guard = new Guard(onEvent);
  const meter = new Meter(options.subjectPattern);
  const closers: Start["closers"] = [];
  const closeAll = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
  };
  try {
    const log = new FunctionLog(options.dataDir, options.logLevelMin ?? "DEBUG");
    closers.push(() => log.close());
    const hosts = openHosts(stacks, { compiledDir: compiledDirOf(options), log });
    closers.push(() => hosts.close());
    const fronts = await openFronts(declaredApis(stacks), {
      clock,
      meter,
      endpointPort: options.endpointPort ?? 0,
      httpApiPorts: options.httpApiPorts ?? {},
    });
    closers.push(
      () => fronts.close(),
      () => {
        recordGrants(() => guard.grantUses());
      },
    );
    const outside = await standInAddresses(options.standIn, leftOut, fronts);
    const apis = new Map([...fronts.addresses.apis, ...outside]);
    const resources = readResources(stacks, { ...fronts.addresses, apis }, leftOut);
    const running = await run({ options, clock, onEvent, guard, meter, fronts, resources, log, hosts, closers });
    const { functions, states, endpoint, cloudWatch } = running;
    return {
      cloudWatch,
      endpoint: fronts.addresses.endpoint,
      region: REGION,
      accountId: ACCOUNT_ID,
      rootCredentials: guard.credentialsFor(new Principal("root", { isRoot: true })),
      assumeRole: (roleArn, request) =>
        request === undefined ? guard.credentialsFor(guard.role(roleArn)) : guard.assumeRole(roleArn, request),
      outputs: resources.outputs,
      requestHandler: () => createRequestHandler((request) => endpoint.handle(request)),
      executions: () => summariesOf(states.service, states.machineArns),
      readMeter: () => meter.read(),
      unusedGrants: () => guard.unusedGrants(),
      deleteExpired: running.deleteExpired,
      invoke: (functionName, payload) => running.invoke(arn("lambda", `function:${functionName}`), payload),
      killWorkers: (choose) => killWorkers(functions, choose),
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function run(start: Start): Promise<Running> {
  const { options, clock, onEvent, guard, meter, fronts, resources, closers } = start;
  provisionIam(resources, guard);
  checkTransfer(resources, onEvent);
  const deliveries = new Deliveries(clock, guard, meter);
  const storage = await openStorage(resources, {
    clock,
    meter,
    dataDir: options.dataDir,
    secretValues: options.secretValues ?? {},
    onObjectChanged: (change) => {
      deliveries.objectChanged(change);
    },
  });
  closers.push(() => closeStorage(storage));
  const cloudWatch = openCloudWatch(resources, {
    ...{ clock, guard, onEvent },
    queues: () => storage.sqs.queues(),
    transitions: () => meter.total("stateTransitions"),
  });
  storage.dynamodb.onConsumed = (table, kind, units) => {
    cloudWatch.services.consumed(table, kind, units);
  };
  const functions = openFunctions(start, cloudWatch);
  deliveries.connect(storage.sqs, functions);
  const bus = new EventBus(clock, (target, input, { groupId }) => {
    deliveries.deliver(target, input, groupId);
  });
  const heard = { clock, guard, meter, onEvent: measuring(cloudWatch, onEvent) };
  const moved = { deliveries, bus, onTaskSend: options.onTaskSend };
  const states = startStates(resources, { ...heard, ...moved, compiledDir: compiledDirOf(options) });
  const endpoint = new Endpoint(
    { ...storage, states: states.front, events: new EventsService(bus) },
    { clock, guard, meter, onEvent },
  );
  await provisionHttpApis(resources, fronts.apis, { guard, clock, issuerAddresses: options.issuerAddresses ?? {} });
  measureApis(cloudWatch, fronts.apis);
  fronts.serve((request) => endpoint.handle(request), deliveries.invoke);

  const schedules = new Schedules(clock);
  closers.push(() => {
    schedules.stop();
    deliveries.asynchronous.stop();
  });
  provisionAsyncInvocations(resources, deliveries.asynchronous, guard);
  const moving = { guard, schedules, meter, fire: deliveries.fire };
  provisionRules(resources, bus, moving);
  provisionSchedules(resources, moving);
  deliveries.setNotifications(provisionNotifications(resources, guard));
  const mappings = provisionEventSources(resources, functions, { ...heard, sqs: storage.sqs });
  for (const mapping of mappings) mapping.start();
  cloudWatch.book.start();
  closers.push(async () => {
    cloudWatch.book.stop();
    await endWork(mappings);
  });
  void warmUp(functions);
  const deleteExpired = (): Promise<number> => storage.dynamodb.deleteExpired();
  return { functions, states, endpoint, cloudWatch, invoke: deliveries.invoke, deleteExpired };
}

const compiledDirOf = ({ assemblyDir }: CloudOptions): string => join(assemblyDir, ".compiled");

function openFunctions(start: Start, cloudWatch: CloudWatch): Functions {
  const { options, clock, onEvent, guard, meter, fronts, resources, log, hosts, closers } = start;
  const concurrencyMax = options.concurrencyMax ?? CONCURRENCY_MAX;
  const functions = provisionFunctions(resources, {
    guard,
    endpoint: fronts.addresses.endpoint,
    concurrencyMax: Math.min(concurrencyMax, FUNCTION_CONCURRENCY_MAX),
    pools: {
      clock,
      meter,
      onEvent,
      budget: new EnvironmentBudget(concurrencyMax),
      hosts,
      onLog: (name, text) => {
        meter.count("logBytes", Buffer.byteLength(text), { caller: name, text: () => text });
        log.write(name, text);
        cloudWatch.hear(text);
      },
      onInvoked: (name, invocation) => {
        cloudWatch.services.invoked(name, invocation);
      },
    },
  });
  closers.push(() => {
    closeFunctions(functions);
  });
  return functions;
}
