// The Step Functions service on one machine: the API actions of Standard workflows, with AWS's names, rules and errors. An
// action that is not implemented is an error that names it.
import { Arguments } from "./arguments.ts";
import { parseDefinition } from "./definition.ts";
import { Execution, executionArnOf, type StateMachine } from "./execution.ts";
import { DefinitionError } from "./expressions.ts";
import { messageOfThrown, StatesServiceError } from "./failures.ts";
import type { StatesHost } from "./host.ts";
import { exceedsLimit, type Payload, payloadOfText } from "./payload.ts";
import { TaskTokens } from "./task-tokens.ts";

export type { StatesHost } from "./host.ts";

type Answer = Record<string, unknown>;

interface NewStateMachine {
  readonly name: string;
  readonly arn: string;
  readonly definition: string;
  readonly roleArn: string;
  readonly type?: "STANDARD";
  /** As of parseDefinition. */
  readonly soundIn?: string;
}

const PAGE_MAX = 1000;
const PAGE_DEFAULT = 100;

export class StatesService {
  readonly #host: StatesHost;
  readonly #machines = new Map<string, StateMachine>();
  readonly #executions = new Map<string, Execution>();
  readonly #tokens: TaskTokens;
  readonly #actions: Readonly<Record<string, (input: Arguments) => Answer>>;

  constructor(host: StatesHost) {
    this.#host = host;
    this.#tokens = new TaskTokens((arn) => this.#executions.has(arn));
    this.#actions = {
      StartExecution: (input) => this.#startExecution(input),
      StopExecution: (input) => this.#stopExecution(input),
      RedriveExecution: (input) => ({
        redriveDate: this.#execution(input).redrive(input.optionalText("clientToken")) / 1000,
      }),
      DescribeExecution: (input) => this.#execution(input).describe((at) => at / 1000),
      GetExecutionHistory: (input) => this.#getExecutionHistory(input),
      ListExecutions: (input) => this.#listExecutions(input),
      DescribeStateMachine: (input) => describeMachine(this.#machine(input)),
      SendTaskSuccess: (input) =>
        this.#answerTask(() => {
          this.#tokens.succeed(input.text("taskToken"), input.text("output"));
        }),
      SendTaskFailure: (input) =>
        this.#answerTask(() => {
          this.#tokens.fail(input.text("taskToken"), input.optionalText("error") ?? "", input.optionalText("cause"));
        }),
      SendTaskHeartbeat: (input) =>
        this.#answerTask(() => {
          this.#tokens.heartbeat(input.text("taskToken"));
        }),
    };
  }

  /** Throws InvalidDefinition, which says what is wrong or not supported, and where. */
  createStateMachine(machine: NewStateMachine): void {
    try {
      const definition = parseDefinition(machine.definition, machine.soundIn);
      const { name, arn, roleArn } = machine;
      this.#machines.set(arn, {
        name,
        arn,
        roleArn,
        definitionText: machine.definition,
        definition,
        createdAt: this.#host.now(),
      });
    } catch (error) {
      if (!(error instanceof DefinitionError)) throw error;
      throw new StatesServiceError("InvalidDefinition", `Invalid State Machine Definition: '${error.message}'`);
    }
  }

  /** Timestamps in answers are seconds since the epoch, as on the wire. Rejects with `name` = the AWS error. */
  async call(action: string, input: Record<string, unknown>): Promise<Answer> {
    const run = Object.hasOwn(this.#actions, action) ? this.#actions[action] : undefined;
    if (run === undefined)
      throw new StatesServiceError("UnknownOperationException", `states:${action} is not implemented`);
    return await Promise.resolve(run(new Arguments(input)));
  }

  /** Tasks that wait for their token to come back. */
  get waitingTaskCount(): number {
    return this.#tokens.waitingCount;
  }

  #startExecution(input: Arguments): Answer {
    const machine = this.#machine(input);
    const name = input.optionalText("name") ?? this.#host.uuid();
    checkName(name);
    const text = input.optionalText("input") ?? "{}";
    const arn = executionArnOf(machine.arn, name);
    const existing = this.#executions.get(arn);
    if (existing !== undefined) {
      // Idempotent only while it runs with the very same input (docs/aws-limits.md §1.1).
      if (existing.status === "RUNNING" && existing.input.text === text) return started(existing);
      throw new StatesServiceError("ExecutionAlreadyExists", `Execution Already Exists: '${arn}'`);
    }
    const execution = new Execution(this.#host, this.#tokens, machine, { name, input: parseInput(text) });
    this.#executions.set(arn, execution);
    execution.start();
    return started(execution);
  }

  #stopExecution(input: Arguments): Answer {
    const stoppedAt = this.#execution(input).stop(input.optionalText("error"), input.optionalText("cause"));
    return { stopDate: stoppedAt / 1000 };
  }

  #getExecutionHistory(input: Arguments): Answer {
    return this.#execution(input).history.page({
      reverse: input.optionalFlag("reverseOrder") ?? false,
      includeData: input.optionalFlag("includeExecutionData") ?? true,
      countMax: pageSize(input),
      token: input.optionalText("nextToken"),
    });
  }

  #listExecutions(input: Arguments): Answer {
    const machine = this.#machine(input);
    const status = input.optionalText("statusFilter");
    const redrive = input.optionalText("redriveFilter");
    const matching = [...this.#executions.values()].filter(
      (execution) =>
        execution.machine.arn === machine.arn &&
        (status === undefined || execution.status === status) &&
        (redrive === undefined || (redrive === "REDRIVEN") === execution.redriveCount > 0),
    );
    // Newest first, as AWS lists them; the map keeps them in the order of their starts.
    matching.reverse();
    const start = Number(input.optionalText("nextToken") ?? "0");
    const end = start + pageSize(input);
    const executions = matching.slice(start, end).map(listed);
    return end < matching.length ? { executions, nextToken: String(end) } : { executions };
  }

  #machine(input: Arguments): StateMachine {
    const arn = input.text("stateMachineArn");
    const machine = this.#machines.get(arn);
    if (machine !== undefined) return machine;
    throw new StatesServiceError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${arn}'`);
  }

  #execution(input: Arguments): Execution {
    const arn = input.text("executionArn");
    const execution = this.#executions.get(arn);
    if (execution !== undefined) return execution;
    throw new StatesServiceError("ExecutionDoesNotExist", `Execution Does Not Exist: '${arn}'`);
  }

  #answerTask(act: () => void): Answer {
    act();
    return {};
  }
}

