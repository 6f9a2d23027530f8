// The Lambda proxy event of an HTTP API, payload format 2.0, and the answer made from what the function returned.
import type { Clock } from "../clock.ts";
import type { CloudRequest, CloudResponse } from "../endpoint/message.ts";
import { ACCOUNT_ID, REGION } from "../identity.ts";
import { type JsonObject, isObject, listAt, numberAt, objectAt } from "../json.ts";
import { failure } from "./failure.ts";
import type { MatchedRoute } from "./routes.ts";

const TEXT_BODY = /^(text\/|application\/(.+\+)?(json|xml|javascript)|application\/x-www-form-urlencoded)/i;

export interface Arrival {
  readonly apiId: string;
  readonly requestId: string;
  readonly request: CloudRequest;
  readonly rawQuery: string;
  readonly body: Buffer;
  /** What the authorizer found out about the caller. */
  readonly authorizer?: JsonObject | undefined;
}

export function proxyEvent(arrival: Arrival, matched: MatchedRoute, clock: Clock): JsonObject {
  const { apiId, request, body } = arrival;
  const { cookie, ...headers } = request.headers;
  const isText = TEXT_BODY.test(headers["content-type"] ?? "text/plain");
  const query = queryOf(request.query);
  const path = safeDecode(request.path);
  return {
    version: "2.0",
    routeKey: matched.route.key,
    rawPath: path,
    rawQueryString: arrival.rawQuery,
    ...(cookie !== undefined && { cookies: cookie.split(/;\s*/) }),
    headers,
    ...(Object.keys(query).length > 0 && { queryStringParameters: query }),
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId,
      ...(arrival.authorizer !== undefined && { authorizer: arrival.authorizer }),
      domainName: `${apiId}.execute-api.${REGION}.amazonaws.com`,
      domainPrefix: apiId,
      http: {
        method: request.method,
        path,
        protocol: "HTTP/1.1",
        sourceIp: "127.0.0.1",
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: arrival.requestId,
      routeKey: matched.route.key,
      stage: "$default",
      time: new Date(clock.now()).toUTCString(),
      timeEpoch: clock.now(),
    },
    ...(Object.keys(matched.pathParameters).length > 0 && { pathParameters: matched.pathParameters }),
    ...(body.length > 0 && { body: isText ? body.toString("utf8") : body.toString("base64") }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** Several values of one name come joined by commas. */
function queryOf(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name).join(",")]));
}

function safeDecode(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** Without a statusCode the whole result is the JSON body of a 200. */
export function proxyResponse(payload: unknown): CloudResponse {
  if (!isObject(payload) || payload["statusCode"] === undefined) {
    const body = payload === null ? "" : typeof payload === "string" ? payload : JSON.stringify(payload);
    return { status: 200, headers: { "content-type": "application/json" }, body };
  }
  const status = numberAt(payload, "statusCode");
  const body = payload["body"] ?? "";
  if (status === undefined || !Number.isInteger(status) || typeof body !== "string")
    return failure(500, "Internal Server Error");
  const given = Object.entries(objectAt(payload, "headers")).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    String(value),
  ]);
  const cookies = listAt(payload, "cookies").map(String).join(", ");
  return {
    status,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      ...Object.fromEntries(given),
      ...(cookies !== "" && { "set-cookie": cookies }),
    },
    body: payload["isBase64Encoded"] === true ? Buffer.from(body, "base64") : body,
  };
}
