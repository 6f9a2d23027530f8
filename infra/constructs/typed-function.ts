// A Lambda function whose environment is demanded by its schema (contracts/environments.ts) when this file is compiled,
// with its own role, log group with an end, and traces. Its code comes from the one bundling run. Callers invoke
// its alias `live`, which points to one version, so that a deployment can go over step by step and back.
import { Duration, RemovalPolicy, Size } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  Alias,
  Architecture,
  Function as LambdaFunction,
  type IFunction,
  type IVersion,
  RecursiveLoop,
  Runtime,
  Tracing,
  Version,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import type * as z from "zod";
import { SERVICE_VARIABLE } from "../../contracts/environments.ts";
import { invariant } from "../../contracts/errors.ts";
import { FILES_NODE_OPTIONS } from "../../contracts/limits.ts";
import { bundledCode, type EntryName } from "../bundle.ts";
import { profilesFile } from "../read-profiles.ts";
import { allow } from "./grants.ts";

/** A schema of an environment: variables are text before they are parsed. */
type EnvironmentSchema = z.ZodType<unknown, Record<string, string>>;

export interface TypedFunctionProps<S extends EnvironmentSchema> {
  /** The deployment, as its metrics and log lines name it. */
  readonly service: string;
  /** Folder under lambdas/, or `ordering-api`. */
  readonly entry: EntryName;
  /** What it decides, in a few words: shown in the console. */
  readonly purpose: string;
  readonly schema: S;
  readonly environment: NoInfer<z.input<S>>;
  readonly timeoutSeconds: number;
  /** `calls` (the default) waits most of its time; `files` reads or writes whole files, with a processor and a disk for them. */
  readonly workload?: keyof typeof WORKLOADS;
  /** Sends messages to the queue that it reads: allowed to be invoked any number of times in one chain. */
  readonly goesOn?: boolean;
  /** Executions kept for it alone, and its most. Default: it shares the account's. */
  readonly reserved?: number;
}

/** One vCPU comes with 1,769 MB; a stage waits for the partner most of its time. */
const WORKLOADS = {
  calls: { memoryMiB: 512, diskMiB: undefined, environment: {} },
  files: {
    memoryMiB: 1769,
    /** A file of 2 GB, its rows put aside, and its results, side by side; Lambda's most (docs/aws-limits.md §1.4). */
    diskMiB: 10_240,
    environment: { NODE_OPTIONS: FILES_NODE_OPTIONS },
  },
} as const;

const LIVE_ALIAS = "live";

// CDK's classes do not fit CDK's interfaces where TypeScript takes optional properties at their word.
const isVersion = (value: unknown): value is IVersion => value instanceof Version;
const isFunction = (value: unknown): value is IFunction => value instanceof Alias;

export class TypedFunction<S extends EnvironmentSchema = EnvironmentSchema> extends LambdaFunction {
  readonly timeoutSeconds: number;
  readonly goesOn: boolean;
  /** What queues, APIs and schedules invoke: the alias. */
  readonly live: IFunction;
  readonly alias: Alias;

  constructor(scope: Construct, id: string, props: TypedFunctionProps<S>) {
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    const logGroup = new LogGroup(scope, `${id}Logs`, {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const { memoryMiB, diskMiB, environment } = WORKLOADS[props.workload ?? "calls"];
    super(scope, id, {
      description: props.purpose,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: "index.handler",
      code: bundledCode(props.entry, profilesFile(scope.node)),
      environment: { ...props.environment, ...environment, [SERVICE_VARIABLE]: props.service },
      tracing: Tracing.ACTIVE,
      timeout: Duration.seconds(props.timeoutSeconds),
      memorySize: memoryMiB,
      ...(props.goesOn === true && { recursiveLoop: RecursiveLoop.ALLOW }),
      ...(props.reserved !== undefined && { reservedConcurrentExecutions: props.reserved }),
      ...(diskMiB !== undefined && { ephemeralStorageSize: Size.mebibytes(diskMiB) }),
      role,
      logGroup,
      // An alias can go back to a version only while there is one; code of old versions is free up to 75 GB.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
    });
    this.timeoutSeconds = props.timeoutSeconds;
    this.goesOn = props.goesOn === true;
    allow(role, ["logs:CreateLogStream", "logs:PutLogEvents"], [logGroup.logGroupArn]);
    // Beside the function, not in it: the alias waits for alarms, which look at the function.
    const { currentVersion } = this;
    invariant(isVersion(currentVersion), `${id}.version`);
    const alias = new Alias(scope, `${id}Live`, { aliasName: LIVE_ALIAS, version: currentVersion });
    this.alias = alias;
    invariant(isFunction(alias), `${id}.alias`);
    this.live = alias;
  }
}
