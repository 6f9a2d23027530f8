// How a call is refused: an HTTP status and errors with MEF 422 codes and property paths. Rules return lists of errors;
// calls throw the refusal, and the HTTP layer answers it in the configured style. Messages hold no customer data.

export const ERROR_CODES = [
  "missingProperty",
  "invalidValue",
  "invalidFormat",
  "referenceNotFound",
  "unexpectedProperty",
  "tooManyRecords",
  "otherIssue",
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

export interface ApiError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly propertyPath: string;
}

export const apiError = (code: ErrorCode, propertyPath: string, message: string): ApiError => ({
  code,
  message,
  propertyPath,
});

export class Refused extends Error {
  override readonly name = "Refused";
  readonly status: number;
  readonly errors: readonly ApiError[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, errors: readonly ApiError[], headers: Readonly<Record<string, string>> = {}) {
    super(errors.map((error) => error.code).join(", "));
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }
}

/** Answers never hold more errors than this; a caller with more has one fault many times. */
const ERRORS_MAX = 50;

/** 422: understood, and against a rule. */
export function refuseIfAny(errors: readonly ApiError[]): void {
  if (errors.length > 0) throw new Refused(422, errors.slice(0, ERRORS_MAX));
}

/** 409: against the state that the thing is in. */
export function conflict(propertyPath: string, message: string): Refused {
  return new Refused(409, [apiError("otherIssue", propertyPath, message)]);
}

/** 404: not there, or another Solution Provider's; the answer does not tell which. */
export function notFound(propertyPath: string, what: string): Refused {
  return new Refused(404, [apiError("referenceNotFound", propertyPath, `No such ${what}.`)]);
}
