// Runs inside a worker thread: loads one function's bundle as Lambda's runtime does, then answers one invocation at a time.
// It knows nothing but its start data, its environment and the messages of the pool.
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { type InvokeMessage, type WorkerMessage, type WorkerStart, functionErrorOf } from "./protocol.ts";

type Handler = (event: unknown, context: object) => unknown;

const start: WorkerStart = workerData;

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}

function contextOf(message: InvokeMessage): object {
  return {
    functionName: start.functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: start.functionArn,
    memoryLimitInMB: start.memoryMegabytes,
    awsRequestId: message.requestId,
    logGroupName: `/aws/lambda/${start.functionName}`,
    logStreamName: "embedded",
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(message.deadlineMillis - Date.now(), 0),
  };
}

async function answer(handler: Handler, message: InvokeMessage): Promise<void> {
  try {
    const event: unknown = JSON.parse(message.event);
    const result: unknown = await handler(event, contextOf(message));
    const payload: string | undefined = JSON.stringify(result);
    send({ type: "done", payload });
  } catch (error) {
    send({ type: "failed", error: functionErrorOf(error) });
  }
}

async function load(): Promise<Handler> {
  const module: unknown = await import(pathToFileURL(start.file).href);
  const entries = typeof module === "object" && module !== null ? Object.entries(module) : [];
  const found: unknown = entries.find(([name]) => name === start.exportName)?.[1];
  if (!isHandler(found)) throw new Error(`${start.exportName} is undefined or not exported`);
  return found;
}

function isHandler(value: unknown): value is Handler {
  return typeof value === "function";
}

try {
  const handler = await load();
  parentPort?.on("message", (message: InvokeMessage) => {
    void answer(handler, message);
  });
  send({ type: "ready" });
} catch (error) {
  send({ type: "initFailed", error: functionErrorOf(error) });
}
