// Presigned URLs: what S3 takes, and what it answers to those that are late, altered or used for something else. Signed by AWS's
// own presigner, used over HTTP, with fetch.
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Clock, systemClock } from "../../local/clock.ts";
import { type Cloud, startCloud } from "../../local/cloud.ts";
import { allow, att, join_, writeAssembly } from "./tiny-assembly.ts";

const Bucket = "files";
const BODY = "order_ref,site_ref\nPO-1,S-1\n";
const dataDir = mkdtempSync(join(tmpdir(), "presigned-"));
let late = 0;
const clock: Clock = { ...systemClock, now: () => systemClock.now() + late };
let cloud: Cloud;
let s3: S3Client;

const sha256 = (text: string): string => createHash("sha256").update(text).digest("base64");
const bodies = (): number => readdirSync(join(dataDir, "s3", Bucket, "bodies")).length;

beforeAll(async () => {
  const own = join_(att("Files", "Arn"), "/inbox/own/*");
  const statement = allow(["s3:PutObject", "s3:GetObject"], own);
  cloud = await startCloud({
    assemblyDir: writeAssembly({
      name: "Data",
      resources: {
        Files: { Type: "AWS::S3::Bucket", Properties: { BucketName: Bucket } },
        Writer: {
          Type: "AWS::IAM::Role",
          Properties: {
            RoleName: "writer",
            AssumeRolePolicyDocument: {},
            Policies: [{ PolicyName: "own", PolicyDocument: { Statement: [statement] } }],
          },
        },
      },
    }),
    dataDir,
    clock,
  });
  s3 = new S3Client({
    endpoint: cloud.endpoint,
    region: cloud.region,
    credentials: cloud.assumeRole("arn:aws:iam::000000000000:role/writer"),
    forcePathStyle: true,
  });
});
afterAll(async () => {
  await cloud.close();
});

const HEADERS = new Set(["content-length", "content-type", "x-amz-checksum-sha256", "x-amz-meta-policy"]);

async function putUrl(Key = "inbox/own/a b+c.csv"): Promise<{ url: string; headers: Record<string, string> }> {
  const url = await getSignedUrl(
    s3,
    new PutObjectCommand({
      Bucket,
      Key,
      ContentLength: BODY.length,
      ContentType: "text/csv",
      ChecksumSHA256: sha256(BODY),
      Metadata: { policy: "site" },
    }),
    { expiresIn: 60, signableHeaders: new Set([...HEADERS, "host"]), unhoistableHeaders: HEADERS },
  );
  const headers = {
    "content-type": "text/csv",
    "x-amz-checksum-sha256": sha256(BODY),
    "x-amz-meta-policy": "site",
  };
  return { url, headers };
}

async function answer(url: string, init: RequestInit = {}): Promise<string> {
  const response = await fetch(url, init);
  const text = await response.text();
  const [code, message] = ["Code", "Message"].map((tag) => new RegExp(`<${tag}>(.*?)</${tag}>`).exec(text)?.[1]);
  return `${String(response.status)} ${code ?? ""} ${message ?? ""}`.trim();
}

