// Checks a presigned URL as S3 does (Signature Version 4 in the query): its parameters, its time, who signed it, that nothing of
// the request was changed and that no header of AWS's was added. Who uses it acts as who signed it.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { CloudRequest } from "../endpoint/message.ts";
import type { Credentials } from "../iam/guard.ts";
import { REGION } from "../identity.ts";
import { ServiceError } from "../service-error.ts";

const ALGORITHM = "AWS4-HMAC-SHA256";
type Parameters = Readonly<
  Record<"Algorithm" | "Credential" | "Signature" | "Date" | "SignedHeaders" | "Expires", string>
>;
/** S3 API reference, "Authenticating requests: using query parameters": at most seven days. */
const EXPIRES_SECONDS_MAX = 604_800;
/** How far a clock may be ahead of S3's. */
const SKEW_MILLIS = 900_000;

export function isPresigned({ query }: CloudRequest): boolean {
  return query.has("X-Amz-Algorithm") || query.has("X-Amz-Signature");
}

/** Answers the access key that signed it; throws what S3 answers otherwise. */
export function checkPresignedUrl(
  request: CloudRequest,
  now: number,
  credentialsOf: (accessKeyId: string) => Credentials | undefined,
): string {
  if ("authorization" in request.headers) {
    throw new ServiceError(
      "InvalidArgument",
      "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified",
    );
  }
  const parameters = readParameters(request.query);
  const signedAt = checkTime(parameters, now);
  const { accessKeyId, scope } = readCredential(parameters);
  const signedHeaders = parameters.SignedHeaders.split(";");
  checkHeaders(request, signedHeaders);
  const credentials = credentialsOf(accessKeyId);
  if (credentials === undefined) {
    throw denied("InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records.", {
      AWSAccessKeyId: accessKeyId,
    });
  }
  if (request.query.get("X-Amz-Security-Token") !== credentials.sessionToken) {
    throw new ServiceError("InvalidToken", "The provided token is malformed or otherwise invalid.");
  }
  const canonical = canonicalRequest(request, signedHeaders);
  const stringToSign = [ALGORITHM, signedAt, scope, sha256(canonical)].join("\n");
  const expected = signatureOf(credentials.secretAccessKey, scope, stringToSign);
  if (!equals(expected, parameters.Signature)) {
    throw denied(
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
      {
        AWSAccessKeyId: accessKeyId,
        StringToSign: stringToSign,
        SignatureProvided: parameters.Signature,
        CanonicalRequest: canonical,
      },
    );
  }
  return accessKeyId;
}

function readParameters(query: URLSearchParams): Parameters {
  const value = (name: keyof Parameters): string => {
    const found = query.get(`X-Amz-${name}`);
    if (found !== null && found !== "") return found;
    throw malformed(
      "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
    );
  };
  const [Algorithm, Credential, Signature] = [value("Algorithm"), value("Credential"), value("Signature")];
  const [Date, SignedHeaders, Expires] = [value("Date"), value("SignedHeaders"), value("Expires")];
  if (Algorithm !== ALGORITHM) {
    throw malformed('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"');
  }
  return { Algorithm, Credential, Signature, Date, SignedHeaders, Expires };
}

/** Answers when it was signed, as the signature has it. */
function checkTime({ Date: signedAt, Expires: expires }: Parameters, now: number): string {
  const [, year, month, day, hours, minutes, seconds] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(signedAt) ?? [];
  const from = Date.parse(
    `${year ?? ""}-${month ?? ""}-${day ?? ""}T${hours ?? ""}:${minutes ?? ""}:${seconds ?? ""}Z`,
  );
  if (Number.isNaN(from)) {
    throw malformed(`X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`);
  }
  if (!/^-?\d+$/.test(expires)) throw malformed("X-Amz-Expires should be a number");
  if (Number(expires) < 0) throw malformed("X-Amz-Expires must be non-negative");
  if (Number(expires) > EXPIRES_SECONDS_MAX) {
    throw malformed(
      "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
    );
  }
  if (from > now + SKEW_MILLIS) throw denied("AccessDenied", "Request is not valid yet", { ServerTime: instant(now) });
  const until = from + Number(expires) * 1000;
  if (now > until) {
    const details = { "X-Amz-Expires": expires, Expires: instant(until), ServerTime: instant(now) };
    throw denied("AccessDenied", "Request has expired", details);
  }
  return signedAt;
}

const instant = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

function readCredential({ Credential: credential, Date: signedAt }: Parameters): {
  readonly accessKeyId: string;
  readonly scope: string;
} {
  const [accessKeyId = "", day = "", region = "", service = "", end = "", ...rest] = credential.split("/");
  const where = "Error parsing the X-Amz-Credential parameter;";
  if (accessKeyId === "" || end !== "aws4_request" || rest.length > 0) {
    throw malformed(
      `${where} the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".`,
    );
  }
  if (region !== REGION) throw malformed(`${where} the region '${region}' is wrong; expecting '${REGION}'`);
  if (service !== "s3") throw malformed(`${where} incorrect service "${service}". This endpoint belongs to "s3".`);
  if (!signedAt.startsWith(day)) throw malformed(`${where} the date in the credential scope does not match X-Amz-Date`);
  return { accessKeyId, scope: [day, region, service, end].join("/") };
}

/** S3 trusts no header of its own that nobody signed. */
function checkHeaders({ headers }: CloudRequest, signedHeaders: readonly string[]): void {
  const unsigned = Object.keys(headers).filter(
    (name) => (name === "host" || name.startsWith("x-amz-")) && !signedHeaders.includes(name),
  );
  if (unsigned.length === 0) return;
  throw denied("AccessDenied", "There were headers present in the request which were not signed", {
    HeadersNotSigned: unsigned.join(", "),
  });
}

function canonicalRequest({ method, path, query, headers }: CloudRequest, signedHeaders: readonly string[]): string {
  const pairs = [...query]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]): [string, string] => [encode(name), encode(value)])
    .sort(([one, first], [other, second]) => (one === other ? compare(first, second) : compare(one, other)));
  return [
    method,
    path.split("/").map(decodeURIComponent).map(encode).join("/"),
    pairs.map(([name, value]) => `${name}=${value}`).join("&"),
    ...signedHeaders.map((name) => `${name}:${(headers[name] ?? "").trim().replaceAll(/ +/g, " ")}`),
    "",
    signedHeaders.join(";"),
    query.get("X-Amz-Content-Sha256") ?? "UNSIGNED-PAYLOAD",
  ].join("\n");
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** RFC 3986: everything but letters, digits and `-._~`. */
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );

function signatureOf(secretAccessKey: string, scope: string, stringToSign: string): string {
  const key = scope
    .split("/")
    .reduce<Buffer>((secret, part) => hmac(secret, part), Buffer.from(`AWS4${secretAccessKey}`, "utf8"));
  return hmac(key, stringToSign).toString("hex");
}

const hmac = (key: Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

function equals(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}

function malformed(message: string): ServiceError {
  return new ServiceError("AuthorizationQueryParametersError", message);
}

function denied(code: string, message: string, details: Readonly<Record<string, string>>): ServiceError {
  return new ServiceError(code, message, { status: 403, details });
}
