// Takes the body of an upload to disk while it computes the digests, and checks the checksum that came with it: as a header,
// as a trailer of `aws-chunked`, or as Content-MD5.
import { type Hash, createHash } from "node:crypto";
import { open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { named } from "../named-error.ts";
import { ServiceError } from "../service-error.ts";
import { decodeAwsChunked } from "./aws-chunked.ts";

export interface WrittenBody {
  readonly sizeBytes: number;
  readonly md5: Buffer;
  /** Header of the checksum that the sender gave, e.g. `x-amz-checksum-crc32`. */
  readonly checksum: Readonly<Record<string, string>>;
}

type Headers = Readonly<Record<string, string>>;

const CHECKSUM_PREFIX = "x-amz-checksum-";

export async function writeBody(
  path: string,
  source: AsyncIterable<Uint8Array>,
  headers: Headers,
): Promise<WrittenBody> {
  const chunked = (headers["content-encoding"] ?? "").includes("aws-chunked") ? decodeAwsChunked(source) : undefined;
  const announced = headers["x-amz-trailer"] ?? Object.keys(headers).find(isChecksum);
  const digest = announced === undefined ? undefined : checksumOf(announced.toLowerCase());
  const md5 = createHash("md5");
  let sizeBytes = 0;
  const file = await open(path, "wx");
  try {
    for await (const chunk of chunked?.bytes ?? source) {
      md5.update(chunk);
      digest?.update(chunk);
      sizeBytes += chunk.length;
      await file.write(chunk);
    }
  } catch (error) {
    throw named(error, path);
  } finally {
    await file.close();
  }
  const whole = md5.digest();
  const expected = announced === undefined ? undefined : (chunked?.trailers.get(announced) ?? headers[announced]);
  const actual = digest?.value();
  check(
    expected === undefined || expected === actual,
    "The checksum you specified did not match the calculated checksum.",
  );
  const contentMd5 = headers["content-md5"];
  check(
    contentMd5 === undefined || contentMd5 === whole.toString("base64"),
    "The Content-MD5 you specified did not match.",
  );
  const length = headers["x-amz-decoded-content-length"];
  if (length !== undefined && Number(length) !== sizeBytes) {
    throw new ServiceError("IncompleteBody", "You did not provide the number of bytes specified.");
  }
  return {
    sizeBytes,
    md5: whole,
    checksum: announced !== undefined && actual !== undefined ? { [announced]: actual } : {},
  };
}

function isChecksum(name: string): boolean {
  return (
    name.startsWith(CHECKSUM_PREFIX) &&
    name !== "x-amz-checksum-mode" &&
    !name.endsWith("-algorithm") &&
    !name.endsWith("-type")
  );
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new ServiceError("BadDigest", message);
}

interface Checksum {
  update(chunk: Uint8Array): void;
  value(): string;
}

function checksumOf(header: string): Checksum {
  const algorithm = header.slice(CHECKSUM_PREFIX.length);
  if (algorithm === "crc32") {
    let value = 0;
    return {
      update: (chunk) => {
        value = crc32(chunk, value);
      },
      value: () => {
        const bytes = Buffer.alloc(4);
        bytes.writeUInt32BE(value >>> 0);
        return bytes.toString("base64");
      },
    };
  }
  if (algorithm === "sha256" || algorithm === "sha1") {
    const hash: Hash = createHash(algorithm);
    return {
      update: (chunk) => {
        hash.update(chunk);
      },
      value: () => hash.digest("base64"),
    };
  }
  throw new ServiceError("NotImplemented", `the embedded cloud does not know the checksum ${header}`, { status: 501 });
}
