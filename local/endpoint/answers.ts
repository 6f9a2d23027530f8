// The shapes in which the endpoint answers: JSON, the errors of each protocol, and the ids that a request gets.
import type { ServiceError } from "../service-error.ts";
import { xmlError } from "../s3/xml.ts";
import type { CloudRequest, CloudResponse } from "./message.ts";

export function requestIds(service: string, requestId: string): Record<string, string> {
  return service === "s3"
    ? { "x-amz-request-id": requestId, "x-amz-id-2": requestId }
    : { "x-amzn-requestid": requestId };
}

export function json(answer: object): CloudResponse {
  return { status: 200, headers: { "content-type": "application/x-amz-json-1.0" }, body: JSON.stringify(answer) };
}

export function failed(
  service: string,
  failure: ServiceError,
  request: CloudRequest,
  headers: Record<string, string>,
): CloudResponse {
  if (service === "s3") return s3Failure(failure, request, headers);
  return {
    status: failure.status,
    headers: {
      ...headers,
      "content-type": "application/x-amz-json-1.0",
      // REST services name the error in a header.
      ...(service === "ses" && { "x-amzn-errortype": failure.code }),
      ...(service === "sqs" && { "x-amzn-query-error": `${failure.queryCode ?? failure.code};Sender` }),
    },
    body: JSON.stringify({ __type: failure.code, message: failure.message }),
  };
}

function s3Failure(failure: ServiceError, request: CloudRequest, headers: Record<string, string>): CloudResponse {
  const code = failure.code === "AccessDeniedException" ? "AccessDenied" : failure.code;
  const body =
    request.method === "HEAD" ? "" : xmlError(code, failure.message, { ...failure.details, Resource: request.path });
  return {
    status: failure.status,
    headers: { ...headers, ...failure.headers, "content-type": "application/xml" },
    body,
  };
}
