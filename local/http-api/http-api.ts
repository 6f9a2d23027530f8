// One HTTP API: finds the route, calls its function, answers as API Gateway does, with its limits on size and time.
import { randomUUID } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { CloudRequest, CloudResponse } from "../endpoint/message.ts";
import { readAll } from "../endpoint/message.ts";
import type { InvokeResult } from "../lambda/protocol.ts";
import { failure, proxyEvent, proxyResponse } from "./proxy-event.ts";
import { type MatchedRoute, type Route, compileRoutes } from "./routes.ts";

/** HTTP API quotas: payload size and maximum integration timeout. */
const PAYLOAD_BYTES_MAX = 10 * 1024 * 1024;
const TIMEOUT_MILLIS = 30_000;

export type InvokeFunction = (functionArn: string, event: unknown) => Promise<InvokeResult>;

export class HttpApi {
  readonly id: string;
  readonly #invoke: InvokeFunction;
  readonly #clock: Clock;
  #match: (method: string, path: string) => MatchedRoute | undefined = () => undefined;

  constructor(id: string, invoke: InvokeFunction, clock: Clock) {
    this.id = id;
    this.#invoke = invoke;
    this.#clock = clock;
  }

  setRoutes(routes: readonly Route[]): void {
    this.#match = compileRoutes(routes);
  }

  async handle(request: CloudRequest): Promise<CloudResponse> {
    const matched = this.#match(request.method, request.path);
    if (matched === undefined) return failure(404, "Not Found");
    if (Number(request.headers["content-length"] ?? 0) > PAYLOAD_BYTES_MAX)
      return failure(413, "Request Entity Too Large");
    const body = await readAll(request.body);
    if (body.length > PAYLOAD_BYTES_MAX) return failure(413, "Request Entity Too Large");
    const requestId = randomUUID();
    const arrival = { apiId: this.id, requestId, request, rawQuery: request.query.toString(), body };
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

function answerOf(result: InvokeResult | "late"): CloudResponse {
  if (result === "late") return failure(503, "Service Unavailable");
  return result.ok ? proxyResponse(result.payload) : failure(500, "Internal Server Error");
}
