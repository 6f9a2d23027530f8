// One HTTP API: finds the route, calls its function, answers as API Gateway does, with its limits on size and time.
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { CloudRequest, CloudResponse } from "../endpoint/message.ts";
import { readAll } from "../endpoint/message.ts";
import type { InvokeResult } from "../lambda/protocol.ts";
import type { Meter } from "../meter/meter.ts";
import { failure } from "./failure.ts";
import { proxyEvent, proxyResponse } from "./proxy-event.ts";
import { type MatchedRoute, type Route, compileRoutes } from "./routes.ts";

/** HTTP API quotas: payload size and maximum integration timeout (API Gateway developer guide, "Quotas for HTTP APIs"). */
const PAYLOAD_BYTES_MAX = 10 * 1024 * 1024;
const TIMEOUT_MILLIS = 30_000;
/** Request line and header values together. */
const HEADER_BYTES_MAX = 10_240;
/** A request is billed for each 512 KB (https://aws.amazon.com/api-gateway/pricing/). */
const BILLED_BYTES = 512 * 1024;

export type InvokeFunction = (functionArn: string, event: unknown) => Promise<InvokeResult>;

export class HttpApi {
  readonly id: string;
  readonly #name: string;
  readonly #invoke: InvokeFunction;
  readonly #clock: Clock;
  readonly #meter: Meter;
  #match: (method: string, path: string) => MatchedRoute | undefined = () => undefined;

  constructor(
    { id, name }: { id: string; name: string },
    invoke: InvokeFunction,
    { clock, meter }: { clock: Clock; meter: Meter },
  ) {
    this.id = id;
    this.#name = name;
    this.#invoke = invoke;
    this.#clock = clock;
    this.#meter = meter;
  }

  setRoutes(routes: readonly Route[]): void {
    this.#match = compileRoutes(routes);
  }

  /** Hears of each answer's status. */
  onAnswered: (status: number) => void = () => undefined;

  async handle(request: CloudRequest): Promise<CloudResponse> {
    const response = await this.#answer(request);
    this.onAnswered(response.status);
    return response;
  }

  async #answer(request: CloudRequest): Promise<CloudResponse> {
    const matched = this.#match(request.method, request.path);
    if (headerBytes(request) > HEADER_BYTES_MAX) return failure(431, "Request Header Fields Too Large");
    if (matched === undefined) return failure(404, "Not Found");
    if (Number(request.headers["content-length"] ?? 0) > PAYLOAD_BYTES_MAX)
      return failure(413, "Request Entity Too Large");
    const { guard } = matched.route;
    const authorized = await guard?.authorizer.authorize(request, guard.scopes);
    const requestId = randomUUID();
    // What is refused here costs nothing, and no function hears of it.
    if (authorized?.kind === "refused") {
      const { response } = authorized;
      return { ...response, headers: { ...response.headers, "apigw-requestid": requestId } };
    }
    const body = await readAll(request.body);
    if (body.length > PAYLOAD_BYTES_MAX) return failure(413, "Request Entity Too Large");
    const requests = Math.max(1, Math.ceil(body.length / BILLED_BYTES));
    this.#meter.count("httpApiRequests", requests, { caller: this.#name, text: () => body.toString("utf8") });
    const rawQuery = request.query.toString();
    const arrival = { apiId: this.id, requestId, request, rawQuery, body, authorizer: authorized?.context };
    const result = await this.#withinTime(
      this.#invoke(matched.route.functionArn, proxyEvent(arrival, matched, this.#clock)),
    );
    const response = answerOf(result);
    return { ...response, headers: { ...response.headers, "apigw-requestid": requestId } };
  }

  #withinTime(invocation: Promise<InvokeResult>): Promise<InvokeResult | "late"> {
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.setTimer(TIMEOUT_MILLIS, () => {
        resolve("late");
      });
      invocation.then(resolve, reject).finally(cancel);
    });
  }
}

function headerBytes({ method, path, query, headers }: CloudRequest): number {
  const line = `${method} ${path}?${query.toString()} HTTP/1.1`;
  return Object.values(headers).reduce((sum, value) => sum + Buffer.byteLength(value), line.length);
}

function answerOf(result: InvokeResult | "late"): CloudResponse {
  if (result === "late") return failure(503, "Service Unavailable");
  return result.ok ? proxyResponse(result.payload) : failure(500, "Internal Server Error");
}