describe("a presigned PUT", () => {
  test("takes exactly what was signed", async () => {
    const { url, headers } = await putUrl();
    expect(await answer(url, { method: "PUT", headers, body: BODY })).toBe("200");
    const link = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: "inbox/own/a b+c.csv" }));
    const got = await fetch(link);
    expect([got.headers.get("content-type"), got.headers.get("x-amz-meta-policy"), await got.text()]).toEqual([
      "text/csv",
      "site",
      BODY,
    ]);
  });

  const refused: readonly [
    what: string,
    send: (url: string, headers: Record<string, string>) => [string, RequestInit],
    as: RegExp,
  ][] = [
    ["another size", (url, headers) => [url, { headers, body: `${BODY}more` }], /^403 SignatureDoesNotMatch/],
    [
      "another type",
      (url, headers) => [url, { headers: { ...headers, "content-type": "text/html" }, body: BODY }],
      /^403 SignatureDoesNotMatch/,
    ],
    [
      "another checksum",
      (url, headers) => [url, { headers: { ...headers, "x-amz-checksum-sha256": sha256("x") }, body: BODY }],
      /^403 SignatureDoesNotMatch/,
    ],
    [
      "no checksum",
      (url, { "x-amz-checksum-sha256": _, ...headers }) => [url, { headers, body: BODY }],
      /^403 SignatureDoesNotMatch/,
    ],
    [
      "other bytes of the same size",
      (url, headers) => [url, { headers, body: BODY.replace("S-1", "S-2") }],
      /^400 BadDigest The SHA256 you specified did not match/,
    ],
    [
      "a header of AWS's that nobody signed",
      (url, headers) => [url, { headers: { ...headers, "x-amz-acl": "public-read" }, body: BODY }],
      /^403 AccessDenied There were headers present in the request which were not signed/,
    ],
    [
      "another key",
      (url, headers) => [url.replace("a%20b", "other"), { headers, body: BODY }],
      /^403 SignatureDoesNotMatch/,
    ],
    [
      "a longer time",
      (url, headers) => [url.replace("X-Amz-Expires=60", "X-Amz-Expires=600"), { headers, body: BODY }],
      /^403 SignatureDoesNotMatch/,
    ],
    [
      "somebody else's access key",
      (url, headers) => [url.replace("=ASIA", "=ASIB"), { headers, body: BODY }],
      /^403 InvalidAccessKeyId/,
    ],
    [
      "another session's token",
      (url, headers) => [url.replace("X-Amz-Security-Token=", "X-Amz-Security-Token=0"), { headers, body: BODY }],
      /^400 InvalidToken/,
    ],
    [
      "more than a week",
      (url, headers) => [url.replace("X-Amz-Expires=60", "X-Amz-Expires=604801"), { headers, body: BODY }],
      /^400 AuthorizationQueryParametersError X-Amz-Expires must be less than a week/,
    ],
    [
      "no signature",
      (url, headers) => [url.replace(/&X-Amz-Signature=\w+/, ""), { headers, body: BODY }],
      /^400 AuthorizationQueryParametersError Query-string authentication version 4 requires/,
    ],
    ["no query at all", (url, headers) => [url.split("?")[0]!, { headers, body: BODY }], /^403 AccessDenied/],
    [
      "two ways of signing",
      (url, headers) => [url, { headers: { ...headers, authorization: "AWS4-HMAC-SHA256 x" }, body: BODY }],
      /^400 InvalidArgument Only one auth mechanism allowed/,
    ],
  ];
  test.each(refused)("with %s is refused, and nothing is kept", async (_what, send, as) => {
    const before = bodies();
    const { url, headers } = await putUrl();
    const [where, init] = send(url, headers);
    expect(await answer(where, { method: "PUT", ...init })).toMatch(as);
    expect(bodies()).toBe(before);
  });

  test("is no GET", async () => {
    const { url, headers } = await putUrl();
    expect(await answer(url, { headers })).toMatch(/^403 SignatureDoesNotMatch/);
  });

  test("ends at its time, and does not begin before it", async () => {
    const { url, headers } = await putUrl();
    late = 61_000;
    expect(await answer(url, { method: "PUT", headers, body: BODY })).toBe("403 AccessDenied Request has expired");
    late = -1_000_000;
    expect(await answer(url, { method: "PUT", headers, body: BODY })).toBe("403 AccessDenied Request is not valid yet");
    late = 0;
  });

  test("allows no more than who signed it may", async () => {
    const { url, headers } = await putUrl("inbox/other/a.csv");
    expect(await answer(url, { method: "PUT", headers, body: BODY })).toMatch(/^403 AccessDenied/);
  });
});

test("a presigned GET says how its object is presented", async () => {
  const { url, headers } = await putUrl("inbox/own/r.csv");
  await fetch(url, { method: "PUT", headers, body: BODY });
  const command = new GetObjectCommand({
    Bucket,
    Key: "inbox/own/r.csv",
    ResponseContentDisposition: 'attachment; filename="results.csv"',
  });
  const got = await fetch(await getSignedUrl(s3, command));
  expect(got.headers.get("content-disposition")).toBe('attachment; filename="results.csv"');
});
