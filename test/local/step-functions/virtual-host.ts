// A host with a virtual clock for tests of the interpreter: time moves only when a test says so, messages and function
// calls are kept or answered by hand, ids are counted.
import type { SendMessageParams, StatesHost } from "../../../local/step-functions/host.ts";
import { StatesService } from "../../../local/step-functions/machine.ts";

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly timestamp: number;
  readonly [details: string]: unknown;
}

export interface HistoryPage {
  readonly events: readonly HistoryEvent[];
  readonly nextToken?: string;
}

/** What DescribeExecution answers; `output` parsed where Bench does it. */
export interface Description {
  readonly executionArn: string;
  readonly status: string;
  readonly redriveCount: number;
  readonly output?: unknown;
  readonly [other: string]: unknown;
}

export class VirtualHost implements StatesHost {
  readonly messages: Array<SendMessageParams & { roleArn: string }> = [];
  readonly statusChanges: Description[] = [];
  /** Replace to answer messages at once, or to reject. */
  onMessage: (message: SendMessageParams) => void | Promise<void> = () => undefined;
  onInvoke: (functionArn: string, payload: unknown) => unknown = () => null;
  onTransition: () => void = () => undefined;
  #now = Date.parse("2026-12-01T00:00:00Z");
  #timers: Timer[] = [];
  #count = 0;

  now(): number {
    return this.#now;
  }

  setTimer(ms: number, run: () => void): () => void {
    if (ms > 2 ** 31 - 1) throw new RangeError("JavaScript timers overflow");
    const timer = { at: this.#now + ms, order: this.#count++, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  get timerCount(): number {
    return this.#timers.length;
  }

  uuid(): string {
    return `uuid-${String(this.#count++)}`;
  }

  async sendMessage(
    params: SendMessageParams,
    roleArn: string,
  ): Promise<{ MessageId: string; MD5OfMessageBody: string }> {
    this.messages.push({ ...params, roleArn });
    await this.onMessage(params);
    return { MessageId: `m-${String(this.messages.length)}`, MD5OfMessageBody: "0" };
  }

  async invokeFunction(functionArn: string, payload: unknown): Promise<unknown> {
    return await this.onInvoke(functionArn, payload);
  }

  emitStatusChange(detail: object): void {
    this.statusChanges.push(detail as Description);
  }

  /** Lets everything run that needs no time. */
  async settle(): Promise<void> {
    // A turn of the event loop comes after all microtasks, however many follow from one another.
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Moves the clock, timer by timer. */
  async advance(seconds: number): Promise<void> {
    const until = this.#now + seconds * 1000;
    await this.settle();
    for (;;) {
      const next = this.#timers.toSorted((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined || next.at > until) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = next.at;
      next.run();
      await this.settle();
    }
    this.#now = until;
  }
}

export const MACHINE_ARN = "arn:aws:states:us-east-1:000000000000:stateMachine:test";
export const ROLE_ARN = "arn:aws:iam::000000000000:role/test";

/** A service with one machine, and shorthands for what tests ask it. */
export class Bench {
  readonly host = new VirtualHost();
  readonly service = new StatesService(this.host);

  constructor(definition: object | string) {
    const text =
      typeof definition === "string" ? definition : JSON.stringify({ QueryLanguage: "JSONata", ...definition });
    this.service.createStateMachine({ name: "test", arn: MACHINE_ARN, definition: text, roleArn: ROLE_ARN });
  }

  async start(input: unknown = {}, name?: string): Promise<string> {
    const request = {
      stateMachineArn: MACHINE_ARN,
      input: JSON.stringify(input),
      ...(name === undefined ? {} : { name }),
    };
    const { executionArn } = await this.service.call("StartExecution", request);
    await this.host.settle();
    return String(executionArn);
  }

  /** Starts, lets it run, describes: `output` is parsed. */
  async run(input: unknown = {}): Promise<Description> {
    return await this.describe(await this.start(input));
  }

  async describe(executionArn: string): Promise<Description> {
    const described = (await this.service.call("DescribeExecution", { executionArn })) as Description;
    const output = described["output"];
    return typeof output === "string" ? { ...described, output: JSON.parse(output) } : described;
  }

  async history(executionArn: string): Promise<HistoryEvent[]> {
    const events: HistoryEvent[] = [];
    let nextToken: string | undefined;
    do {
      const request = { executionArn, maxResults: 1000, ...(nextToken === undefined ? {} : { nextToken }) };
      const page = (await this.service.call("GetExecutionHistory", request)) as unknown as HistoryPage;
      events.push(...page.events);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return events;
  }

  async types(executionArn: string): Promise<string[]> {
    return (await this.history(executionArn)).map((event) => event.type);
  }

  async succeed(taskToken: string, output: unknown): Promise<void> {
    await this.service.call("SendTaskSuccess", { taskToken, output: JSON.stringify(output) });
    await this.host.settle();
  }

  async fail(taskToken: string, error: string, cause?: string): Promise<void> {
    await this.service.call("SendTaskFailure", { taskToken, error, ...(cause === undefined ? {} : { cause }) });
    await this.host.settle();
  }

  async redrive(executionArn: string): Promise<void> {
    await this.service.call("RedriveExecution", { executionArn });
    await this.host.settle();
  }
}
