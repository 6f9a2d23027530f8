// What a pool and the thread that hosts its environments say to each other. Events and results travel as JSON text, as they
// do on AWS. `environment` is an environment's number within its thread.

export interface HostStart {
  readonly compileCacheDir: string;
  /** What every environment has, whatever its function: libraries see no more of the variables than this. */
  readonly variables: Readonly<Record<string, string>>;
}

export interface EnvironmentStart {
  readonly file: string;
  readonly exportName: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMegabytes: string;
  readonly variables: Readonly<Record<string, string>>;
}

export interface Invocation {
  readonly requestId: string;
  readonly event: string;
  readonly deadlineMillis: number;
  readonly traceHeader: string;
}

/** `prepare`: load the libraries that these functions will need, before any of them is opened. */
export type HostMessage =
  | { readonly type: "prepare"; readonly files: readonly string[] }
  | ({ readonly environment: number } & (
      | { readonly type: "open"; readonly start: EnvironmentStart }
      | { readonly type: "invoke"; readonly invocation: Invocation }
      | { readonly type: "end" }
    ));

export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** `processorMillis`: the environment's part of its thread's time, for the start or the invocation that the message ends. */
export type EnvironmentMessage =
  | { readonly type: "ready"; readonly processorMillis: number }
  | { readonly type: "initFailed"; readonly error: FunctionError; readonly processorMillis: number }
  | { readonly type: "done"; readonly payload: string | undefined; readonly processorMillis: number }
  | { readonly type: "failed"; readonly error: FunctionError; readonly processorMillis: number }
  | { readonly type: "crashed"; readonly error: FunctionError; readonly processorMillis: number }
  | { readonly type: "log"; readonly text: string }
  | { readonly type: "ended" };

export type HostAnswer = { readonly environment: number; readonly message: EnvironmentMessage };

export type InvokeResult =
  { readonly ok: true; readonly payload: unknown } | { readonly ok: false; readonly error: FunctionError };