/** https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html, "name". */
function checkName(name: string): void {
  const forbidden = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff]/u;
  if (name.length > 0 && name.length <= 80 && !forbidden.test(name)) return;
  throw new StatesServiceError("InvalidName", `Invalid Name: '${name.slice(0, 80)}'`);
}

function parseInput(text: string): Payload {
  if (exceedsLimit(text))
    throw new StatesServiceError("InvalidExecutionInput", "Invalid State Machine Execution Input: too long");
  try {
    return payloadOfText(text);
  } catch (error) {
    throw new StatesServiceError(
      "InvalidExecutionInput",
      `Invalid State Machine Execution Input: '${messageOfThrown(error)}'`,
    );
  }
}

function pageSize(input: Arguments): number {
  const wanted = input.optionalNumber("maxResults") ?? 0;
  return wanted > 0 ? Math.min(wanted, PAGE_MAX) : PAGE_DEFAULT;
}

function started(execution: Execution): Answer {
  return { executionArn: execution.executionArn, startDate: execution.startedAt / 1000 };
}

const LISTED = [
  "executionArn",
  "stateMachineArn",
  "name",
  "status",
  "startDate",
  "stopDate",
  "redriveCount",
  "redriveDate",
];

function listed(execution: Execution): Answer {
  const described = execution.describe((at) => at / 1000);
  return Object.fromEntries(Object.entries(described).filter(([key]) => LISTED.includes(key)));
}

function describeMachine(machine: StateMachine): Answer {
  return {
    stateMachineArn: machine.arn,
    name: machine.name,
    status: "ACTIVE",
    definition: machine.definitionText,
    roleArn: machine.roleArn,
    type: "STANDARD",
    creationDate: machine.createdAt / 1000,
  };
}
