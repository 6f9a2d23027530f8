// What keeps the environments of one thread apart while they run: whose variables `process.env` shows, whose log a written line
// belongs to, whose end an uncaught error or `process.exit` is, and how much of the thread's processor time each has used.
// All of it follows the asynchronous context in which a function's code runs.
import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";

/** @type {AsyncLocalStorage<Environment>} */
const current = new AsyncLocalStorage();
/** Environments that are starting or have an invocation. */
const busy = new Set();
let sharedMicros = 0;

/** Processor time since the last look is shared equally by the environments that were busy. */
function shareTime() {
  const { user, system } = process.threadCpuUsage();
  const micros = user + system - sharedMicros;
  sharedMicros += micros;
  for (const environment of busy) environment.micros += micros / busy.size;
}

export class Environment {
  /** @type {((event: unknown, context: object) => unknown) | undefined} */
  handler;
  micros = 0;
  hasEnded = false;
  #unsent = "";

  /**
   * @param {number} number
   * @param {import("./protocol.ts").EnvironmentStart} start
   * @param {(message: object) => void} post
   */
  constructor(number, start, post) {
    this.number = number;
    this.start = start;
    /** @type {Record<string, string>} */
    this.variables = { ...start.variables };
    this.post = post;
  }

  /** @template T @param {() => T} work @returns {T} */
  run(work) {
    return current.run(this, work);
  }

  /** @template T @param {() => T} work @returns {T} */
  outside(work) {
    return current.exit(work);
  }

  begin() {
    shareTime();
    this.micros = 0;
    busy.add(this);
  }

  /** @param {object} message An EnvironmentMessage of protocol.ts but for its processor time */
  answer(message) {
    if (this.hasEnded) return;
    shareTime();
    busy.delete(this);
    this.#sendLog();
    this.post({ ...message, processorMillis: this.micros / 1000 });
  }

  /** @param {string} text */
  log(text) {
    if (this.hasEnded) return;
    if (this.#unsent === "") setImmediate(() => this.#sendLog());
    this.#unsent += text;
  }

  /** What its code still does has no effect from now on. */
  end() {
    this.#sendLog();
    this.hasEnded = true;
    shareTime();
    busy.delete(this);
  }

  #sendLog() {
    if (this.#unsent !== "") this.post({ type: "log", text: this.#unsent });
    this.#unsent = "";
  }
}

/**
 * @param {Readonly<Record<string, string>>} common Variables outside of every environment
 * @param {(environment: Environment, error: import("./protocol.ts").FunctionError) => void} onCrash
 */
export function hostEnvironments(common, onCrash) {
  partVariables({ ...common });
  partOutput();
  cutEnded();
  process.on("uncaughtException", (error) => {
    const environment = current.getStore();
    // Nobody's: the thread ends, and with it all that it hosts.
    if (environment === undefined) throw error;
    if (environment.hasEnded) return;
    const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
    onCrash(environment, { errorType: name, errorMessage: message, trace: [] });
  });
  const exit = process.exit.bind(process);
  process.exit = (code) => {
    const environment = current.getStore();
    if (environment === undefined) return exit(code);
    if (!environment.hasEnded) {
      const errorMessage = "Runtime exited without providing a reason";
      onCrash(environment, { errorType: "Runtime.ExitError", errorMessage, trace: [] });
    }
    throw new Error("the environment has exited");
  };
}

/** @param {Record<string, string>} common */
function partVariables(common) {
  const variables = () => current.getStore()?.variables ?? common;
  const env = new Proxy(common, {
    get: (_common, name) => Reflect.get(variables(), name),
    set: (_common, name, value) => Reflect.set(variables(), name, String(value)),
    has: (_common, name) => Reflect.has(variables(), name),
    deleteProperty: (_common, name) => Reflect.deleteProperty(variables(), name),
    ownKeys: () => Reflect.ownKeys(variables()),
    getOwnPropertyDescriptor: (_common, name) => {
      const found = Reflect.getOwnPropertyDescriptor(variables(), name);
      return found === undefined ? undefined : { ...found, configurable: true };
    },
    defineProperty: (_common, name, descriptor) => Reflect.defineProperty(variables(), name, descriptor),
  });
  Object.defineProperty(process, "env", { value: env, enumerable: true, configurable: true });
}

function partOutput() {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream);
    stream.write = (chunk, encoding, done) => {
      const environment = current.getStore();
      if (environment === undefined) return write(chunk, encoding, done);
      environment.log(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
      const called = typeof encoding === "function" ? encoding : done;
      if (called !== undefined) queueMicrotask(() => called());
      return true;
    };
  }
}

/** An environment that has ended sends nothing any more, whatever of its code still runs: on AWS none of it would. */
function cutEnded() {
  subscribe("http.client.request.created", ({ request }) => {
    if (current.getStore()?.hasEnded === true) request.destroy(new Error("the environment has ended"));
  });
  const fetched = globalThis.fetch;
  globalThis.fetch = (...given) => {
    if (current.getStore()?.hasEnded === true) return Promise.reject(new Error("the environment has ended"));
    return fetched(...given);
  };
}
