// An error that a service answers with: its AWS name, HTTP status and text. The front that met it writes the shape that the
// service's protocol wants, so that the SDK throws the exception of that name.

export class ServiceError extends Error {
  readonly code: string;
  readonly status: number;
  /** SQS: the name of the old query protocol, which the SDK prefers where it differs. */
  readonly queryCode: string | undefined;
  /** S3: headers that go with the error. */
  readonly headers: Readonly<Record<string, string>>;
  /** S3: further elements of the error's document. */
  readonly details: Readonly<Record<string, string>>;

  constructor(
    code: string,
    message: string,
    options: {
      status?: number;
      queryCode?: string;
      headers?: Readonly<Record<string, string>>;
      details?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = options.status ?? 400;
    this.queryCode = options.queryCode;
    this.headers = options.headers ?? {};
    this.details = options.details ?? {};
  }
}

/** An action that the embedded cloud does not know is an error that names it, never a silent success. */
export function notImplemented(service: string, action: string): ServiceError {
  return new ServiceError("NotImplemented", `the embedded cloud does not implement ${service}:${action}`, {
    status: 501,
  });
}
