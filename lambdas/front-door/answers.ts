// How the front door writes its answers: JSON that no cache keeps, and errors that say what is wrong and what to do.
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import * as z from "zod";
import type { FrontDoorError } from "../../contracts/front-door.ts";
import { FILE_LIMITS } from "../../contracts/limits.ts";
import { looseObject } from "../../contracts/object-schemas.ts";

export const ERROR_STATUS: Readonly<Record<FrontDoorError["code"], number>> = {
  malformed: 400,
  noDistributor: 403,
  notFound: 404,
  tooLarge: 413,
  failed: 500,
};

export function jsonAnswer(statusCode: number, body: unknown): APIGatewayProxyStructuredResultV2 {
  const headers = { "content-type": "application/json", "cache-control": "no-store" };
  return { statusCode, headers, body: JSON.stringify(body) };
}

export const errorAnswer = (error: FrontDoorError): APIGatewayProxyStructuredResultV2 =>
  jsonAnswer(ERROR_STATUS[error.code], { error });

/** The first fault: the others are mostly its consequences. */
export function malformed({ issues: [issue] }: z.ZodError): FrontDoorError {
  const field = issue?.path.join(".") ?? "";
  const words = issue === undefined ? "not valid" : issue.message;
  return {
    code: "malformed",
    message: field === "" ? `The request is not valid: ${words}.` : `${field} is not valid: ${words}.`,
    fix: "Send what /docs describes, as JSON.",
    ...(field !== "" && { field }),
  };
}

const AnnouncedSchema = looseObject(() => ({ bytes: z.number().gt(FILE_LIMITS.fileBytesMax) }));

export function tooLarge(body: unknown): FrontDoorError | undefined {
  if (!AnnouncedSchema.safeParse(body).success) return undefined;
  return {
    code: "tooLarge",
    message: "The file is larger than 2 GB.",
    fix: "Split it between two orders, or compress it with gzip.",
    field: "bytes",
  };
}
