// Runs inside a thread that hosts environments: each is one function's bundle loaded as Lambda's runtime does, with variables,
// output and an end of its own, and answers one invocation at a time. Libraries are loaded once for all of them.
// Plain JavaScript on purpose: stripping types would cost every thread a part of its start. The messages are those of
// protocol.ts.
import { enableCompileCache, flushCompileCache } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { Environment, hostEnvironments } from "./host-environments.mjs";
import { importFresh, importLibraries, isolateModules } from "./host-modules.mjs";

/** @type {import("./protocol.ts").HostStart} */
const host = workerData;
/** @type {Map<number, Environment>} */
const environments = new Map();

/**
 * @param {unknown} thrown
 * @returns {import("./protocol.ts").FunctionError}
 */
function functionErrorOf(thrown) {
  if (!(thrown instanceof Error)) return { errorType: "Error", errorMessage: String(thrown), trace: [] };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? "").split("\n") };
}

/**
 * @param {import("./protocol.ts").EnvironmentStart} start
 * @param {import("./protocol.ts").Invocation} invocation
 */
function contextOf(start, invocation) {
  return {
    functionName: start.functionName,
    functionVersion: start.variables["AWS_LAMBDA_FUNCTION_VERSION"] ?? "$LATEST",
    invokedFunctionArn: start.functionArn,
    memoryLimitInMB: start.memoryMegabytes,
    awsRequestId: invocation.requestId,
    logGroupName: `/aws/lambda/${start.functionName}`,
    logStreamName: "embedded",
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(invocation.deadlineMillis - Date.now(), 0),
  };
}

/** @param {Environment} environment */
async function load(environment) {
  const { file, exportName } = environment.start;
  const handler = (await importFresh(file, environment))[exportName];
  if (typeof handler !== "function") throw new Error(`${exportName} is undefined or not exported`);
  return handler;
}

/** @param {readonly string[]} files */
async function prepare(files) {
  // A library that cannot be loaded fails the start of the function that needs it, which says so.
  for (const file of files) await importLibraries(file).catch(() => undefined);
}

/** @param {number} number @param {import("./protocol.ts").EnvironmentStart} start */
async function open(number, start) {
  const environment = new Environment(number, start, (message) => {
    parentPort?.postMessage({ environment: number, message });
  });
  environments.set(number, environment);
  environment.begin();
  try {
    environment.handler = await environment.run(() => load(environment));
    environment.answer({ type: "ready" });
  } catch (error) {
    environment.answer({ type: "initFailed", error: functionErrorOf(error) });
    end(number);
  }
  // A thread is ended from outside, so what it compiled is written now.
  flushCompileCache();
}

/** @param {number} number @param {import("./protocol.ts").Invocation} invocation */
async function invoke(number, invocation) {
  const environment = environments.get(number);
  if (environment?.handler === undefined) return;
  const { handler, start } = environment;
  environment.begin();
  // Where the SDK finds what it passes on; Lambda's runtime sets it for each invocation.
  environment.variables["_X_AMZN_TRACE_ID"] = invocation.traceHeader;
  try {
    const context = contextOf(start, invocation);
    const result = await environment.run(async () => handler(JSON.parse(invocation.event), context));
    environment.answer({ type: "done", payload: JSON.stringify(result) });
  } catch (error) {
    environment.answer({ type: "failed", error: functionErrorOf(error) });
  }
}

/** @param {number} number */
function end(number) {
  const environment = environments.get(number);
  environments.delete(number);
  environment?.end();
}

enableCompileCache(host.compileCacheDir);
isolateModules();
hostEnvironments(host.variables, (environment, error) => {
  environment.answer({ type: "crashed", error });
  end(environment.number);
});
parentPort?.on("message", (/** @type {import("./protocol.ts").HostMessage} */ message) => {
  if (message.type === "prepare") void prepare(message.files);
  else if (message.type === "open") void open(message.environment, message.start);
  else if (message.type === "invoke") void invoke(message.environment, message.invocation);
  else {
    end(message.environment);
    parentPort?.postMessage({ environment: message.environment, message: { type: "ended" } });
  }
});
