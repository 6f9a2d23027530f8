// A state machine from a file of statemachines/. The text stays in the template, where a review sees it; its tokens must
// be exactly the substitutions given; and the machine may send to exactly the queues it is given.
import { readFileSync } from "node:fs";
import { RemovalPolicy, Validations } from "aws-cdk-lib";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { DefinitionBody, type IStateMachine, LogLevel, StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { projectPath } from "../project-path.ts";
import { allow } from "./grants.ts";

export interface WorkflowProps {
  /** Relative to the project: `statemachines/order.asl.json`. */
  readonly definitionFile: string;
  /** By token (`QuoteQueueUrl`): the queue whose URL takes its place, and to which the machine may send. */
  readonly queues: Readonly<Record<string, IQueue>>;
}

/** The tokens of a definition: `${QuoteQueueUrl}`. */
export function tokensOf(definition: string): string[] {
  return [...new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map(([, token]) => token ?? ""))].sort();
}

function assertSameTokens(file: string, definition: string, given: readonly string[]): void {
  const found = tokensOf(definition);
  const missing = found.filter((token) => !given.includes(token));
  const unused = given.filter((token) => !found.includes(token));
  if (missing.length + unused.length === 0) return;
  throw new Error(
    `${file}: tokens without a substitution: ${missing.join(", ")}; substitutions unused: ${unused.join(", ")}`,
  );
}

export class Workflow extends Construct {
  readonly machine: IStateMachine;

  constructor(scope: Construct, id: string, props: WorkflowProps) {
    super(scope, id);
    const definition = readFileSync(projectPath(props.definitionFile), "utf8");
    assertSameTokens(props.definitionFile, definition, Object.keys(props.queues));
    const machine = new StateMachine(this, "Machine", {
      definitionBody: DefinitionBody.fromString(definition),
      definitionSubstitutions: Object.fromEntries(
        Object.entries(props.queues).map(([token, queue]) => [token, queue.queueUrl]),
      ),
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, "Logs", {
          retention: RetentionDays.THREE_MONTHS,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: LogLevel.ERROR,
        // Inputs hold task tokens: they do not belong into logs.
        includeExecutionData: false,
      },
    });
    Validations.of(machine).acknowledge({
      id: "AwsSolutions-SF1",
      reason:
        "The log has what failed. Step Functions itself keeps every event of a closed execution for 90 days, as long as this log would, and the functions' lines tell each order's way: at level ALL this log was half of what an order writes.",
    });
    allow(
      machine,
      ["sqs:SendMessage"],
      Object.values(props.queues).map((queue) => queue.queueArn),
    );
    this.machine = machine;
  }
}
