// What the pool and a worker say to each other. Events and results travel as JSON text, as they do on AWS.

export interface WorkerStart {
  readonly file: string;
  readonly exportName: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMegabytes: string;
  readonly compileCacheDir: string;
}

export interface InvokeMessage {
  readonly requestId: string;
  readonly event: string;
  readonly deadlineMillis: number;
  readonly traceHeader: string;
}

export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** `processorMillis`: of the worker's own thread, for the start or the invocation that the message ends. */
export type WorkerMessage = { readonly processorMillis: number } & (
  | { readonly type: "ready" }
  | { readonly type: "initFailed"; readonly error: FunctionError }
  | { readonly type: "done"; readonly payload: string | undefined }
  | { readonly type: "failed"; readonly error: FunctionError }
);

export type InvokeResult =
  { readonly ok: true; readonly payload: unknown } | { readonly ok: false; readonly error: FunctionError };
