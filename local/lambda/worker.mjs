// Runs inside a worker thread: loads one function's bundle as Lambda's runtime does, then answers one invocation at a time.
// Plain JavaScript on purpose: stripping types would cost every worker a third of its start and 19 MB of memory.
// The messages are those of protocol.ts.
import { enableCompileCache, flushCompileCache } from "node:module";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";

/** @type {import("./protocol.ts").WorkerStart} */
const start = workerData;

let processorMicros = 0;

/** @param {object} message A WorkerMessage of protocol.ts but for the processor time since the last one. */
function send(message) {
  const { user, system } = process.threadCpuUsage();
  const processorMillis = (user + system - processorMicros) / 1000;
  processorMicros = user + system;
  parentPort?.postMessage({ ...message, processorMillis });
}

/**
 * @param {unknown} thrown
 * @returns {import("./protocol.ts").FunctionError}
 */
function functionErrorOf(thrown) {
  if (!(thrown instanceof Error)) return { errorType: "Error", errorMessage: String(thrown), trace: [] };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? "").split("\n") };
}

/** @param {import("./protocol.ts").InvokeMessage} message */
function contextOf(message) {
  return {
    functionName: start.functionName,
    functionVersion: process.env["AWS_LAMBDA_FUNCTION_VERSION"],
    invokedFunctionArn: start.functionArn,
    memoryLimitInMB: start.memoryMegabytes,
    awsRequestId: message.requestId,
    logGroupName: `/aws/lambda/${start.functionName}`,
    logStreamName: "embedded",
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(message.deadlineMillis - Date.now(), 0),
  };
}

/**
 * @param {(event: unknown, context: object) => unknown} handler
 * @param {import("./protocol.ts").InvokeMessage} message
 */
async function answer(handler, message) {
  // Where the SDK finds what it passes on; Lambda's runtime sets it for each invocation.
  process.env["_X_AMZN_TRACE_ID"] = message.traceHeader;
  try {
    const result = await handler(JSON.parse(message.event), contextOf(message));
    send({ type: "done", payload: JSON.stringify(result) });
  } catch (error) {
    send({ type: "failed", error: functionErrorOf(error) });
  }
}

async function load() {
  enableCompileCache(start.compileCacheDir);
  const handler = (await import(pathToFileURL(start.file).href))[start.exportName];
  if (typeof handler !== "function") throw new Error(`${start.exportName} is undefined or not exported`);
  // A worker is ended from outside, so what it compiled is written now.
  flushCompileCache();
  return handler;
}

try {
  const handler = await load();
  parentPort?.on("message", (message) => {
    void answer(handler, message);
  });
  send({ type: "ready" });
} catch (error) {
  send({ type: "initFailed", error: functionErrorOf(error) });
}
